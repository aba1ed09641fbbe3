"""As whom a visitor of the demonstration may look around, with one click and no password."""

from __future__ import annotations

from schoolslink.access.models import FamilyCode, Organisation, Persona
from schoolslink.simulate.world import cast
from schoolslink.simulate.world.connection import arranging
from schoolslink.simulate.world.stage import Stage
from schoolslink.simulate.world.telling import Telling

ELLIE = "Ellie W."
ELLIE_ABOUT = "15, pupil of {place}. Try: who has my request? Code, as on paper: {code}"
HALINA = "Halina W."
HALINA_ABOUT = (
    "Ellie's mother, who reads Polish. Try: the same truth, in her language. Code, as on paper:"
    " {code}"
)


def make(stage: Stage, hers: Telling) -> list[Persona]:
    """Make the personas: who has an account, then the two who have a code each."""
    there = [player for player in cast.PLAYERS if player.key in stage.people]
    players = [player for player in there if player.about]
    places = Organisation.objects.in_bulk([stage.places[player.at] for player in players])
    northgate = places[stage.places["northgate"]].name
    made = [
        Persona(
            person=stage.people[player.key],
            name=player.name,
            about=player.about.format(place=places[stage.places[player.at]].name),
            position=position,
        )
        for position, player in enumerate(players)
    ]
    with arranging():
        codes = {
            code.relationship: code for code in FamilyCode.objects.filter(item_id=hers.item_id)
        }
        for relationship, name, about in (
            ("self", ELLIE, ELLIE_ABOUT),
            ("carer", HALINA, HALINA_ABOUT),
        ):
            made.append(
                Persona(
                    family_code=codes[relationship],
                    name=name,
                    about=about.format(code=hers.codes[relationship], place=northgate),
                    position=len(made),
                )
            )
        return Persona.objects.bulk_create(made)
