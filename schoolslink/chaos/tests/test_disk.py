"""A full disk that could not be made proves nothing, and does not say that it does."""

import json
from argparse import Namespace
from contextlib import contextmanager

from schoolslink.chaos import small
from schoolslink.cli import chaos


def test_where_no_small_disk_can_be_made_nothing_is_said_to_hold(monkeypatch, capsys):
    @contextmanager
    def forbidden(_folder):
        raise small.NoSmallDisk("cannot be mounted here")
        yield

    monkeypatch.setattr(small, "small_disk", forbidden)

    code = chaos.disk(Namespace(json=True, seed=1))

    said = json.loads(capsys.readouterr().out)
    assert said["skipped"] == "cannot be mounted here"
    assert said["holds"] is False
    assert code == 1
