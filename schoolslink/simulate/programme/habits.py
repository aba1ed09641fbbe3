"""How people of a simulated programme behave: how much is asked, who acts when, what an act takes.

Each number is an assumption and says where it comes from; none is measured in a real programme. What is
asked is taken higher than what was published, so that the load is not flattered.
"""

from __future__ import annotations

from dataclasses import dataclass

from schoolslink.referrals.rules import Move

# A year of one school. Published: 34,757 referrals by schools in 2017/18 (NSPCC by freedom of
# information), so about 1.5 a school; advice has no published number.
QUESTIONS_A_YEAR = 4.0
REQUESTS_A_YEAR = 2.0
# Some weeks in the year (exams, something that happened): as many more.
SURGE_WEEKS_A_YEAR, SURGE = 2, 3.0

# Of requests: published, about one in four was not taken on (CentreForum 2016, EPI 2018).
DECISIONS = {"accept": 0.55, "advise": 0.15, "ask_more": 0.10, "not_accept": 0.15, "redirect": 0.05}
RISK_MARKED = 0.08
NOT_AGREED_YET = 0.15
SAYS_NO = 0.2  # of those who are asked later
MISSES_FIRST_MEETING = 0.10  # published: about one appointment in ten
WORSE_A_WEEK = 0.004  # somebody at the school says so, of what waits or is helped
ASKS_BACK = 0.08
RETURNED = 0.15  # of what was passed on, or whose next step is checked
TO_A_SCHOOL = (
    0.5  # of hand-overs, assumed: to a school of the area that says itself whether they came
)
AGREES_TO_NEXT_SCHOOL = 0.7  # of families asked whether the next school sees the request, assumed
BECOMES_REQUEST = 0.15  # of answered questions

# People. A working day on which somebody looks: most do nearly always, one in twenty nearly never.
DILIGENCE = (0.55, 0.95)
HARDLY_EVER, HARDLY_EVER_LOOKS = 0.05, 0.03
LEAVE_SPELLS_A_YEAR, LEAVE_DAYS = 4, (3, 8)
SICK_SPELLS_A_YEAR, SICK_DAYS = 0.8, (2, 15)
LEAVES_A_YEAR = {
    "school_lead": 0.15,
    "camhs_contact": 0.25,
    "service_manager": 0.1,
    "area_coordinator": 0.1,
}
VACANT_WEEKS = (0, 14)
POST_IS_LOST = 0.1
SCHOOL_CLOSES_A_YEAR = 0.01
SCHOOL_MERGES_A_YEAR = 0.005  # with another of the area, into a new one
PAPER_SIGNED_AFTER_DAYS = (
    5,
    30,
)  # a new school signs what its area shares by; until then it asks in vain
MAIL_OUTAGES_A_YEAR, OUTAGE_DAYS = 2.0, (1, 3)
SCHOOLS_A_CONTACT = 35  # domain: 30 to 50 is what contacts say they cannot hold
MOST_MEETINGS_A_DAY = 2  # first meetings of one service, so that families wait

# What whoever asks after a child who waits finds.
HOW_IT_IS = {
    Move.FOUND_BETTER: 0.2,
    Move.FOUND_SAME: 0.6,
    Move.FOUND_WORSE: 0.1,
    Move.FOUND_NOBODY: 0.1,
}

# Minutes that an act takes the person who does it in this software: reading, typing, deciding with what is
# on the page. The conversation with a family is work with a child, not with a form, and not counted.
MINUTES = {
    "read a message": 0.5,
    "read a weekly mail": 1.0,
    "ask": 3.0,
    "request": 20.0,
    "answer": 8.0,
    "seen": 1.5,
    "decide": 12.0,
    "tell": 2.0,
    "read an answer": 2.0,
    "reply": 4.0,
    "agreement": 4.0,
    "next step": 1.5,
    "note": 1.0,
    "missed": 4.0,
    "check-in": 1.0,
    "look again": 5.0,
    "worse": 3.0,
    "ring": 5.0,
    "ring, written down": 5.5,
    "give it to another": 6.0,
    "confirm": 1.0,
    "hand over": 1.0,
}


@dataclass(frozen=True)
class Budget:
    """What the load may be, of the median person of a role in a week; alarms and refusals as shares."""

    lead_messages: float = 2.0
    lead_minutes: float = 20.0
    contact_minutes_of_35_schools: float = 180.0
    alarms_without_action: float = 0.10
    refused_of_all: float = 0.01  # ours: a programme in which people try in vain is none


BUDGET = Budget()
