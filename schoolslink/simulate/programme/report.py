"""What simulated lives came to: children helped, waits, nobody unseen, and the load on people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median, quantiles
from typing import Any

from schoolslink.simulate.programme import habits

ADDED_UP = ("alarms", "alarms_for_nothing", "happened", "acts", "refused")


def spread(found: Sequence[float]) -> dict[str, float | int]:
    """Return how many, the median and the 90th percentile; of none only that there is none."""
    if not found:
        return {"count": 0}
    high = quantiles(found, n=10, method="inclusive")[8] if len(found) > 1 else found[0]
    return {"count": len(found), "median": round(median(found), 1), "p90": round(high, 1)}


def report(lives: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what the areas' counts (`counts.counts`) say together, and what is over the budget."""
    added = {name: _sum(life[name] for life in lives) for name in ADDED_UP}
    unseen = [one for life in lives for one in life["unseen"]]
    asked = _sum({k: v[0] for k, v in life["asked"].items()} for life in lives)
    still = _sum({k: v[1] for k, v in life["asked"].items()} for life in lives)
    said: dict[str, Any] = {
        "asked": asked,
        "still_open": still,
        "children_helped": sum(len(life["help_days"]) for life in lives),
        "waits": {
            "asked_to_decided_days": spread([d for life in lives for d in life["decided_days"]]),
            "asked_to_help_days": spread([d for life in lives for d in life["help_days"]]),
        },
        "escalations": sum(life["escalations"] for life in lives),
        "unseen_past_deadline_without_escalation": len(unseen),
        "unseen": unseen[:20],
        "most_days_past": max(life["most_days_past"] for life in lives),
        "minutes_a_week": _by_role(lives, 1),
        "messages_a_week": _by_role(lives, 2),
        "most_schools_of_a_contact": max(life["schools_a_contact"] for life in lives),
        "contact_minutes_of_35_schools": round(
            median(
                person[1] * habits.SCHOOLS_A_CONTACT / life["schools_a_contact"]
                for life in lives
                for person in life["people"]
                if person[0] == "camhs_contact"
            ),
            1,
        ),
        **added,
        "alarms_without_action": round(
            sum(added["alarms_for_nothing"].values()) / max(1, sum(added["alarms"].values())), 4
        ),
    }
    refused, done = (sum(added[name].values()) for name in ("refused", "acts"))
    said["refused_of_all"] = round(refused / max(1, refused + done), 4)
    said["over_budget"] = over_budget(said)
    return said


def _sum(counted: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counted:
        total.update(one)
    return dict(sorted(total.items()))


def _by_role(lives: Sequence[dict[str, Any]], column: int) -> dict[str, Any]:
    """Return the spread over the people of each role, each by their own mean of the weeks at work."""
    people = [person for life in lives for person in life["people"]]
    roles = sorted({person[0] for person in people})
    return {role: spread([one[column] for one in people if one[0] == role]) for role in roles}


def over_budget(said: dict[str, Any], budget: habits.Budget = habits.BUDGET) -> list[str]:
    """Return what is over the budget, a sentence each; a contact's minutes as of thirty-five schools."""
    lead = "school_lead"
    looked_at = (
        (said["messages_a_week"].get(lead, {}).get("median", 0), budget.lead_messages,
         "The median lead gets {0} messages a week; {1} is the most."),
        (said["minutes_a_week"].get(lead, {}).get("median", 0), budget.lead_minutes,
         "The median lead needs {0} minutes a week; {1} is the most."),
        (said["contact_minutes_of_35_schools"], budget.contact_minutes_of_35_schools,
         "A contact of 35 schools needs {0} minutes a week; {1} is the most."),
        (said["alarms_without_action"], budget.alarms_without_action,
         "Of all alarms {0} needed nobody; {1} is the most."),
        (said["refused_of_all"], budget.refused_of_all,
         "Of all that people tried {0} was refused; {1} is the most."),
    )  # fmt: skip
    return [sentence.format(found, most) for found, most, sentence in looked_at if found > most]
