"""Who of a family reads a decision, and from what their page will be made; who does not, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.queries.team import Relative
from schoolslink.referrals.queries.telling import Outcome, truth_of
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.family import Truth
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.rules.sharing import Withheld
from schoolslink.referrals.rules.waiting import ExpectedWait


@dataclass(frozen=True)
class FamilyReader:
    """One of the family. truth: None for whoever has no page. withheld: why they read less."""

    name: str
    relationship: str
    language: str
    truth: Truth | None
    withheld: Withheld | None


def family_readers(
    opened: Opened,
    family: Iterable[Relative],
    outcome: Outcome,
    *,
    choices: dict[str, bool],
    wait: ExpectedWait | None,
) -> list[FamilyReader]:
    """Return each of the family with what their page will say once this is sent.

    choices: who may be told, the latest about each. wait: how long it takes, where a wait begins.
    """
    item, referral = opened.item, opened.referral
    if referral is None:
        return []
    decider, found = Decider(referral.decided_by), []
    for one in family:
        withheld = reach_of(item, one, Channel.PAGE, choices, decider).why
        theirs = outcome if withheld is None else outcome.without_words()
        truth = truth_of(item, one, referral, theirs, service=opened.service_name, wait=wait)
        truth = replace(truth, hears=withheld is None)
        has_no_page = withheld is not None and withheld.is_everything
        found.append(
            FamilyReader(
                name=one.name,
                relationship=one.relationship,
                language=one.language,
                truth=None if has_no_page else truth,
                withheld=withheld,
            )
        )
    return found
