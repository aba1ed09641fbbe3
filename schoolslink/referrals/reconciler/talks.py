"""Whether every talk about a pupil has its time and what was said, and nobody two at once."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="talk_without_its_time",
        noun=Noun.ITEM,
        hazards=("H63",),
        must="A talk that is booked has one time, and one that was held has what was said and who does what.",
        says=_(
            "A talk about a pupil is booked for no time, or was held and nothing was written down."
        ),
        act=_(
            "Ring the contact: they agree another time with the school today, or write down what was said."
        ),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
where i.kind = 'consultation' and (
  (i.state = 'booked' and not exists (select from referrals_consultationslot s
    where s.item_id = i.id and s.released_at is null))
  or (i.state in ('two_steps', 'one_step') and not exists (
    select from referrals_consultationnote n where n.item_id = i.id)))
""",
    ),
    Invariant(
        name="two_talks_at_once",
        noun=Noun.ITEM,
        hazards=("H64",),
        must="Nobody has two talks at one time.",
        says=_("Two schools have booked the same person for the same time."),
        act=_("Ring the contact: they ring one of the two schools today, and call that talk off."),
        sql="""
select later.item_id, later.item_id, later.school_id, later.service_id, later.area_id
from referrals_consultationslot later
join referrals_consultationslot sooner on sooner.person_id = later.person_id
  and sooner.id < later.id and sooner.released_at is null
  and sooner.starts_at < later.ends_at and later.starts_at < sooner.ends_at
where later.released_at is null
""",
    ),
)
