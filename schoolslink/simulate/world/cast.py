"""Who lives in the lived-in area: schools, services and people, all invented.

The first ten people are those of every page's description; a journey knows them by these keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from schoolslink.access.roles import Role

AREA = "Riverside"
SERVICE = "Riverside CAMHS"
LITTLE_STEPS = "Little Steps"
TALK_TIME = "Talk Time counselling"
EATING = "Riverside Eating Disorder Service"
SUPPORT_TEAM = "Riverside Support Team"


@dataclass(frozen=True)
class SchoolOfTheCast:
    """A school with a story. town: counted from the area's first."""

    key: str
    name: str
    phase: str
    pupils: int
    town: int = 0


SCHOOLS: tuple[SchoolOfTheCast, ...] = (
    SchoolOfTheCast("hillside", "Hillside Primary", "Primary", 312),
    SchoolOfTheCast("northgate", "Northgate High", "Secondary", 1_084),
    SchoolOfTheCast("quorstow", "Little Quorstow Primary", "Primary", 46, town=2),
    SchoolOfTheCast("selverham", "Selverham Academy", "Secondary", 902, town=1),
    SchoolOfTheCast("orvenbury", "Orvenbury Sixth Form College", "16 plus", 1_420),
    SchoolOfTheCast("brennimere", "Brennimere Primary", "Primary", 228, town=1),
    SchoolOfTheCast("jarrowick", "Jarrowick Nursery", "Nursery", 78),
    SchoolOfTheCast("wiskerton", "Wiskerton School", "Not applicable", 96),
)


@dataclass(frozen=True)
class GroupOfTheCast:
    """A trust or federation with its schools' keys. The register has given out codes to about 18,000."""

    code: str
    name: str
    kind: str
    schools: tuple[str, ...]


GROUPS: tuple[GroupOfTheCast, ...] = (
    GroupOfTheCast(
        "99001", "Riverside Learning Trust (invented)", "Multi-academy trust",
        ("selverham", "brennimere", "wiskerton"),
    ),
    GroupOfTheCast(
        "99002", "Quorstow and Jarrowick Federation (invented)", "Federation",
        ("quorstow", "jarrowick"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Player:
    """Somebody with an account. at: a school's key, or a service's, area, team, country.

    about: one line for whoever chooses whom to be, {place} being where; empty for people one meets
    but cannot be.
    """

    key: str
    name: str
    role: Role
    at: str
    about: str = ""
    title: str = ""

    @property
    def email(self) -> str:
        """Return an address that no mail can reach."""
        from schoolslink.simulate.world.invented import dotted

        home = {
            "area": AREA, "service": SERVICE, "team": SUPPORT_TEAM, "country": "Link programme",
            "little_steps": LITTLE_STEPS, "talk_time": TALK_TIME, "eating": EATING,
            "trust": "Riverside Learning Trust",
        }  # fmt: skip
        return f"{dotted(self.name)}@{dotted(home.get(self.at, self.at)).replace('.', '-')}.example"


PLAYERS: tuple[Player, ...] = (
    Player(
        "amira", "Amira Khan", Role.SCHOOL_LEAD, "hillside",
        "Lead and SENCO of {place}. Try: ask Priya a question in one minute.",
        "Senior mental health lead and SENCO",
    ),
    Player(
        "tom", "Tom Reed", Role.SCHOOL_COVER, "hillside",
        "Amira's cover at {place}. Try: see what waits while she is away.",
        "Deputy head",
    ),
    Player(
        "priya", "Priya Nair", Role.CAMHS_CONTACT, "service",
        "CAMHS contact of 31 schools, Tuesday to Thursday. Try: answer the question at the top of"
        " her queue.",
        "Named contact for schools",
    ),
    Player(
        "sam", "Sam Okoro", Role.CAMHS_CONTACT, "service",
        "Priya's cover. Try: see what comes to him when Priya is away.",
        "Named contact for schools",
    ),
    Player(
        "lena", "Dr Lena Fox", Role.SERVICE_MANAGER, "service",
        "Manager of {place}. Try: under People, end Priya's role; see who holds what she held.",
        "Team manager",
    ),
    Player(
        "jo", "Jo Marsh", Role.AREA_COORDINATOR, "area",
        "Coordinator of the schools of {place}. Try: name somebody where nobody is named.",
        "Area coordinator",
    ),
    Player(
        "ade", "Ade Bello", Role.NATIONAL_TEAM, "country",
        "National programme. Try: print the one page for a minister.",
        "National programme team",
    ),
    Player(
        "nadia", "Nadia Stone", Role.SCHOOL_LEAD, "northgate",
        "Lead of {place}. Try: ask for help for a pupil.",
        "Senior mental health lead",
    ),
    Player(
        "marcus", "Marcus Dabiri", Role.SAFEGUARDING_LEAD, "northgate",
        "Safeguarding lead of {place}: sees requests with a risk marked, and no others.",
        "Designated safeguarding lead",
    ),
    Player(
        "bethan", "Bethan Pargeter", Role.TRIAGER, "service",
        "Triages at {place}. Try: decide on a request.",
        "Triage nurse",
    ),
    Player(
        "kofi", "Kofi Sandiford", Role.SUPPORT_TEAM_WORKER, "team",
        "Works in the support team with twenty schools.",
        "Education mental health practitioner",
    ),
    Player(
        "maryam", "Maryam Oduya", Role.TRUST_LEAD, "trust",
        "Leads {place}. Try: see which of her schools has still to confirm; she sees no child.",
        "Director of inclusion",
    ),
    Player("gwen", "Gwen Penhale", Role.SCHOOL_LEAD, "orvenbury", title="Head of student services"),
    Player("imran", "Imran Farrow", Role.SCHOOL_LEAD, "selverham", title="Assistant head"),
    Player("sian", "Sian Oakhill", Role.SCHOOL_LEAD, "brennimere", title="SENCO"),
    Player("rosa", "Rosa Keddle", Role.SCHOOL_HEAD, "jarrowick", title="Head"),
    Player("olu", "Olu Thackray", Role.SCHOOL_LEAD, "wiskerton", title="Pastoral lead"),
    Player("ruth", "Ruth Lindqvist", Role.CAMHS_CONTACT, "service", title="Named contact"),
    Player("femi", "Femi Adeleke", Role.CAMHS_CONTACT, "service", title="Named contact"),
    Player("gareth", "Gareth Birtles", Role.CAMHS_CONTACT, "service", title="Named contact"),
    Player("wren", "Wren Castell", Role.SERVICE_MANAGER, "little_steps", title="Manager"),
    Player("idris", "Idris Morrow", Role.SERVICE_MANAGER, "talk_time", title="Manager"),
    Player("noor", "Noor Ashdown", Role.SERVICE_MANAGER, "eating", title="Manager"),
    Player(
        "hattie", "Hattie Brock", Role.TRIAGER, "eating",
        "Decides at {place}. Try: read what was passed on to her before she knows the name; take it.",
        "Nurse",
    ),
)  # fmt: skip

MR_SHAW = "Mr Shaw"  # head of Little Quorstow Primary; has no account and needs none
SCHOOLS_OF_PRIYA = 31
