"""The verbs chaos ...: what was promised survives what breaks. Each breaks an installation of its own."""

import os
import random
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from schoolslink.cli import assets
from schoolslink.cli.output import as_json, pairs, tell
from schoolslink.cli.verb import PROVE, Stopped, Verb
from schoolslink.config.database.locate import DatabaseTrouble, home


def broken(
    options: Namespace,
    way: str,
    holds: Callable[[dict[str, Any]], bool],
    place: Path | None = None,
    **wanted: Any,
) -> int:
    """Build an installation, break it in one way, and print what was found; 1 when it does not hold."""
    from schoolslink.chaos.scratch import Broken, own_installation

    seed = options.seed or random.SystemRandom().randrange(1, 10**6)
    assets.build()
    tell("Building an installation of its own ...")
    try:
        with own_installation(home(), home=place) as scratch:
            # Only now: each of them needs Django on the installation that is to be broken.
            module, function = way.split(".")
            run = getattr(import_module(f"schoolslink.chaos.{module}"), function)
            found = run(scratch, seed=seed, tell=tell, **wanted)
    except (Broken, DatabaseTrouble) as trouble:
        raise Stopped(str(trouble)) from trouble
    return told(options, found | {"seed": seed}, holds)


def told(options: Namespace, found: dict[str, Any], holds: Callable[[dict[str, Any]], bool]) -> int:
    """Print what was found, with commit, seed and machine."""
    from schoolslink.checks.stamp import stamp

    facts = {**stamp(), **found, "holds": holds(found)}
    if options.json:
        as_json(facts)
    else:
        pairs(facts, json_wanted=False)
    return 0 if facts["holds"] else 1


def app(options: Namespace) -> int:
    """Kill web workers under load."""
    return broken(options, "kills.app", survived, kills=options.kills)


def db(options: Namespace) -> int:
    """Kill the database server under load."""
    return broken(options, "kills.db", survived, kills=options.kills)


def outbox(options: Namespace) -> int:
    """Kill the worker at every point of a message's way."""
    return broken(options, "outbox.run", once_each, messages=options.messages)


def once_each(found: dict[str, Any]) -> bool:
    """Say whether each message had one effect, though the worker died, and both controls failed."""
    whole = found["exactly_once"] == found["messages"] and not found["lost"] + found["doubled"]
    broke = found["kills"] and found["control_lost"] and found["control_doubled"]
    return bool(found["messages"] and whole and broke)


def endpoint(options: Namespace) -> int:
    """Let the mail server be no help for 72 hours."""
    return broken(options, "endpoint.run", all_arrived, messages=options.messages)


def all_arrived(found: dict[str, Any]) -> bool:
    """Say whether all arrived once and in order, and somebody saw at four hours that they were late."""
    nothing = ("doubled", "delivered_in_trouble", "out_of_order", "stuck_before_4_hours")
    return (
        found["delivered"] == found["messages"] > 0
        and not any(found[name] for name in (*nothing, "without_a_next_try"))
        and found["stuck_after_4_hours"] == found["sent_by_4_hours"]
        and bool(found["control_lost"])
    )


def dup(options: Namespace) -> int:
    """Do the same at once, many times over."""
    return broken(options, "dup.run", one_of_many, runs=options.runs)


def one_of_many(found: dict[str, Any]) -> bool:
    """Say whether one form was saved once, everybody was told the same, and all paths are legal."""
    return (
        found["rows"] == 1
        and found["same_answers"] == found["posts"]
        and found["double_click"] in (1, "not tried")
        and not found["illegal_paths"]
        and not found["unexpected"]
        and found["moves_made"] > 0
        and found["control_rows"] > 1
    )


def clock(options: Namespace) -> int:
    """Set the application's clock back and forth."""
    return broken(options, "clocks.run", in_time)


