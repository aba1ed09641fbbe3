"""The verb contacts import: a coordinator's own list of leads and counterparts, reviewed."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schoolslink.cli import register
from schoolslink.cli.output import as_json, pairs, say, table, tell
from schoolslink.cli.verb import DATA, Stopped, Verb

if TYPE_CHECKING:
    from schoolslink.access.actor import Actor
    from schoolslink.directory.models import Area, ContactFile

SHOWN = 20


def import_contacts(options: Namespace) -> int:
    """Read a list, say what it means, and bring in the rows whose school is clear."""
    path = Path(options.file)
    try:
        content = path.read_bytes()
    except OSError as refused:
        raise Stopped(f"{path} could not be read: {refused.strerror}.") from refused
    register.ready()
    from schoolslink.access.jobs import as_system
    from schoolslink.directory.commands import contact_files
    from schoolslink.kernel import clock
    from schoolslink.kernel.ids import new_id
    from schoolslink.web.errors import Refusal

    try:
        with as_system("contacts") as actor:
            area = find_area(actor, options.area)
            tell(f"Reading {path.name} for {area.organisation.name} ...")
            file = contact_files.read_file(
                actor=actor,
                file_id=new_id(),
                area_id=area.pk,
                name=path.name,
                content=content,
                at=clock.now(),
            )
            told = said(file)
            if not options.json:
                show(file)
            if options.dry_run:
                raise register.OnlyLooking
            done = contact_files.apply_file(
                actor=actor, file_id=file.pk, choices={}, at=clock.now()
            )
            doubtful = keep_doubtful(actor, area, path.name, content, done.left)
    except register.OnlyLooking:
        if options.json:
            as_json(told | {"dry_run": True})
        else:
            say("This was a dry run: nothing was changed.")
        return 0
    except Refusal as refusal:
        raise Stopped(refusal.message) from refusal
    figures = {name: value for name, value in vars(done).items() if isinstance(value, int)}
    to_decide = str(file.pk) if done.to_decide else None
    if options.json:
        told |= {"dry_run": False, "changes": figures}
        as_json(told | {"to_review": doubtful, "to_decide": to_decide})
        return 0
    pairs(figures, json_wanted=False)
    if doubtful:
        say(
            f"{done.left} rows wait for somebody to choose their school: sign in as the area's"
            f" coordinator and open /area/{area.pk}/import/{doubtful}"
        )
    if to_decide:
        say(
            f"{done.to_decide} rows name somebody else than is named already; nobody was replaced."
            f" Decide at /area/{area.pk}/import/{to_decide}"
        )
    return 0


def keep_doubtful(actor: "Actor", area: "Area", name: str, content: bytes, left: int) -> str | None:
    """Keep the list for the coordinator's page when rows are left; return its id there."""
    if not left:
        return None
    from schoolslink.directory.commands import contact_files
    from schoolslink.kernel import clock
    from schoolslink.kernel.ids import new_id

    kept = contact_files.read_file(
        actor=actor, file_id=new_id(), area_id=area.pk, name=name, content=content, at=clock.now()
    )
    return str(kept.pk)


def find_area(actor: "Actor", name: str | None) -> "Area":
    """Return the area that is meant; the only one when none was named."""
    from schoolslink.access.policy import Action
    from schoolslink.directory import permissions
    from schoolslink.kernel.names import normal_form

    areas = list(permissions.areas(actor, Action.MANAGE).select_related("organisation"))
    meant = [a for a in areas if not name or normal_form(name) in normal_form(a.organisation.name)]
    exact = [a for a in meant if name and normal_form(a.organisation.name) == normal_form(name)]
    if len(exact or meant) == 1:
        return (exact or meant)[0]
    known = ", ".join(sorted(a.organisation.name for a in areas)) or "none yet"
    raise Stopped(f"Say which area is meant with --area. Areas here: {known}.")


def said(file: "ContactFile") -> dict[str, Any]:
    """Return what the list means, for programs: the doubtful rows first."""
    order = {"unsure": 0, "none": 1, "likely": 2, "exact": 3}
    rows = sorted(file.lines, key=lambda kept: order[kept["certainty"]])
    return {"rows": len(rows), "sure": file.counts, "notes": file.notes, "lines": rows}


def show(file: "ContactFile") -> None:
    """Say to a person what each row seems to mean, the doubtful ones first."""
    rows = said(file)["lines"]
    table([in_short(kept) for kept in rows[:SHOWN]], json_wanted=False)
    if len(rows) > SHOWN:
        say(f"... and {len(rows) - SHOWN} more; --json has them all.")
    pairs({f"rows {name}": count for name, count in file.counts.items()}, json_wanted=False)


def in_short(kept: dict[str, Any]) -> dict[str, Any]:
    """Return one row of the list for the table."""
    chosen = next((c["name"] for c in kept["choices"] if c["id"] == kept["school_id"]), "")
    return {
        "row": kept["number"],
        "written": kept["school"] or kept["urn"],
        "means": chosen or "?",
        "sure": kept["certainty"],
        "lead": kept["lead"]["name"],
        "contact": kept["contact"]["name"],
    }


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link contacts import takes."""
    parser.add_argument("file", metavar="FILE", help="an Excel workbook (.xlsx) or CSV")
    parser.add_argument("--area", help="the area whose list this is, by name")
    parser.add_argument("--dry-run", action="store_true", help="only say what it would change")


VERBS = [
    Verb(
        "contacts import",
        DATA,
        "bring in a coordinator's own list of leads and counterparts",
        "./link contacts import riverside.xlsx --area Riverside --dry-run",
        import_contacts,
        arguments,
    ),
]
