"""The verb install: a real installation on this machine, step by step, safe to repeat."""

import os
import pwd
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from urllib.parse import urlsplit

from schoolslink.cli import answers, assets, copies, place, server, settings_file
from schoolslink.cli.answers import QUESTIONS
from schoolslink.cli.first_administrator import AlreadyIn, invite
from schoolslink.cli.output import as_json, say, tell
from schoolslink.cli.units import FOLDER, Service
from schoolslink.cli.verb import RUN, Stopped, Verb
from schoolslink.config.database import launcher
from schoolslink.config.database.as_user import Runner
from schoolslink.config.database.locate import ROOT, home

SERVICE_USER = "schoolslink"
FOLDERS = ("backup_to", "keys_to")
# Never on a command line of ours, where everybody on the machine may read them.
BY_ENVIRONMENT = {"smtp_url": "SCHOOLSLINK_SMTP_URL", "admin_url": "SCHOOLSLINK_ADMIN_URL"}


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link install takes; what is missing is asked for."""
    parser.add_argument("--public-url", help="the address people type, with https://")
    parser.add_argument("--administrator-name", help="who looks after this installation")
    parser.add_argument("--administrator-email", help="where their invitation goes")
    parser.add_argument("--smtp-url", help="mail server, smtp://USER:PASSWORD@HOST:PORT")
    parser.add_argument("--mail-from", help='sender of our mails, "Name <address>"')
    parser.add_argument(
        "--proxy",
        action="append",
        metavar="ADDRESS",
        help="address of the proxy that speaks TLS, may be repeated (127.0.0.1)",
    )
    parser.add_argument("--port", type=int, help=f"where the proxy finds us ({server.PORT})")
    parser.add_argument(
        "--admin-url",
        help="administrator of a PostgreSQL to use, postgresql://...; without it, one of our own",
    )
    parser.add_argument("--database", help=f"its name on that server ({place.REAL})")
    parser.add_argument("--user", help=f"system user to run as (as root: {SERVICE_USER})")
    parser.add_argument("--from-backup", metavar="FOLDER", help="begin with what a backup holds")
    parser.add_argument("--keys", metavar="FILE", help="the children's keys of that backup")
    parser.add_argument("--backup-to", metavar="FOLDER", help="where backups lie (in the home)")
    parser.add_argument(
        "--keys-to", metavar="FOLDER", help="where the children's keys go, apart (in the home)"
    )
    parser.add_argument("--no-units", action="store_true", help="write no systemd units")


def install(options: Namespace) -> int:
    """Install, or bring an installation up to date; every step says what it did."""
    ask(options)
    user = owner(options)
    if os.geteuid() == 0 and user != "root":
        as_service_user(user, options)
    else:
        build(options)
    service = Service(
        user=user,
        home=home(),
        port=options.port,
        own_database=not options.admin_url,
        public_url=str(options.public_url),
        backups=Path(options.backup_to),
        keys=Path(options.keys_to),
    )
    start(service, options)
    return 0


def ask(options: Namespace) -> None:
    """Ask for what was not said; without a person to ask, say what is missing.

    A second time nothing is asked that the first time has settled.
    """
    before = settings_file.read()
    for name, variable in BY_ENVIRONMENT.items():
        setattr(options, name, getattr(options, name) or os.environ.get(variable))
    for name in ("public_url", "smtp_url", "mail_from"):
        said = getattr(options, name)
        setattr(options, name, said or before.get(f"SCHOOLSLINK_{name.upper()}"))
    options.port = options.port or int(before.get("SCHOOLSLINK_PORT", server.PORT))
    options.database = options.database or place.database_name(
        before.get("SCHOOLSLINK_DATABASE_URL")
    )
    for name, ours in (("backup_to", copies.shelf()), ("keys_to", copies.keys_shelf())):
        said = getattr(options, name) or before.get(f"SCHOOLSLINK_{name.upper()}")
        setattr(options, name, str(Path(said or ours).absolute()))
    # Whoever comes in first has come in already, or is in the backup.
    known = bool(before or options.from_backup)
    missing = [
        name
        for name in QUESTIONS
        if not getattr(options, name) and not (known and name.startswith("administrator"))
    ]
    answers.check(options)
    if missing and not sys.stdin.isatty():
        wanted = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise Stopped(f"Please say also: {wanted}")
    answers.ask(options, missing)
    if before.get("SCHOOLSLINK_DATABASE_URL") and not options.admin_url:
        raise Stopped("Name the database's administrator again, in --admin-url: it is not kept.")


def owner(options: Namespace) -> str:
    """Return the system user who is to run everything; as root, make one when there is none."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    name = str(options.user or SERVICE_USER)
    try:
        pwd.getpwnam(name)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", name], check=True)
        tell(f"Made the system user {name}.")
    return name


