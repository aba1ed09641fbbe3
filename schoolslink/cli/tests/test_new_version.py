"""What a new version needs before its web server starts, when code and service have two owners."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from schoolslink.cli import assets, main
from schoolslink.cli.verb import Stopped
from schoolslink.cli.verbs import VERBS
from schoolslink.web import assets as web_assets


def test_migrate_makes_the_page_styles_before_it_becomes_the_service_user(monkeypatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(assets, "build", lambda: done.append("styles"))
    monkeypatch.setattr(main, "become_owner", lambda: done.append("service user"))
    verbs = {verb.name: verb for verb in VERBS}
    for name in ("migrate", "status"):
        verb = replace(verbs[name], run=lambda _, name=name: done.append(name) or 0)
        main.run(verb, Namespace(json=False))

    assert done == ["styles", "service user", "migrate", "service user", "status"]


def test_page_styles_that_may_not_be_written_are_told_in_a_sentence(
    monkeypatch, tmp_path: Path
) -> None:
    def refuse(*_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("SCHOOLSLINK_HOME", str(tmp_path))
    monkeypatch.setattr(assets, "TARGET", tmp_path / "not-made" / "assets")
    monkeypatch.setattr(web_assets, "build", refuse)

    with pytest.raises(Stopped, match=r"Run \./link migrate as the owner"):
        assets.build()
