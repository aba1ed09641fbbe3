"""The verb check pages: can everybody read every page, with scripts and without?"""

from argparse import ArgumentParser, Namespace

from schoolslink.cli.check import ground, only_argument, told
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Stopped, Verb

SCHOOLS = 80


def pages(options: Namespace) -> int:
    """Open every page as everybody, in each state, wide and narrow, with scripts and without."""
    with ground():
        from schoolslink.checks.pages import planted, walk, worlds
        from schoolslink.kernel import clock
        from schoolslink.simulate.world import build
        from schoolslink.simulate.world.order import Order
        from schoolslink.web import languages
        from schoolslink.web.browser import AXE, NotInstalled, chromium

        if not AXE.exists():
            raise Stopped(
                "axe-core is not installed: run this once through ./link, with npm at hand."
            )
        going = walk.Walk(every=options.all, only=options.only)
        try:
            tell("Looking for faults that were planted ...")
            with chromium() as browser:
                overlooked = planted.overlooked(browser)
        except NotInstalled as missing:
            raise Stopped(str(missing)) from missing
        going.found.planted = len(planted.PLANTED)
        going.found.found = going.found.planted - len(overlooked)
        going.found.shown += overlooked
        tell("Where nothing has been asked yet ...")
        going.through(worlds.settle(), "nothing asked yet")
        tell(f"The invented world of {options.schools} schools ...")
        order = Order(clock.local_day(clock.real_now()), schools=options.schools)
        stage = build.build(order, tell)
        people = {name: person.pk for name, person in stage.people.items()}
        readers = worlds.live(people, stage.places, languages.TRANSLATED)
        tell(f"Opening its pages as {len(readers)} kinds of reader ...")
        going.through(readers, "lived in")
        return told(options, going.end())


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check pages takes."""
    parser.add_argument(
        "--schools", type=int, default=SCHOOLS, help="of the invented world (%(default)s)"
    )
    only_argument(parser)
    parser.add_argument(
        "--all", action="store_true", help="look also at pages that are built alike but for words"
    )


VERBS = [
    Verb(
        "check pages",
        PROVE,
        "can everybody read every page, without scripts too, and does none ask elsewhere",
        "./link check pages --json",
        pages,
        arguments,
    )
]
