"""A young person or a carer who asks by themselves, begun and sent as their pages do it."""

from schoolslink.access.actor import Actor
from schoolslink.access.models import FamilyCode
from schoolslink.access.unit import acting
from schoolslink.referrals.commands.own_request import (
    begin_own,
    save_own_step,
    send_own,
)
from schoolslink.referrals.rules.own import Step

SAFE = {"danger_now": "no", "cannot_wait": "no", "harmed": "no"}
SAID = {
    Step.WORRY: {"concern": "I cry every night and can not say why.", "wants": "To talk."},
    Step.CHILD: {
        "first_name": "Ellie", "surname": "Wright",
        "birth_date-day": "4", "birth_date-month": "5", "birth_date-year": "2011",
    },
    Step.REACH: {"young_person_phone": "07700 900 123"},
    Step.TELL: {"school_hears": "no", "home_hears": "no", "gp_hears": "no"},
}  # fmt: skip


def begun(world, at, relationship="self", *, with_school=True, gate=None) -> tuple[str, Actor]:
    with acting(Actor(kind="public")):
        made = begin_own(
            service_id=world.riverside.pk,
            school_id=world.northgate.pk if with_school else None,
            relationship=relationship, gate=gate or {}, machine="192.0.2.9", at=at,
        )  # fmt: skip
    return made.code, made.id


def holder_of(code_id, as_seed) -> Actor:
    with as_seed():
        code = FamilyCode.objects.get(pk=code_id)
    return Actor(
        kind="family", subject_id=code_id, child_id=code.child_id, item_id=code.item_id,
        relationship=code.relationship,
    )  # fmt: skip


def asked(world, at, as_seed, relationship="self", gate=None, **said) -> Actor:
    _, code_id = begun(world, at, relationship, gate=gate)
    who = holder_of(code_id, as_seed)
    plain = {
        "concern": "I cry every night.", "first_name": "Ellie", "surname": "Wright",
        "birth_date": "2011-05-04", "school_hears": "no", "home_hears": "no", "gp_hears": "no",
    }  # fmt: skip
    with acting(who) as actor:
        save_own_step(actor=actor, step=Step.WORRY, said=plain | said, at=at)
        send_own(actor=actor, at=at)
    return who


def text(page) -> str:
    return page.content.decode()
