"""The verbs register import, review and show: the national register, as reviewed change sets."""

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schoolslink.cli import demo, place, server
from schoolslink.cli.output import as_json, pairs, say, table, tell
from schoolslink.cli.verb import DATA, Stopped, Verb

if TYPE_CHECKING:
    from schoolslink.access.actor import Actor
    from schoolslink.directory.queries.register import WaitingChange
    from schoolslink.directory.rules.importing import Imported

SHOWN = 10  # problems told one by one; --json has them all


class OnlyLooking(Exception):
    """Ends a dry run: whatever was done is undone."""


def ready() -> None:
    """Load Django on this place's database, with the limits of an import instead of a page's."""
    here = place.current()
    os.environ.update(here.variables())
    if here.is_demo and not demo.exists(here):
        tell("Building the database ...")
        server.prepare(here)
    from psycopg.conninfo import make_conninfo

    from schoolslink.config.database.timeouts import connection_options

    os.environ["SCHOOLSLINK_DATABASE_URL"] = make_conninfo(
        os.environ["SCHOOLSLINK_DATABASE_URL"], options=connection_options("import")
    )
    server.start_django()


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what a file or a decision can get wrong into the one sentence it carries."""
    from schoolslink.access.queries import NobodyHere
    from schoolslink.directory.commands.register_guard import MayNotManageRegister
    from schoolslink.directory.commands.register_review import AlreadyDecided, NotNearby
    from schoolslink.directory.commands.succession import NoSuchSchool, NotASuccessor
    from schoolslink.directory.rules.importing import AnotherImport, CutShort, OlderFile
    from schoolslink.interop.gias.errors import BrokenFile

    try:
        yield
    except (BrokenFile, AnotherImport, CutShort, OlderFile) as refused:
        raise Stopped(str(refused)) from refused
    except (AlreadyDecided, NoSuchSchool, NotASuccessor, NotNearby) as refused:
        raise Stopped(str(refused)) from refused
    except (NobodyHere, MayNotManageRegister) as refused:
        raise Stopped(str(refused)) from refused


def import_files(options: Namespace) -> int:
    """Import register files, or say what importing them would change."""
    ready()
    from schoolslink.access.jobs import as_system
    from schoolslink.interop.gias.imports import import_planned, plan
    from schoolslink.kernel import clock

    done: list[Imported] = []
    with said_plainly():
        planned, notes = plan([Path(path) for path in options.paths], clock.now())
        for note in notes:
            tell(note)

        def take(actor: "Actor", one: Any) -> None:
            tell(f"Reading {one.examined.name} ({one.shape.source}) ...")
            imported = import_planned(
                one,
                actor=actor,
                at=clock.now(),
                as_of=options.as_of,
                even_if_older=options.older,
                even_if_short=options.short,
            )
            done.append(imported)

        if options.dry_run:
            try:
                with as_system("register") as actor:
                    for one in planned:
                        take(actor, one)
                    raise OnlyLooking
            except OnlyLooking:
                pass
        else:
            for one in planned:
                with as_system("register") as actor:
                    take(actor, one)
    told = summary(done, dry_run=options.dry_run)
    if options.json:
        as_json(told)
    else:
        in_words(done, dry_run=options.dry_run)
    return 0


def summary(done: list["Imported"], *, dry_run: bool) -> dict[str, Any]:
    """Return the answer for programs: the schools' files in sum, then each file by itself."""
    schools = [one for one in done if one.open] or done
    changes: dict[str, int] = {}
    for one in schools:
        for kind, count in one.changes.items():
            changes[kind] = changes.get(kind, 0) + count
    return {
        "dry_run": dry_run,
        "rows": sum(one.rows for one in schools),
        "open": sum(one.open for one in schools),
        "held_back": sum(one.held_back for one in schools),
        "changes": changes,
        "waiting": sum(one.waiting for one in done),
        "handed_over": sum(one.handed_over for one in done),
        "files": [one.as_json() for one in done],
    }


def in_words(done: list["Imported"], *, dry_run: bool) -> None:
    """Tell a person what each file changed."""
    for one in done:
        said = f"{one.rows:,} rows"
        if one.open:
            said += f", {one.open:,} open schools"
        say(f"{one.file_name} ({one.source}): {said}, {one.held_back:,} held back.")
        told = [
            f"{count:,} {kind.replace('_', ' ')}" for kind, count in one.changes.items() if count
        ]
        say(f"  {'Would change' if dry_run else 'Changed'}: {', '.join(told) or 'nothing'}.")
        if one.handed_over:
            say(f"  Handed over to their successors: {one.handed_over:,} schools.")
        if one.unknown_columns:
            say(f"  Columns not known here, passed over: {', '.join(one.unknown_columns[:SHOWN])}.")
        for problem in one.problems[:SHOWN]:
            say(f"  {problem}")
        if len(one.problems) > SHOWN:
            say(f"  ... and {len(one.problems) - SHOWN:,} more; --json has them all.")
    waiting = sum(one.waiting for one in done)
    if waiting and dry_run:
        say(f"{waiting:,} changes would wait for a person.")
    elif waiting:
        say(f"{waiting:,} changes wait for a person: ./link register review")
    if dry_run:
        say("This was a dry run: nothing was changed.")