def words(options: Namespace) -> list[str]:
    """Return what was said and answered, as the words of a command; passwords go elsewhere."""
    said = {name: getattr(options, name) for name in (*QUESTIONS, "from_backup", "keys", *FOLDERS)}
    said |= {"port": options.port, "database": options.database}
    found = [
        word
        for name, value in said.items()
        if value and name not in BY_ENVIRONMENT
        for word in ("--" + name.replace("_", "-"), str(value))
    ]
    found += ["--json"] * bool(options.json)
    return found + [word for proxy in options.proxy or [] for word in ("--proxy", proxy)]


def as_service_user(name: str, options: Namespace) -> None:
    """Give the home to the service user and do the rest as that user."""
    user = pwd.getpwnam(name)
    if Runner(user=user).run("test", "-x", sys.executable).returncode != 0:
        raise Stopped(
            f"The user {name} may not run {sys.executable}. Put Schools Link where every user may "
            "read, for example in /opt/schoolslink, and set it up with the system's own Python:\n"
            "  rm -rf .venv && /usr/bin/python3 link install"
        )
    home().mkdir(parents=True, exist_ok=True)
    for kept in (getattr(options, folder) for folder in FOLDERS):
        if not Path(kept).exists():
            Path(kept).mkdir(mode=0o700, parents=True)
            os.chown(kept, user.pw_uid, user.pw_gid)
    assets.build()
    for folder, _, files in os.walk(home()):
        for path in (Path(folder), *(Path(folder) / file for file in files)):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    done = subprocess.run(
        [*(sys.executable, "-P", "-m", "schoolslink", "install", "--no-units"), *words(options)],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        env=os.environ
        | {"HOME": str(home()), "SCHOOLSLINK_HOME": str(home())}
        | {variable: getattr(options, name) or "" for name, variable in BY_ENVIRONMENT.items()},
        check=False,
    )
    if done.returncode != 0:
        raise Stopped("Nothing was started.")


def inform(options: Namespace, sentence: str) -> None:
    """Say what was done; beside the JSON where that is wanted, so that programs read it alone."""
    (tell if options.json else say)(sentence)


def build(options: Namespace) -> None:
    """Write settings and secrets, build the database, invite the administrator, try the mail."""
    from schoolslink.config.environment import SECRETS, KeyRing, kept_secret

    refuse_a_demonstration()
    before = settings_file.read()
    settings = decided(options, before)
    for name in SECRETS:
        kept_secret(home(), name.lower(), KeyRing.fresh)
        settings.setdefault(f"SCHOOLSLINK_{name}_FILE", str(home() / "secrets" / name.lower()))
    os.environ.update(settings)
    if options.admin_url:
        os.environ["SCHOOLSLINK_ADMIN_URL"] = options.admin_url
    here = place.Place(home(), place.REAL, False, place.administrator(), options.database)
    if options.admin_url:
        settings["SCHOOLSLINK_DATABASE_URL"] = here.installation.url()
    os.environ.update(here.variables() | settings)
    refuse_an_invented_world(here)
    if options.from_backup:
        manifest, found = copies.fill_and_compare(
            here, here.database, Path(options.from_backup), options.keys
        )
        if found:
            raise Stopped("What was restored is not what was backed up:\n" + "\n".join(found))
        copies.bring_back_files(Path(options.from_backup))
        inform(options, f"Restored the backup of {manifest.made_at}, every table compared.")
    server.prepare(here)
    if options.from_backup and (gone := copies.forget_again(here, here.database, options.keys)):
        inform(options, f"{gone} rows of children who were erased since were taken away again.")
    settings_file.write(settings)
    assets.build()
    inform(
        options, f"The database {here.database} is built; settings are in {settings_file.path()}"
    )
    try_mail(options)
    if options.administrator_email:
        let_in(options, here)


def let_in(options: Namespace, here: place.Place) -> None:
    """Invite the first administrator, unless there is one: in what was restored, or since last time."""
    try:
        address = invite(here, options.administrator_name, options.administrator_email)
    except AlreadyIn as already:
        inform(options, str(already))
    else:
        inform(
            options,
            f"{options.administrator_name} comes in by this link, good for 7 days:\n  {address}",
        )


