"""The verb install: a real installation on this machine, step by step, safe to repeat."""

import os
import pwd
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from urllib.parse import urlsplit

from schoolslink.cli import assets, copies, place, server
from schoolslink.cli.first_administrator import invite
from schoolslink.cli.output import as_json, say, tell
from schoolslink.cli.units import FOLDER, Service
from schoolslink.cli.verb import RUN, Stopped, Verb
from schoolslink.config.database.as_user import Runner
from schoolslink.config.database.locate import ROOT, home

SERVICE_USER = "schoolslink"
QUESTIONS = {
    "public_url": "Address people will type (https://...): ",
    "administrator_name": "Name of the first administrator: ",
    "administrator_email": "Their e-mail address: ",
    "smtp_url": "Mail server (smtp://USER:PASSWORD@HOST:587): ",
    "mail_from": "Sender of our mails (NAME <ADDRESS>): ",
}


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
    parser.add_argument(
        "--port", type=int, default=8000, help="where the proxy finds us (%(default)s)"
    )
    parser.add_argument(
        "--admin-url",
        help="administrator of a PostgreSQL to use, postgresql://...; without it, one of our own",
    )
    parser.add_argument("--database", help=f"its name on that server ({place.REAL})")
    parser.add_argument("--user", help=f"system user to run as (as root: {SERVICE_USER})")
    parser.add_argument("--from-backup", metavar="FOLDER", help="begin with what a backup holds")
    parser.add_argument("--keys", metavar="FILE", help="the children's keys of that backup")
    parser.add_argument("--no-units", action="store_true", help="write no systemd units")


def install(options: Namespace) -> int:
    """Install, or bring an installation up to date; every step says what it did."""
    ask(options)
    user = owner(options)
    if os.geteuid() == 0 and user != "root":
        as_service_user(user, options)
    else:
        build(options)
    service = Service(user, home(), options.port, not options.admin_url, str(options.public_url))
    start(service, options)
    return 0


def ask(options: Namespace) -> None:
    """Ask for what was not said; without a person to ask, say what is missing.

    A second time nothing is asked that the first time has settled.
    """
    before = read_settings()
    options.public_url = options.public_url or before.get("SCHOOLSLINK_PUBLIC_URL")
    options.smtp_url = options.smtp_url or before.get("SCHOOLSLINK_SMTP_URL")
    options.mail_from = options.mail_from or before.get("SCHOOLSLINK_MAIL_FROM")
    options.database = options.database or place.database_name(
        before.get("SCHOOLSLINK_DATABASE_URL")
    )
    options.admin_url = options.admin_url or os.environ.get("SCHOOLSLINK_ADMIN_URL", "")
    again = bool(before)
    missing = [
        name
        for name in QUESTIONS
        if not getattr(options, name) and not (again and name.startswith("administrator"))
    ]
    if missing and not sys.stdin.isatty():
        wanted = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise Stopped(f"Please say also: {wanted}")
    for name in missing:
        setattr(options, name, input(QUESTIONS[name]).strip())
    if urlsplit(options.public_url).scheme != "https":
        raise Stopped("The address must begin with https:// - a proxy in front of us speaks TLS.")
    if before.get("SCHOOLSLINK_DATABASE_URL") and not options.admin_url:
        raise Stopped("Name the database's administrator again, in --admin-url: it is not kept.")


def read_settings() -> dict[str, str]:
    """Return the settings an earlier run has written."""
    try:
        lines = place.settings_file().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


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
    """Return what was said and answered, as the words of a command; the password goes elsewhere."""
    said = {name: getattr(options, name) for name in (*QUESTIONS, "from_backup", "keys")}
    said |= {"port": options.port, "database": options.database}
    found = [
        word
        for name, value in said.items()
        if value
        for word in ("--" + name.replace("_", "-"), str(value))
    ]
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
        | {"SCHOOLSLINK_ADMIN_URL": str(options.admin_url)},
        check=False,
    )
    if done.returncode != 0:
        raise Stopped("Nothing was started.")


def build(options: Namespace) -> None:
    """Write settings and secrets, build the database, invite the administrator, try the mail."""
    from schoolslink.config.environment import SECRETS, KeyRing, kept_secret

    refuse_a_demonstration()
    settings = {
        "SCHOOLSLINK_ENVIRONMENT": "production",
        "SCHOOLSLINK_HOME": str(home()),
        "SCHOOLSLINK_INSTALLATION": place.REAL,
        "SCHOOLSLINK_PUBLIC_URL": options.public_url.rstrip("/"),
        "SCHOOLSLINK_ALLOWED_HOSTS": str(urlsplit(options.public_url).hostname),
        "SCHOOLSLINK_PROXIES": ",".join(options.proxy or ["127.0.0.1"]),
        "SCHOOLSLINK_SMTP_URL": options.smtp_url,
        "SCHOOLSLINK_MAIL_FROM": options.mail_from,
    }
    for name in SECRETS:
        kept_secret(home(), name.lower(), KeyRing.fresh)
        settings[f"SCHOOLSLINK_{name}_FILE"] = str(home() / "secrets" / name.lower())
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
        say(f"Restored the backup of {manifest.made_at}, every table compared.")
    server.prepare(here)
    write_settings(settings)
    assets.build()
    say(f"The database {here.database} is built; settings are in {place.settings_file()}")
    try_mail(options)
    if options.administrator_email:
        address = invite(here, options.administrator_name, options.administrator_email)
        say(f"{options.administrator_name} comes in by this link, good for 7 days:\n  {address}")


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


def write_settings(settings: dict[str, str]) -> None:
    """Write the settings for the verbs of this installation, readable to their user alone."""
    path = place.settings_file()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.write("# Written by ./link install. Run it again to change what is asked there.\n")
        file.writelines(f"{name}={value}\n" for name, value in settings.items())


def try_mail(options: Namespace) -> None:
    """Send one mail to the administrator, and say how it went; a wrong server stops nothing."""
    server.start_django()
    from django.core.mail import EmailMessage

    to = options.administrator_email
    if not to:
        return
    text = "This is the test of the mail server by ./link install. Nothing needs to be done."
    try:
        EmailMessage("Test of the mail server", text, to=[to]).send()
        say(f"The mail server has taken a test mail to {to}")
    except OSError as trouble:
        tell(f"The mail server does not take our mails: {trouble}")
        tell("Mails wait until it does. Set it right by ./link install --smtp-url ...")


def start(service: Service, options: Namespace) -> None:
    """Start everything by systemd where it runs and we may; else say what to do by hand."""
    if options.no_units:
        return
    if os.geteuid() == 0 and Path("/run/systemd/system").is_dir() and shutil.which("systemctl"):
        for name, text in service.units().items():
            (FOLDER / name).write_text(text)
        subprocess.run(["systemctl", "daemon-reload"], check=True)
        subprocess.run(["systemctl", "enable", "--now", *service.started()], check=True)
        say("Web server, worker and the nightly backup run by systemd.")
    else:
        say("\nNo systemd is used here. Keep these two running, and let the third run each night:")
        for verb in (f"serve --port {service.port}", "work", "backup"):
            say(f"  {ROOT / 'link'} {verb}")
    say("\nThe proxy that speaks TLS must say (this is for nginx):\n\n" + service.proxy())
    if options.json:
        as_json({"home": str(service.home), "user": service.user, "port": service.port})


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
