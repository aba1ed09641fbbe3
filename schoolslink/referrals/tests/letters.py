"""What tests of the letter to a GP practice arrange: asked with a practice, decided, judged."""

from datetime import timedelta

from django.urls import reverse

from schoolslink.access.unit import acting
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.models import SharingChoice, Told
from schoolslink.referrals.pages.practice_letter import content
from schoolslink.referrals.queries import letter_of, letters_owed, open_for_team
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.text import FIRST_STRONG_ISOLATE, POP_ISOLATE
from schoolslink.referrals.tests.arrange import acting_as, sent

AGREED = ["school", "carer", "gp"]


def chosen(surgery):
    return [str(surgery.pk), "River Street Surgery, 12 River Street, Riverton, ZE1 2AB"]


def asked_with(world, noon, surgery, tell=AGREED, **more):
    return sent(world, noon, tell=tell, gp_practice=chosen(surgery), gp_name="Dr Vale", **more)


def decided(world, item_id, at, move=Move.ACCEPT, version=2, **more):
    given = {"level": "getting_help"} if move is Move.ACCEPT else {}
    with acting(acting_as(world.priya)) as actor:
        decide(
            actor=actor, item_id=item_id, version=version, at=at,
            answer=Answering(move=move, who_tells=Side.SERVICE, **given | more),
        )  # fmt: skip
        return the_duty(item_id)


def the_duty(item_id):
    return Told.objects.filter(item_id=item_id, whom="gp").order_by("-id").first()


def choose(world, item_id, at, *, gp):
    """Let whoever decides choose anew, as their page would keep it."""
    with acting(acting_as(world.nadia)) as actor:
        SharingChoice.objects.create(
            item_id=item_id, whom="gp", may_be_told=gp, chosen_by="carer",
            at=at + timedelta(minutes=1), recorded_by=actor.subject_id,
        )  # fmt: skip


def unmarked(page):
    """Return a page's text without the marks that keep a day in its direction."""
    return page.replace(FIRST_STRONG_ISOLATE, "").replace(POP_ISOLATE, "")


def owed(world):
    with acting(acting_as(world.priya)) as actor:
        return [row.item_id for row in letters_owed(actor)]


def said(world, item_id, duty, at):
    with acting(acting_as(world.priya)) as actor:
        record = open_for_team(actor, item_id)
        return content(record, letter_of(record, duty.pk), at)


def paths(item_id, duty):
    page = reverse("referrals:letter", args=[item_id, duty.pk])
    return page, f"{page}.pdf"
