"""What a file may be: a corpus of hostile ones is refused, each for its reason, and good ones are taken."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from schoolslink.checks.attachments import making
from schoolslink.checks.attachments.check import SEED, corpus, judge_all
from schoolslink.checks.attachments.eicar import pattern
from schoolslink.checks.attachments.scanner import stub_scanner
from schoolslink.referrals import inspecting
from schoolslink.referrals.inspecting import inspect_apart
from schoolslink.referrals.rules.files import SENTENCES, FileRefused, FileType, Reason, inspect
from schoolslink.referrals.scanning import Scan, scan


def test_every_hostile_file_is_refused_for_its_reason_and_every_good_one_taken():
    found = judge_all(corpus(SEED))

    assert found.wrong == []
    assert (found.hostile, found.good) == (found.refused, found.accepted)
    assert found.hostile >= 200
    assert found.good >= 40
    never = set(Reason) - {Reason(reason) for reason in found.reasons}
    assert never == {Reason.TOO_MANY, Reason.NOT_LOOKED_AT}


def test_the_check_notices_what_is_taken_and_what_is_refused_wrongly():
    """Of a judge that lets everything in, and of one that lets nothing in."""
    samples = corpus(SEED)[::40]

    def refuse(name, content):
        raise FileRefused(Reason.TYPE)

    def take(name, content):
        return inspect("a.txt", b"words")

    assert len(judge_all(samples, take).wrong) > len(samples) / 2
    assert not judge_all(samples, refuse).holds


def test_each_reason_has_its_sentence():
    assert set(SENTENCES) == set(Reason)


def test_of_a_photograph_its_points_alone_are_kept():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, "A telephone", {2: (51.0, 30.0, 0.0)}
    sent = making.picture("JPEG", (64, 48), exif=exif, comment=b"Ellie at home")

    kept = inspect("IMG_1.jpg", sent).content

    assert b"A telephone" in sent
    assert b"Ellie at home" in sent
    assert b"A telephone" not in kept
    assert b"Ellie at home" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert picture.size == (48, 64)  # turned the right way up
    text = making.png_chunk(b"tEXt", b"Author\0Ellie")
    png = making.picture("PNG")
    assert b"Ellie" not in inspect("a.png", png[:-12] + text + png[-12:]).content


def test_in_a_process_of_its_own_the_verdict_is_the_same(monkeypatch):
    taken = inspect_apart("note.txt", "She sleeps badly. Źle śpi.".encode())
    assert (taken.type, taken.content.decode()) == (FileType.TEXT, "She sleeps badly. Źle śpi.")
    with pytest.raises(FileRefused) as refused:
        inspect_apart("a.pdf", making.pdf(catalog=b"/OpenAction << /S /Launch >>"))
    assert refused.value.reason is Reason.ACTIVE
    monkeypatch.setattr(inspecting, "SECONDS", 0.01)
    with pytest.raises(FileRefused) as refused:
        inspect_apart("note.txt", b"words")
    assert refused.value.reason is Reason.NOT_LOOKED_AT


def test_the_scanner_finds_and_without_it_nothing_is_called_clean(tmp_path):
    with stub_scanner(tmp_path / "clamd") as path:
        assert scan(b"words" * 100_000, path=path) is Scan.CLEAN
        assert scan(b"words " + pattern(), path=path) is Scan.FOUND
    assert scan(b"words", path=str(tmp_path / "nobody")) is Scan.NOT_SCANNED
    assert scan(b"words") is Scan.NOT_SCANNED
