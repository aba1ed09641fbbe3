"""The safety gate's cards, with whom to ring and whom to tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schoolslink.directory.pages.turn import owned_in_words
from schoolslink.directory.queries import HelpLineView
from schoolslink.referrals.rules.gate import Act, GateCard


@dataclass(frozen=True)
class Call:
    """One number to ring or person to tell, and who answers there."""

    text: str
    phone: str = ""


@dataclass(frozen=True)
class HelpCard:
    """A card of the safety gate: what to do, and whom to ring."""

    ask: str
    do: str
    calls: tuple[Call, ...]


def help_cards(
    cards: tuple[GateCard, ...],
    *,
    safeguarding: tuple[str, ...],
    lines: Iterable[HelpLineView] = (),
) -> list[HelpCard]:
    """Return the gate's cards with numbers.

    safeguarding: names of the school's own leads. lines: the numbers of the school's area.
    """
    told = ", ".join(safeguarding) or _("your school's safeguarding lead")
    emergency, mental_health = everywhere()
    calls = {
        Act.RING_999: [emergency],
        Act.RING_111: [mental_health],
        Act.RING_LOCAL_LINE: local_calls(lines),
        Act.TELL_SAFEGUARDING_LEAD: [Call(_("Tell %(who)s in person today") % {"who": told})],
    }
    return [
        HelpCard(
            _(card.ask), _(card.if_yes), tuple(call for act in card.acts for call in calls[act])
        )
        for card in cards
    ]


def everywhere() -> tuple[Call, Call]:
    """Return the two numbers that are right in every place and at every hour."""
    return (
        Call(_("Emergency services, day and night"), "999"),
        Call(_("NHS 111, mental health option, day and night"), "111"),
    )


def help_now(lines: Iterable[HelpLineView]) -> list[Call]:
    """Return whom to ring now, shown before any question is answered: everywhere, and in this area."""
    return [*everywhere(), *local_calls(lines)]


def local_calls(lines: Iterable[HelpLineView]) -> list[Call]:
    """Return an area's own numbers: who answers, when, and who last checked that it is right."""
    return [Call(_local_words(line), line.phone) for line in lines]


def _local_words(line: HelpLineView) -> str:
    words = _("%(name)s. %(hours)s. %(checked)s") % {
        "name": line.name,
        "hours": line.hours,
        "checked": owned_in_words(line.checked_on, line.owner),
    }
    if not line.is_stale:
        return words
    return f"{words} {_('If nobody answers, ring 111 and choose option 2.')}"
