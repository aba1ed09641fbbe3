"""The verb areas end: an area ends, and another goes on with its schools and services."""

from argparse import ArgumentParser, Namespace

from schoolslink.cli import register
from schoolslink.cli.output import pairs
from schoolslink.cli.verb import DATA, Stopped, Verb


def end(options: Namespace) -> int:
    """End an area today; what is in it and what is open go on in the one that follows."""
    register.ready()
    from schoolslink.access.jobs import as_system
    from schoolslink.cli.contacts import find_area
    from schoolslink.directory.commands import areas
    from schoolslink.kernel import clock
    from schoolslink.web.errors import Refusal

    with as_system("areas") as actor:
        area = find_area(actor, options.area)
        successor = find_area(actor, options.into)
        try:
            done = areas.end_area(
                actor=actor, area_id=area.pk, successor_id=successor.pk, at=clock.now()
            )
        except Refusal as refusal:
            raise Stopped(refusal.message) from refusal
        told = {"ended": area.organisation.name, "goes on in": successor.organisation.name}
    pairs(told | vars(done), json_wanted=options.json)
    return 0


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link areas end takes."""
    parser.add_argument("area", metavar="AREA", help="the area that ends, by name")
    parser.add_argument("--into", required=True, help="the area that goes on with it, by name")


VERBS = [
    Verb(
        "areas end",
        DATA,
        "end an area; its schools and services go on in another",
        "./link areas end riverside --into valley",
        end,
        arguments,
    ),
]