def decided(options: Namespace, before: dict[str, str]) -> dict[str, str]:
    """Return every setting: what was said now, else what stood there, else what we propose."""
    name = str(urlsplit(options.public_url).hostname)
    known = urlsplit(before.get("SCHOOLSLINK_PUBLIC_URL", "")).hostname
    hosts = before.get("SCHOOLSLINK_ALLOWED_HOSTS", "").replace(",", " ").split()
    others = [host for host in hosts if host not in (name, known)]
    proxies = ",".join(options.proxy or [])
    return before | {
        "SCHOOLSLINK_ENVIRONMENT": "production",
        "SCHOOLSLINK_HOME": str(home()),
        "SCHOOLSLINK_INSTALLATION": place.REAL,
        "SCHOOLSLINK_PUBLIC_URL": options.public_url.rstrip("/"),
        "SCHOOLSLINK_ALLOWED_HOSTS": ",".join([name, *others]),
        "SCHOOLSLINK_PROXIES": proxies or before.get("SCHOOLSLINK_PROXIES", "127.0.0.1"),
        "SCHOOLSLINK_SMTP_URL": options.smtp_url,
        "SCHOOLSLINK_MAIL_FROM": options.mail_from,
        "SCHOOLSLINK_PORT": str(options.port),
        "SCHOOLSLINK_BACKUP_TO": options.backup_to,
        "SCHOOLSLINK_KEYS_TO": options.keys_to,
    }


def refuse_a_demonstration() -> None:
    """Stop when a demonstration runs from this home: install would share its server."""
    if (home() / "demo-built-from").exists():
        raise Stopped(
            f"{home()} holds the demonstration. Remove that folder first, or give the installation "
            "a home of its own in SCHOOLSLINK_HOME."
        )


def refuse_an_invented_world(here: place.Place) -> None:
    """Stop when the database carries the mark of invented data."""
    import psycopg

    from schoolslink.config.database.roles import is_synthetic

    try:
        with psycopg.connect(here.admin, dbname=here.database) as connection:
            if is_synthetic(connection):
                raise Stopped("This database is marked as invented; real data needs another one.")
    except psycopg.OperationalError:
        return  # not made yet, or not reachable: building it says so in its own words


def try_mail(options: Namespace) -> None:
    """Send one mail to a new administrator, or knock; a wrong mail server stops nothing."""
    server.start_django()
    from django.core.mail import EmailMessage, get_connection

    to = options.administrator_email
    try:
        if to:
            text = (
                "This is the test of the mail server by ./link install. Nothing needs to be done."
            )
            EmailMessage("Test of the mail server", text, to=[to]).send()
            inform(options, f"The mail server has taken a test mail to {to}")
        else:
            with get_connection():
                inform(options, "The mail server lets us in.")
    except OSError as trouble:
        tell(f"The mail server does not take our mails: {trouble}")
        tell("Mails wait until it does. Set it right by ./link install --smtp-url ...")


def may_use_systemd() -> bool:
    """Say whether systemd runs here and listens to us."""
    runs = Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None
    return os.geteuid() == 0 and runs


def start(service: Service, options: Namespace) -> None:
    """Start everything by systemd where it runs and we may; else say what to do by hand."""
    if options.no_units:
        return
    if may_use_systemd():
        for name, text in service.units().items():
            (FOLDER / name).write_text(text)
        hand_over_database(service)
        subprocess.run(["systemctl", "daemon-reload"], check=True)
        subprocess.run(["systemctl", "enable", "--now", *service.started()], check=True)
        # What ran before goes on with the settings it was started with.
        subprocess.run(["systemctl", "restart", *service.reads_settings()], check=True)
        inform(options, "Web server, worker and the nightly backup run by systemd.")
    else:
        inform(
            options,
            "\nNo systemd is used here. Keep these running, and let the last run each night:",
        )
        for verb in (*service.kept_running(), service.backup):
            inform(options, f"  {ROOT / 'link'} {verb}")
    inform(
        options, "\nThe proxy that speaks TLS must say (this is for nginx):\n\n" + service.proxy()
    )
    if options.json:
        as_json({"home": str(service.home), "user": service.user, "port": service.port})


def hand_over_database(service: Service) -> None:
    """Stop the server that we started ourselves: its unit starts it, and keeps it from then on."""
    unit = "schoolslink-database.service"
    kept = subprocess.run(["systemctl", "is-active", "--quiet", unit], check=False).returncode == 0
    if service.own_database and not kept:
        launcher.stop(service.home)


VERBS = [
    Verb(
        "install",
        RUN,
        "install for real on this machine; asks for what it needs, and is safe to repeat",
        "./link install --public-url https://link.example.org --proxy 127.0.0.1",
        install,
        arguments,
    )
]
