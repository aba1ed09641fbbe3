"""Verbs backup and restore."""

import os
import pwd
import shutil
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schoolslink.cli import place, server
from schoolslink.cli.output import as_json, say, tell
from schoolslink.cli.verb import RUN, Stopped, Verb
from schoolslink.config.database.locate import DatabaseTrouble, home

if TYPE_CHECKING:
    from schoolslink.config.database.copies import Manifest

KEPT = 14
LATEST_KEYS = "child-keys-latest.dump"
LATEST_ERASURES = "erasures-latest.jsonl"


def backup(options: Namespace) -> int:
    """Write a backup, keep the last ones, and keep the children's keys once, apart."""
    import psycopg

    from schoolslink.config.database import copies
    from schoolslink.kernel import clock

    here = place.current()
    os.environ.update(here.variables())
    server.start_django()
    from schoolslink.access import witness

    at = clock.now()
    to = Path(options.to or shelf()).absolute()
    begun = time.monotonic()
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = new_folder(to, f"{here.name}-{at:%Y%m%dT%H%M%SZ}")
        manifest = copies.back_up(
            here.url("backup"),
            folder,
            installation=here.name,
            at=at,
            sign=witness.signed,
            witness=witness.file(),
            files=files_folder(),
        )
    except (DatabaseTrouble, OSError, psycopg.Error) as trouble:
        raise Stopped(f"No backup was made. {trouble}") from trouble
    keys = Path(options.keys_to or keys_shelf()).absolute() / LATEST_KEYS
    keys.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.move(folder / copies.KEYS_DUMP, keys)
    keep_certificates(keys.parent)
    older = sorted(found.parent for found in to.glob(f"{here.name}-*/{copies.MANIFEST}"))
    for old in older[: -options.keep]:
        shutil.rmtree(old)
    answer: dict[str, Any] = {
        "folder": str(folder),
        "keys": str(keys),
        "tables": len(manifest.tables),
        "rows": sum(table.rows for table in manifest.tables.values()),
        "seconds": round(time.monotonic() - begun, 2),
    }
    if options.json:
        as_json(answer)
    else:
        say(f"Backed up {answer['rows']} rows of {answer['tables']} tables to {folder}")
        say(f"The children's keys are apart, in {keys}: keep them, and the master key, elsewhere.")
    return 0


def keep_certificates(shelf: Path) -> None:
    """Lay what was erased beside the keys, once and always the latest: an older backup must lose it again."""
    from schoolslink.referrals import certificates
    from schoolslink.referrals.commands.erasing import write_down

    write_down()
    if certificates.file().is_file():
        half = shelf / f"{LATEST_ERASURES}.part"
        shutil.copyfile(certificates.file(), half)
        half.chmod(0o600)
        half.replace(shelf / LATEST_ERASURES)


def forget_again(here: place.Place, name: str, keys_file: str | None) -> int:
    """Erase in a restored database what was erased since; return how many rows. Raises Stopped.

    The certificates lie beside the latest keys, and on this machine where it still is the old one.
    """
    import psycopg
    from psycopg.conninfo import make_conninfo

    from schoolslink.config.database import copies
    from schoolslink.referrals import certificates

    shelf = Path(keys_file).parent if keys_file else keys_shelf()
    require_readable(shelf / LATEST_ERASURES, certificates.file())
    try:
        lines = [
            *certificates.read(shelf / LATEST_ERASURES),
            *certificates.read(certificates.file()),
        ]
        found = {line["id"]: line for line in lines}
        target = make_conninfo(here.installation.admin, dbname=name)
        gone = copies.forget_again(target, found.values())
    except (certificates.NotOurs, psycopg.Error) as trouble:
        raise Stopped(f"What was erased since may be back. {trouble}") from trouble
    certificates.settle(found.values())
    return gone


def files_folder() -> Path:
    """Return the folder of sealed files that go with requests."""
    from django.conf import settings

    return Path(settings.FILES_FOLDER)


def shelf() -> Path:
    """Return where backups lie unless one says another place."""
    return Path(os.environ.get("SCHOOLSLINK_BACKUP_TO") or home() / "backups")


def keys_shelf() -> Path:
    """Return where the children's keys lie: never beside what they open."""
    return Path(os.environ.get("SCHOOLSLINK_KEYS_TO") or home() / "backup-keys")


def new_folder(shelf: Path, name: str) -> Path:
    """Return a folder that does not exist yet: no backup is ever written over another."""
    names = [name, *(f"{name}-{number}" for number in range(2, 100))]
    return next(shelf / free for free in names if not (shelf / free).exists())


