"""Files that go with a request: sealed on the disk, handed out as downloads to who may read it."""

from __future__ import annotations

import os
import time
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from schoolslink.access import seal
from schoolslink.access.models import Role
from schoolslink.access.seal import DoesNotOpen
from schoolslink.access.sealed_files import BLOCK
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting, current
from schoolslink.checks.attachments import making
from schoolslink.checks.attachments.eicar import pattern
from schoolslink.checks.attachments.scanner import stub_scanner
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import jobs, storage
from schoolslink.referrals.commands.files import attach_file, remove_file
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Attachment, Item, Referral
from schoolslink.referrals.queries import open_draft
from schoolslink.referrals.queries.files import open_file
from schoolslink.referrals.rules.files import FileRefused, Reason
from schoolslink.referrals.tests.arrange import acting_as, begun, sent

pytestmark = pytest.mark.django_db
LETTER = making.pdf(text="The secret words")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"
    return settings.FILES_FOLDER


def attach(who, item_id, at, content=LETTER, name="letter.pdf", **more) -> UUID:
    with acting(acting_as(who)) as actor:
        return attach_file(
            actor=actor, item_id=item_id, kind="letter", name=name, content=content, at=at, **more
        )


def there(who, item_id) -> list[Attachment]:
    with acting(acting_as(who)):
        return list(Attachment.objects.filter(item_id=item_id).order_by("at", "id"))


def browser(who) -> Client:
    made = Client()
    sign_in(made, who)
    return made


def test_what_lies_on_the_disk_tells_nothing_and_opens_for_school_and_team(world, noon, folder):
    item_id = begun(world, noon)
    long = ("She is quiet. " * 20_000).encode()
    file_id = attach(world.nadia, item_id, noon, long, "Mum's note für Ellie.txt")

    (name,) = os.listdir(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert len(name) == 64
    assert b"quiet" not in (folder / name).read_bytes()
    (row,) = there(world.nadia, item_id)
    assert (row.type, row.bytes, row.scanned) == ("text", len(long), "not_scanned")
    assert b"Ellie" not in bytes(row.name)
    with acting(acting_as(world.nadia)) as nadia:
        found = open_file(nadia, item_id, file_id)
    assert (found.name, found.content) == ("Mum's note für Ellie.txt", long)
    assert len(long) > 2 * BLOCK
    # The team has it only when it was sent.
    with acting(acting_as(world.priya)) as priya, pytest.raises(Item.DoesNotExist):
        open_file(priya, item_id, file_id)


@pytest.mark.parametrize("how", ["cut", "swapped", "turned", "of another"])
def test_a_file_altered_on_the_disk_is_not_handed_out(world, noon, folder, how):
    item_id = begun(world, noon)
    file_id = attach(world.nadia, item_id, noon, b"words " * 30_000, "a.txt")
    (row,) = there(world.nadia, item_id)
    place = folder / row.file
    whole = place.read_bytes()
    first = 4 + 4 + int.from_bytes(whole[4:8], "big")
    second = first + 4 + int.from_bytes(whole[first : first + 4], "big")
    if how == "of another":
        other = attach(world.nadia, item_id, noon, b"words " * 30_000, "b.txt")
        other_row = next(r for r in there(world.nadia, item_id) if r.pk == other)
        whole = (folder / other_row.file).read_bytes()
    place.write_bytes({
        "cut": whole[:second],
        "swapped": whole[:4] + whole[first:second] + whole[4:first] + whole[second:],
        "turned": whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        "of another": whole,
    }[how])  # fmt: skip

    with acting(acting_as(world.nadia)) as nadia, pytest.raises(DoesNotOpen):
        open_file(nadia, item_id, file_id)
    assert browser(world.nadia).get(f"/asked/{item_id}/file/{file_id}").status_code == 404


def test_it_is_a_download_that_runs_nothing_and_each_is_noted(world, noon):
    item_id = sent(world, noon)
    file_id = attach(world.nadia, item_id, noon, name="Brief für Ellie.pdf")

    for who, address in ((world.nadia, "asked"), (world.priya, "queue")):
        answer = browser(who).get(f"/{address}/{item_id}/file/{file_id}")
        assert answer.content == LETTER
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Brief%20f")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    looked = browser(world.nadia).get(f"/records/{item_id}/who-looked").text
    assert looked.count("Saved a file that went with it") == 2
    assert "Added a file" in looked
    with acting(acting_as(world.priya)) as priya:
        open_file(priya, item_id, file_id)
        (noted,) = [one for one in current().reads if one["record"] == "file"]
    assert noted["ids"] == [str(file_id)]
    assert noted["groups"] == "N"
    assert len(noted["children"]) == 1


def test_nobody_else_opens_it(world, as_seed, noon):
    item_id = sent(world, noon)
    file_id = attach(world.nadia, item_id, noon)
    with as_seed():
        safe = person("Safe Guarding")
        member(safe, world.northgate, Role.SAFEGUARDING_LEAD)

    # No risk is marked: the safeguarding lead too has no business here.
    for who in (world.amira, world.stranger, world.jo, world.lena, safe):
        for address in ("asked", "queue"):
            answer = browser(who).get(f"/{address}/{item_id}/file/{file_id}")
            assert answer.status_code in (403, 404), (who.name, address)
    assert browser(world.nadia).get(f"/asked/{item_id}/file/{new_id()}").status_code == 404
    other = sent(world, noon)
    assert browser(world.nadia).get(f"/asked/{other}/file/{file_id}").status_code == 404


def test_what_is_there_counts_for_a_service_that_needs_it(world, as_seed, noon):
    from schoolslink.directory.tests import factories

    with as_seed():
        factories.criteria(world.riverside.service, weights={"attached": "needed"})
    item_id = begun(world, noon)

    def missing() -> bool:
        with acting(acting_as(world.nadia)) as nadia:
            draft = open_draft(nadia, item_id, on=noon.date())
        return "attached" in draft.completeness.missing

    assert missing()
    file_id = attach(world.nadia, item_id, noon)
    assert not missing()
    with acting(acting_as(world.nadia)) as nadia:
        remove_file(actor=nadia, item_id=item_id, file_id=file_id, at=noon)
    assert missing()
    assert there(world.nadia, item_id) == []


def test_what_was_sent_stays_and_a_newer_one_stands_beside_it(world, noon):
    item_id = sent(world, noon)
    first = attach(world.nadia, item_id, noon)
    second = attach(world.nadia, item_id, noon, name="letter v2.pdf", replaces_id=first)

    with acting(acting_as(world.nadia)) as nadia, pytest.raises(NotPossible):
        remove_file(actor=nadia, item_id=item_id, file_id=first, at=noon)
    with acting(acting_as(world.nadia)):
        # The database refuses it too.
        assert Attachment.objects.filter(pk=second).delete()[0] == 0
        assert Referral.objects.get(item_id=item_id).missing.count("attached") == 0
    assert [row.pk for row in there(world.nadia, item_id)] == [first, second]
    record = browser(world.priya).get(f"/queue/{item_id}").text
    assert "letter v2.pdf" in record
    assert "A newer one is here." in record
    assert "Not scanned for viruses" in record
    as_text = browser(world.priya).get(f"/queue/{item_id}/copy.txt").content.decode()
    assert "letter v2.pdf" in as_text
    as_sent = browser(world.nadia).get(f"/asked/{item_id}/as-sent").text
    assert reverse("referrals:asked-file", args=[item_id, second]) in as_sent


def test_ten_files_and_no_more_and_only_the_school_brings_them(world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.priya)), pytest.raises(NotYours):
        attach(world.priya, item_id, noon)
    for number in range(10):
        attach(world.nadia, item_id, noon, b"words", f"{number}.txt")
    with pytest.raises(FileRefused) as refused:
        attach(world.nadia, item_id, noon, b"words", "eleventh.txt")
    assert refused.value.reason is Reason.TOO_MANY


