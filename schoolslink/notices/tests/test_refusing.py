"""What may not be sent is refused: bad links, addresses, headers; and nothing is logged of anybody."""

import logging

import pytest

from schoolslink.access import jobs
from schoolslink.kernel.ids import new_id
from schoolslink.notices import commands, delivery, transport
from schoolslink.notices.kinds import Reach, UnknownKind
from schoolslink.notices.models import Attempt
from schoolslink.notices.rules import BadLink, State

from .sending import seen, send


@pytest.mark.django_db
def test_what_was_said_once_under_a_key_is_not_said_again(world, person):
    to = person().pk

    first = send(to_person=to, once_key="reminder:7")
    second = send(to_person=to, once_key="reminder:7")

    assert first is not None
    assert second is None


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({}, commands.OneRecipient),
        ({"kind": "tests.unknown"}, UnknownKind),
        ({"link_path": "//evil.example"}, BadLink),
        ({"link_path": "/open?name=Ellie"}, BadLink),
        ({"link_path": "https://evil.example/"}, BadLink),
        ({"link_path": "/a\nBcc: x@y.example"}, BadLink),
    ],
)
@pytest.mark.django_db
def test_what_may_not_be_sent_is_refused(world, person, asked, refusal):
    to = {"to_person": person().pk} if asked else {}

    with pytest.raises(refusal):
        send(**to | asked)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\nBcc: x@y.example", "a@b.example, c@d.example", "a b@c.example", "a@localhost",
        '"a"@b.example', "<a@b.example>", "a@b.example\r", "", "a" * 250 + "@b.example", "ż@b.pl",
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_an_address_that_is_not_one_plain_address_is_never_sent_to(world, inbox, address):
    contact, child = new_id(), new_id()
    world.reach[contact] = Reach(email=address)
    notice_id = send(to_contact=contact, child_id=child)

    outcome = delivery.deliver(notice_id, child)

    assert outcome.code in ("not_an_address", "no_address")
    assert (inbox.mails, seen(notice_id).state) == ([], State.FAILED)


@pytest.mark.django_db
def test_a_header_cannot_be_injected_by_a_subject(inbox):
    from schoolslink.notices.rendering import Rendered

    rendered = Rendered(subject="Hello\nBcc: x@y.example", body="")

    outcome = transport.send(
        to="a@b.example", rendered=rendered, notice_id=new_id(), language="en-gb"
    )

    assert (outcome.code, inbox.mails) == ("bad_header", [])


@pytest.mark.django_db
def test_no_log_line_holds_an_address(world, inbox, caplog):
    caplog.set_level(logging.DEBUG)
    contact, child = new_id(), new_id()
    world.reach[contact] = Reach(email="halina@home.example", mobile="07700900123")
    inbox.answers.append("451 halina@home.example is busy")

    notice_id = send(to_contact=contact, child_id=child)
    delivery.deliver(notice_id, child)

    ours = [line for line in caplog.records if line.name != "mail.log"]  # the tests' own server's
    assert [line for line in ours if "halina" in line.getMessage()] == []
    assert "halina" not in repr(world.reach[contact])
    assert {one.outcome for one in Attempt.objects.all()} == set()
    with jobs.as_system("t"):
        assert [one.outcome for one in Attempt.objects.all()] == ["refused_451"]
