"""What the services of the lived-in area say of themselves, and what each of them takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

CRISIS_LINE = {
    "name": "Riverside crisis line (invented)",
    "phone": "01632 960 999",
    "hours": "Day and night, every day",
    "for_whom": "Children, young people and whoever is with them",
    "owner": "Riverside CAMHS, duty team",
}

PAGES: dict[str, dict[str, Any]] = {
    "service": {
        "who_for": "Children and young people from 5 to their 18th birthday",
        "what_we_do": "We talk with young people, families and schools, and help with what is hard.",
        "phone": "01632 960 000",
        "email": "hello@riverside-camhs.example",
        "hours": "Monday to Friday, 9 to 5",
        "how_to_reach": "Ask your school, or ring us",
        "families_may_ask": True,
        "schools_cap": 35,
        "ods_code": "ZZ901",
        "wait_weeks_low": 5,
        "wait_weeks_high": 9,
    },
    "little_steps": {
        "who_for": "Children under five and their parents",
        "what_we_do": "Visits at home, groups, and help with sleep, feeding and worry.",
        "phone": "01632 960 010",
        "hours": "Monday to Friday, 8.30 to 4.30",
        "how_to_reach": "Parents may ring themselves; nurseries may ask here",
        "families_may_ask": True,
        "wait_weeks_low": 2,
        "wait_weeks_high": 4,
    },
    "talk_time": {
        "who_for": "Young people from 11 to 19",
        "what_we_do": "Up to eight talks with a counsellor, in town or online. Free.",
        "phone": "01632 960 020",
        "hours": "Monday to Saturday, 10 to 7",
        "how_to_reach": "Ring, write or walk in; you need nobody's permission from 13",
        "families_may_ask": True,
        "wait_weeks_low": 1,
        "wait_weeks_high": 3,
    },
    "eating": {
        "who_for": "Young people from 8 to their 18th birthday",
        "what_we_do": "Help with eating, weight and how one sees oneself, with the whole family.",
        "phone": "01632 960 030",
        "hours": "Monday to Friday, 9 to 5",
        "how_to_reach": "Schools and doctors ask; families may ring for advice",
        "families_may_ask": True,
        "wait_weeks_low": 1,
        "wait_weeks_high": 2,
    },
}

WHAT_CHANGED = "Under-fives now go to Little Steps. Attendance and what was tried are needed."


def first(key: str, places: Mapping[str, UUID]) -> dict[str, Any]:
    """Return the first criteria that a service published."""
    by_service: dict[str, dict[str, Any]] = {
        "service": {
            "ages": {"from": 4, "until": 18},
            "elsewhere": {
                "eating": {"name": "Riverside Eating Disorder Service",
                           "service": str(places["eating"])},
                "learning": {"name": "The school's educational psychologist"},
            },
            "own_words": "Tell us what you see and what it changes. You need no name for it.",
        },
        "little_steps": {
            "ages": {"from": 0, "until": 5},
            "own_words": "Small children and whoever looks after them.",
        },
        "talk_time": {"ages": {"from": 11, "until": 20}},
        "eating": {"ages": {"from": 8, "until": 18}, "takes": ["eating"]},
    }  # fmt: skip
    return by_service[key]


def second(key: str, places: Mapping[str, UUID]) -> dict[str, Any]:
    """Return the criteria that replaced the first: older children only, and two things more needed."""
    return first(key, places) | {
        "ages": {"from": 5, "until": 18},
        "weights": {"attendance": "needed", "services_now": "helps"},
    }