def in_time(found: dict[str, Any]) -> bool:
    """Say whether nothing was kept with a wrong clock, all is in order, and the control was wrong."""
    good = ("replayed_made_one", "future_dated_refused", "stale_refused", "history_in_order")
    nothing = ("kept_with_a_wrong_clock", "wrong_deadlines", "news_left")
    return (
        all(found[name] for name in (*good, "session_still_good", "kept", "refused"))
        and not any(found[name] for name in nothing)
        and found["control_wrong"] > 0
    )


def disk(options: Namespace) -> int:
    """Let the database's disk fill up. Where no small disk can be made, nothing holds: nothing was tried."""
    from schoolslink.chaos.small import NoSmallDisk, small_disk

    try:
        with small_disk(home() / f"chaos-disk-{os.getpid()}") as place:
            return broken(options, "disk.run", came_back, place)
    except NoSmallDisk as none:
        return told(options, {"skipped": str(none)}, lambda _: False)


def came_back(found: dict[str, Any]) -> bool:
    """Say whether nothing was lost on a full disk, people were told so, and it came back by itself."""
    nothing = ("lost", "duplicates", "answered_otherwise", "refused")
    return (
        not any(found[name] for name in nothing)
        and found["acknowledged"] > 0
        and found["answer_while_full"] == 503
        and found["says_that_it_is_not_known"]
        and found["control_lost"] > 0
    )


def survived(found: dict[str, Any]) -> bool:
    """Say whether nothing acknowledged was lost or doubled, all came back, and the control lost."""
    nothing = ("lost", "duplicates", "answered_otherwise", "without_news_or_holder", "refused")
    return (
        not any(found[name] for name in nothing)
        and found["acknowledged"] > 0
        and found["came_back"] == found["kills"]
        and found["control_lost"] > 0
    )


def seed_argument(parser: ArgumentParser) -> None:
    """Describe the seed."""
    parser.add_argument("--seed", type=int, default=0, help="of the run (another each time)")


def messages_argument(messages: int) -> Callable[[ArgumentParser], None]:
    """Return the description of what a verb takes that sends messages."""

    def arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--messages", type=int, default=messages, help="how many (%(default)s)")
        seed_argument(parser)

    return arguments


def kills_argument(kills: int) -> Callable[[ArgumentParser], None]:
    """Return the description of what a killing verb takes."""

    def arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--kills", type=int, default=kills, help="how many (%(default)s)")
        seed_argument(parser)

    return arguments


def runs_argument(parser: ArgumentParser) -> None:
    """Describe what chaos dup takes."""
    parser.add_argument("--runs", type=int, default=20, help="of fifty people (%(default)s)")
    seed_argument(parser)


VERBS = [
    Verb(
        "chaos app",
        PROVE,
        "kill web workers under load: is anything lost that was acknowledged",
        "./link chaos app --kills 100 --json",
        app,
        kills_argument(100),
    ),
    Verb(
        "chaos db",
        PROVE,
        "kill the database server under load: is anything lost that was acknowledged",
        "./link chaos db --kills 20 --json",
        db,
        kills_argument(20),
    ),
    Verb(
        "chaos outbox",
        PROVE,
        "kill the worker at every point of a message's way: does each arrive once",
        "./link chaos outbox --messages 1000 --json",
        outbox,
        messages_argument(1000),
    ),
    Verb(
        "chaos dup",
        PROVE,
        "one form two hundred times at once, a double click, fifty people at one request",
        "./link chaos dup --runs 20 --json",
        dup,
        runs_argument,
    ),
    Verb(
        "chaos clock",
        PROVE,
        "the application's clock set back and forth: is any day wrong, anything out of order",
        "./link chaos clock --json",
        clock,
        seed_argument,
    ),
    Verb(
        "chaos disk",
        PROVE,
        "the database's disk fills up under load, and is given space again",
        "./link chaos disk --json",
        disk,
        seed_argument,
    ),
    Verb(
        "chaos endpoint",
        PROVE,
        "a mail server that is no help for 72 simulated hours: does all arrive, in order",
        "./link chaos endpoint --json",
        endpoint,
        messages_argument(120),
    ),
]