def test_what_a_scanner_finds_is_kept_nowhere(world, noon, folder, settings, tmp_path):
    item_id = begun(world, noon)
    with stub_scanner(tmp_path / "clamd") as path:
        settings.CLAMD_SOCKET = path
        with pytest.raises(FileRefused) as refused:
            attach(world.nadia, item_id, noon, pattern(), "note.txt")
        assert not folder.exists() or os.listdir(folder) == []
        attach(world.nadia, item_id, noon)
    assert refused.value.reason is Reason.VIRUS
    assert [row.scanned for row in there(world.nadia, item_id)] == ["clean"]


def test_the_page_takes_a_file_without_scripts_and_says_why_it_takes_none(world, noon):
    item_id = begun(world, noon)
    nadia, page = browser(world.nadia), f"/help/{item_id}/files"
    with clock.fixed(noon):
        tasks = nadia.get(f"/help/{item_id}").text
        empty = nadia.get(page).text
        bad = SimpleUploadedFile("letter.pdf", making.pdf(catalog=b"/AA << >>"))
        refused = nadia.post(page, {"form_key": str(new_id()), "kind": "report", "file": bad}).text
        key = str(new_id())
        for _ in range(2):  # the button pressed twice
            good = SimpleUploadedFile("letter.pdf", LETTER)
            done = nadia.post(page, {"form_key": key, "kind": "letter", "file": good})
        shown = nadia.get(page).text
        (row,) = there(world.nadia, item_id)
        nadia.post(f"/help/{item_id}/files/{row.pk}/remove", {"form_key": str(new_id())})
        after = nadia.get(page).text

    assert page in tasks
    assert 'enctype="multipart/form-data"' in empty
    assert "Something in this file could run by itself" in refused
    assert 'value="report" checked' in refused.replace("\n", " ")
    assert done.status_code == 302
    assert "letter.pdf" in shown
    assert "letter.pdf" not in after


def test_orphans_are_swept_and_nothing_else(world, noon, folder):
    item_id = begun(world, noon)
    attach(world.nadia, item_id, noon)
    (kept,) = os.listdir(folder)
    for name, days in (("a" * 64, 3), ("b" * 64 + ".part", 3), ("c" * 64, 0)):
        (folder / name).write_bytes(b"x")
        old = time.time() - days * 86_400
        os.utime(folder / name, (old, old))
    os.utime(folder / kept, (0, 0))

    jobs.sweep_files(0)

    assert sorted(os.listdir(folder)) == sorted([kept, "c" * 64])
    with pytest.raises(storage.FileGone):
        storage.path_of("../../etc/passwd")


def test_with_the_key_gone_the_file_is_gone_too(world, noon, monkeypatch):
    item_id = begun(world, noon)
    file_id = attach(world.nadia, item_id, noon)
    (row,) = there(world.nadia, item_id)
    assert b"The secret words" not in storage.path_of(row.file).read_bytes()

    monkeypatch.setattr(seal, "open_keys", lambda children: None)

    with acting(acting_as(world.nadia)) as nadia, pytest.raises(seal.NoKey):
        open_file(nadia, item_id, file_id)