def a_day(text: str) -> date:
    """Return the day of --as-of."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("write the day as 2024-06-17") from None


def import_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link register import takes."""
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="files (CSV, .gz, .zip) or a folder"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--as-of", type=a_day, help="the day the files speak of (2024-06-17)")
    parser.add_argument("--older", action="store_true", help="take a file older than the register")
    parser.add_argument(
        "--short", action="store_true", help="take a file although many schools are missing from it"
    )


def review(options: Namespace) -> int:
    """Show what waits for a person, or decide it as the person who is named."""
    ready()
    from schoolslink.access.jobs import as_system
    from schoolslink.access.queries import person_named
    from schoolslink.directory.commands import register_review
    from schoolslink.directory.queries.register import waiting_changes
    from schoolslink.kernel import clock

    wanted = options.accept or options.refuse
    if wanted and not options.reviewer:
        raise Stopped(NAME_YOURSELF)
    with said_plainly(), as_system("register") as actor:
        waiting = waiting_changes()
        if not wanted:
            show_waiting(waiting, json_wanted=options.json)
            return 0
        reviewer = person_named(options.reviewer)
        chosen = [c for c in waiting if str(c.urn) in wanted or c.kind in wanted]
        if options.bare:
            chosen = [c for c in chosen if c.is_bare]
        if options.group:
            chosen = [c for c in chosen if c.grouped_by == options.group]
        ids = [change.id for change in chosen]
        if options.refuse:
            count = register_review.refuse_changes(
                actor=actor, reviewer=reviewer, change_ids=ids, at=clock.now()
            )
        else:
            count = register_review.accept_changes(
                actor=actor,
                reviewer=reviewer,
                change_ids=ids,
                at=clock.now(),
                successor_urn=options.successor,
            )
    verb = "left as they were" if options.refuse else "accepted"
    pairs({verb: count, "still waiting": len(waiting) - count}, json_wanted=options.json)
    return 0


NAME_YOURSELF = (
    "Say who decides: --as and the e-mail address of somebody of the programme's team, an operator"
    " or the coordinator of the schools' area."
)


def show_waiting(waiting: list["WaitingChange"], *, json_wanted: bool) -> None:
    """Write what waits, one change a line."""
    rows = [
        {
            "kind": change.kind,
            "urn": change.urn,
            "school": change.name,
            "change": change.grouped_by or in_short(change),
            "hangs on it": ", ".join(f"{h.count} {h.what}" for h in change.hanging),
            "successor": " or ".join(map(str, change.candidates)) or change.outcome,
            "from": change.source,
        }
        for change in waiting
    ]
    table(rows, json_wanted=json_wanted)
    if rows and not json_wanted:
        say("Decide with --accept or --refuse, followed by URNs or kinds, and --as YOUR@ADDRESS.")


def in_short(change: "WaitingChange") -> str:
    """Return before and after in one line."""
    if change.kind == "opening":
        return f"is this {change.before['urn']} {change.before['name']} anew?"
    told = [
        f"{change.before.get(name) or '-'} → {now or '-'}" for name, now in change.after.items()
    ]
    return "; ".join(told)


def review_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link register review takes."""
    parser.add_argument("--accept", nargs="+", default=[], metavar="URN|KIND", help="let these in")
    parser.add_argument(
        "--refuse", nargs="+", default=[], metavar="URN|KIND", help="leave these as they were"
    )
    parser.add_argument(
        "--successor", type=int, metavar="URN", help="who takes over a closed school"
    )
    parser.add_argument(
        "--as", dest="reviewer", metavar="EMAIL", help="who decides; it is recorded as theirs"
    )
    parser.add_argument("--group", help="of these, only those with this change")
    parser.add_argument(
        "--bare", action="store_true", help="of these, only schools on which nothing hangs"
    )


def show(options: Namespace) -> int:
    """Show what the register holds of one school."""
    ready()
    from schoolslink.access.jobs import as_system
    from schoolslink.directory.queries.register import school_shown

    with as_system("register"):
        shown = school_shown(options.urn)
    if shown is None:
        raise Stopped(f"There is no school with URN {options.urn} in the register.")
    if options.json:
        as_json(
            shown.facts
            | {"history": shown.history, "changes": shown.changes, "handed_over": shown.handed_over}
        )
        return 0
    pairs({n: v for n, v in shown.facts.items() if v not in ("", None)}, json_wanted=False)
    say()
    table(shown.history, json_wanted=False)
    return 0


def show_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link register show takes."""
    parser.add_argument("urn", type=int, help="the school's unique reference number, six digits")


VERBS = [
    Verb(
        "register import",
        DATA,
        "bring the school register, postcodes and areas up to date from files",
        "./link register import edubasealldata20240617.csv --dry-run",
        import_files,
        import_arguments,
    ),
    Verb(
        "register review",
        DATA,
        "show and decide the changes of the register that wait for a person",
        "./link register review --accept closure --bare --as ade@programme.example",
        review,
        review_arguments,
    ),
    Verb(
        "register show",
        DATA,
        "show what the register holds of one school",
        "./link register show 100000",
        show,
        show_arguments,
    ),
]
