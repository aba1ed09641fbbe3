"""The verb writes what the stand-alone verifier reads."""

import json
import os
import subprocess
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

import pytest

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.checks import audit_verifier
from schoolslink.cli import check_audit, place
from schoolslink.cli.verb import Stopped
from schoolslink.config.database.installation import Installation
from schoolslink.kernel import clock


@dataclass(frozen=True)
class Here:
    installation: Installation

    def variables(self) -> dict[str, str]:
        return {}

    def url(self, role: str) -> str:
        return self.installation.url(role)


def test_dump_of_the_verb_is_what_the_verifier_takes(
    own_database, tmp_path, settings, monkeypatch, capsys
):
    settings.ENVIRONMENT = settings.ENVIRONMENT.__class__(
        **{**vars(settings.ENVIRONMENT), "home": tmp_path}
    )
    admin = os.environ["SCHOOLSLINK_TEST_ADMIN"]
    installation = Installation(
        "schoolslink_test", own_database, admin, Path(os.environ["SCHOOLSLINK_HOME"]), True
    )
    monkeypatch.setattr(place, "current", lambda **_: Here(installation))
    with acting(Actor(kind="system")) as actor:
        audit.record(actor, "kept", at=clock.now())
    asked = Namespace(runs=1, seed=1, json=True, dump=str(tmp_path / "dump.jsonl"))

    assert check_audit.check(asked) == 0

    told = json.loads(capsys.readouterr().out)
    (tmp_path / "none").write_text("")
    verified = subprocess.run(
        [sys.executable, "-I", "-S", audit_verifier.__file__, asked.dump, tmp_path / "none",
         "--key", tmp_path / "none"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert json.loads(verified.stdout)["events"] == told["events"] == 1
    assert (verified.returncode, told["dump"]) == (0, asked.dump)
    with pytest.raises(Stopped, match="could not be written"):
        check_audit.check(asked)
