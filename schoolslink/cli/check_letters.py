"""The verb check letters: does anything reach somebody whom a court, a wish or a replacement keeps out?"""

from argparse import ArgumentParser, Namespace

from schoolslink.cli.check import ground, told
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb

AT_ONCE = 500  # so often is said how far it is


def letters(options: Namespace) -> int:
    """Build every scene by the commands, and compare what reached everybody with what was agreed."""
    with ground():
        from schoolslink.checks.letters import planted, scene, stage
        from schoolslink.checks.letters.built import Built, play

        tell("Making the place ...")
        town, found = stage.town(), Built()
        faults = planted.every_fault()
        tell(f"Looking for {len(faults)} faults that were planted ...")
        planted.plant(town, faults, found)
        scenes = scene.few_scenes() if options.few else scene.every_scene()
        if options.part is not None:
            first, of = options.part
            scenes = scene.part_of(scenes, first, of)
        tell(f"Building {len(scenes)} scenes ...")
        play(town, scenes, found, tell=_progress)
        if not options.few and options.part is None:
            scenes = scene.first_carers()
            tell(f"Building {len(scenes)} more, of one carer ...")
            play(town, scenes, found, readers=("carer",), tell=_progress)
        return told(options, found)


def _progress(done: int) -> None:
    if done % AT_ONCE < 10:
        tell(f"{done} built ...")


def _part(said: str) -> tuple[int, int]:
    first, of = map(int, said.split("/"))
    if not 1 <= first <= of:
        raise ValueError(said)
    return first, of


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check letters takes."""
    parser.add_argument(
        "--few", action="store_true", help="only one scene of each moment and way of asking"
    )
    parser.add_argument(
        "--part", type=_part, metavar="N/OF", help="only one part of the scenes, as 1/20"
    )


VERBS = [
    Verb(
        "check letters",
        PROVE,
        "does any page, sheet, letter or message reach somebody whom it must not",
        "./link check letters --json",
        letters,
        arguments,
    )
]