def backup_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link backup takes."""
    parser.add_argument("--to", metavar="FOLDER", help="where backups lie (backups in the home)")
    parser.add_argument(
        "--keys-to", metavar="FOLDER", help="where the children's keys go, apart (in the home)"
    )
    parser.add_argument("--keep", type=int, default=KEPT, help="how many to keep (%(default)s)")


def fill_and_compare(
    here: place.Place, name: str, folder: Path, keys_file: str | None
) -> tuple["Manifest", list[str]]:
    """Restore a backup into an empty database; return its manifest and what is not the same.

    Raises Stopped when it cannot be restored at all.
    """
    import psycopg

    server.start_django()
    from schoolslink.access import witness
    from schoolslink.config.database import copies

    folder = folder.absolute()
    keys = Path(keys_file or keys_shelf() / LATEST_KEYS)
    require_readable(folder / copies.MANIFEST, keys)
    if not keys.is_file():
        raise Stopped(f"The children's keys are not in {keys}; name their file with --keys.")
    try:
        manifest = copies.Manifest.read(folder)
        if manifest.installation != here.name:
            raise Stopped(
                f"This is a backup of {manifest.installation}, and here is {here.name}. The "
                "database's roles carry that name, so it cannot be restored here."
            )
        target = server.empty_database(here, name)
        tell(f"Restoring the backup of {manifest.made_at} into {name} ...")
        copies.fill(target, folder, keys)
        found = copies.compare(target, manifest, is_ours=witness.is_ours)
        found += copies.damaged_files(target, folder / copies.FILES)
        return manifest, found + damaged_keys(target)
    except (DatabaseTrouble, psycopg.Error) as trouble:
        raise Stopped(f"The backup could not be restored. {trouble}") from trouble


def require_readable(*files: Path) -> None:
    """Raise Stopped for a file that is there and not for us to read: a copy that root brought back."""
    for file in files:
        try:
            file.open("rb").close()
        except PermissionError as refused:
            user = pwd.getpwuid(os.geteuid()).pw_name
            raise Stopped(
                f"{file} may not be read by the user {user}, who restores it. Let them:\n"
                f"  chown -R {user} '{file.parent}'"
            ) from refused
        except OSError:
            continue  # what is missing is told by whoever needs it


def damaged_keys(target: str) -> list[str]:
    """Return a sentence when keys of children do not open with the master key that is here."""
    import psycopg

    server.start_django()
    from schoolslink.access import rekey

    with psycopg.connect(target) as connection:
        damaged = rekey.do_not_open(connection)
    if not damaged:
        return []
    return [
        f"keys.child_key: {damaged} do not open. Their file is damaged, or secrets/child_master_key"
        " is not the one that belongs to it."
    ]


def restore(options: Namespace) -> int:
    """Restore a backup into an empty database and compare every table with the manifest."""
    here = place.current(admin_needed=True)
    os.environ.update(here.variables())
    name = f"{here.name}_rehearsal" if options.rehearse else options.into
    name = name or here.database
    begun = time.monotonic()
    try:
        manifest, found = fill_and_compare(here, name, Path(options.folder), options.keys)
        if not options.rehearse and not found:
            bring_back_files(Path(options.folder))
            server.prepare(here, database=name)
            if gone := forget_again(here, name, options.keys):
                tell(f"{gone} rows of children who were erased since were taken away again.")
    finally:
        if options.rehearse:
            server.drop_database(here, name)
    report(options, name, manifest, found, time.monotonic() - begun)
    return 1 if found else 0


def bring_back_files(folder: Path) -> None:
    """Lay a backup's sealed files where the service looks for them; those that are there stay."""
    from schoolslink.config.database import copies

    copies.copy_files(folder / copies.FILES, files_folder())


def report(
    options: Namespace, name: str, manifest: "Manifest", found: list[str], seconds: float
) -> None:
    """Say whether what was restored is what was backed up."""
    rows = sum(table.rows for table in manifest.tables.values())
    if options.json:
        as_json(
            {
                "database": name,
                "made_at": manifest.made_at,
                "tables": len(manifest.tables),
                "rows": rows,
                "differences": found,
                "seconds": round(seconds, 2),
            }
        )
        return
    for sentence in found:
        say(sentence)
    verdict = "differs from the backup" if found else "is the same as the backup"
    what = "The rehearsal" if options.rehearse else f"The database {name}"
    say(f"{what} {verdict}: {rows} rows of {len(manifest.tables)} tables compared.")


def restore_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link restore takes."""
    parser.add_argument("folder", metavar="FOLDER", help="the backup, as ./link backup named it")
    parser.add_argument("--keys", metavar="FILE", help="the children's keys (the latest of ours)")
    parser.add_argument("--into", metavar="NAME", help="another database, made if it is missing")
    parser.add_argument(
        "--rehearse",
        action="store_true",
        help="restore into a database of its own, compare, drop it",
    )


VERBS = [
    Verb(
        "backup",
        RUN,
        "write a backup, with the children's keys apart",
        "./link backup --to /var/backups/schoolslink --keep 30",
        backup,
        backup_arguments,
    ),
    Verb(
        "restore",
        RUN,
        "restore a backup into an empty database and compare every table",
        "./link restore /var/backups/schoolslink/schoolslink-20261101T020000Z --rehearse",
        restore,
        restore_arguments,
    ),
]
