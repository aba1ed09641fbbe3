"""Public facts that shape the invented country; each with where it was read.

Phases, types and sizes: the open schools of the national register of June 2024 and its pupils of
2019/20 (Department for Education, Open Government Licence v3.0), counted by us.
"""

from __future__ import annotations

from dataclasses import dataclass

# phase -> its share of open schools
PHASES = {
    "Primary": 16_751,
    "Not applicable": 2_200,  # special schools, pupil referral units; private schools left out
    "Secondary": 3_166,
    "Nursery": 381,
    "16 plus": 298,
    "All-through": 163,
    "Middle deemed secondary": 90,
}
# phase -> type of establishment -> its share
TYPES: dict[str, dict[str, int]] = {
    "Primary": {
        "Mainstream Academy": 5_277, "Community school": 5_264, "Voluntary aided school": 2_161,
        "Voluntary controlled school": 1_480, "Foundation school": 458,
    },
    "Not applicable": {
        "Community special school": 466, "Special Academy": 293, "Pupil referral unit": 167,
        "Foundation special school": 77, "AP Academy": 77,
    },
    "Secondary": {
        "Mainstream Academy": 2_158, "Community school": 242, "Voluntary aided school": 171,
        "Free School": 144, "Foundation school": 128,
    },
    "Nursery": {"Local authority nursery school": 381},
    "16 plus": {"Further education": 218, "Sixth form centres": 80},
    "All-through": {"Mainstream Academy": 87, "Free School": 38, "Community school": 11},
    "Middle deemed secondary": {"Mainstream Academy": 53, "Community school": 16},
}  # fmt: skip
# phase -> pupils at the smallest, the 10th, 30th, 50th, 70th, 90th hundredth, and the largest
PUPILS = {
    "Primary": (12, 92, 185, 220, 347, 437, 900),
    "Not applicable": (8, 19, 57, 83, 118, 172, 320),
    "Secondary": (150, 479, 716, 877, 1_035, 1_286, 2_100),
    "Nursery": (30, 60, 80, 95, 110, 130, 180),
    "16 plus": (250, 700, 1_100, 1_600, 2_300, 3_400, 6_000),
    "All-through": (200, 425, 837, 1_060, 1_298, 1_573, 2_100),
    "Middle deemed secondary": (150, 225, 424, 506, 580, 699, 800),
}
AGES = {
    "Primary": (4, 11),
    "Not applicable": (4, 16),
    "Secondary": (11, 18),
    "Nursery": (2, 5),
    "16 plus": (16, 25),
    "All-through": (3, 18),
    "Middle deemed secondary": (9, 13),
}
IN_THE_COUNTRYSIDE = 0.21  # of open schools, by the rural-urban classification of 2021


@dataclass(frozen=True)
class Programme:
    """How far the programme has come, as shares; of schools unless said otherwise.

    These are ours, chosen so that every state can be met; the country of 2024 had about this much
    (support teams: 44 in 100 pupils, NHS England, March 2024).
    """

    linked: float = 0.78
    confirmed_this_term: float = 0.64  # of those linked
    confirmed_before: float = 0.24
    at_the_pool: float = 0.04  # of those linked: nobody is named just now
    lead_signs_in: float = 0.70
    with_support_team: float = 0.44
    sharing_signed: float = 0.88
    agreed_working: float = 0.55


@dataclass(frozen=True)
class Volumes:
    """What schools ask, in a term.

    Schools made 34,757 requests in 2017/18 (answers of 53 of 66 mental health trusts, collected by the
    NSPCC). The questions are ours: advice is what the programme adds.
    """

    requests_a_year: int = 34_757
    schools: int = 22_000
    questions_for_each_request: float = 1.6
    answered_in_time: float = 0.83


PROGRAMME = Programme()
VOLUMES = Volumes()
