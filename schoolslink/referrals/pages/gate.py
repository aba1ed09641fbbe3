"""The safety gate's cards, with whom to ring and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

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


def help_cards(cards: tuple[GateCard, ...], *, safeguarding: tuple[str, ...]) -> list[HelpCard]:
    """Return the gate's cards with numbers. safeguarding: names of the school's own leads."""
    told = ", ".join(safeguarding) or _("your school's safeguarding lead")
    calls = {
        Act.RING_999: Call(_("Emergency services, day and night"), "999"),
        Act.RING_111: Call(_("NHS 111, mental health option, day and night"), "111"),
        Act.TELL_SAFEGUARDING_LEAD: Call(_("Tell %(who)s in person today") % {"who": told}),
    }
    return [
        HelpCard(
            _(card.ask), _(card.if_yes), tuple(calls[act] for act in card.acts if act in calls)
        )
        for card in cards
    ]
