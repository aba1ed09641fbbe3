"""`chaos dup`: one form sent two hundred times at once, a double click, fifty people at one request."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string as new_csrf_secret
from django.urls import reverse

from schoolslink.access.models import Membership, Person
from schoolslink.access.roles import Role
from schoolslink.access.unit import acting
from schoolslink.bench import people
from schoolslink.bench.load import Line, request_text
from schoolslink.bench.requests import Team, rows_into
from schoolslink.bench.submit import ANSWERS, address
from schoolslink.chaos import world
from schoolslink.chaos.clients import what_was_made
from schoolslink.chaos.compare import illegal_steps
from schoolslink.chaos.scratch import HOST, NAME, Scratch
from schoolslink.checks.model.said import NEEDS_MORE, SAID
from schoolslink.checks.model.whole import WHOLE, Doing
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.errors import ChangedMeanwhile, NoLink, NotPossible, NotYours
from schoolslink.referrals.models import Item
from schoolslink.referrals.permissions import moves_now
from schoolslink.referrals.routing import route_for
from schoolslink.referrals.rules import MOVES, Kind, Move, Need
from schoolslink.web.browser import NotInstalled, chromium

POSTS, PEOPLE = 200, 50
# Not by this way: they bring a thing to another service, or to another holder by name.
LEFT_OUT = (
    Move.REASSIGN,
    Move.ESCALATE,
    Move.SUBMIT,
    Move.SAY_WORSE,
    Move.REDIRECT,
    Move.HAND_OVER,
)
REFUSED = (Item.DoesNotExist, NotYours, NotPossible, ChangedMeanwhile, NoLink)
Tell = Callable[[str], None]


def run(scratch: Scratch, *, runs: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Send one form many times at once, click twice, and let many people act at once."""
    teams = world.teams(scratch, 1 + runs, seed, tell)
    scratch.start_web(processes=2)
    person, known = people.Person(teams[0].lead_id), world.sent_items(scratch)
    tell("One form, two hundred times at once ...")
    answers = post_at_once(scratch.port, person, [str(new_id())] * POSTS)
    before = world.sent_items(scratch)
    made = before - known
    tell("The control: the same without one key for all ...")
    post_at_once(scratch.port, person, [str(new_id()) for _ in range(20)])
    control = len(world.sent_items(scratch) - before)
    clicked = double_click(scratch, person)
    tell(f"Fifty people at one request, {runs} times ...")
    paths = [all_at_one(scratch, team) for team in teams[1:]]
    return {
        "posts": POSTS,
        "rows": len(made),
        "same_answers": Counter(answers).most_common(1)[0][1] if made & set(answers) else 0,
        "double_click": clicked,
        "runs": len(paths),
        "people": PEOPLE,
        "moves_made": sum(path["made"] for path in paths),
        "moves_refused": sum(path["refused"] for path in paths),
        "illegal_paths": sum(path["illegal"] > 0 for path in paths),
        "unexpected": [one for path in paths for one in path["unexpected"]][:3],
        "control_rows": control,
        "control": "a key of its own in each form",
    }


def post_at_once(port: int, person: people.Person, keys: Sequence[str]) -> list[str]:
    """Send the form with each key at the same moment; return what each was told was made.

    Whoever is answered that it is not known whether it was saved tries again, as people do.
    """
    path, secret = address(), new_csrf_secret()
    answers: list[str] = []
    ready = threading.Barrier(len(keys))

    def post(key: str) -> None:
        form = {**ANSWERS, "form_key": key, "csrfmiddlewaretoken": secret}
        cookies = {**person.cookies, "csrftoken": secret}
        body = urlencode(form, doseq=True).encode()
        request = request_text("POST", path, cookies=cookies, body=body)
        ready.wait(60)
        for _ in range(20):
            try:
                answer = Line(port).ask(request)
            except OSError:
                continue
            if answer.status != 503:
                answers.append(what_was_made(answer) or f"{answer.status}")
                return
            time.sleep(0.2)
        answers.append("never")

    threads = [threading.Thread(target=post, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return answers


def double_click(scratch: Scratch, person: people.Person) -> int | str:
    """Click twice on *Send* in a browser; return how many questions were asked.

    "not tried" where there is no browser.
    """
    query = "select count(*) from referrals_itemevent where move = 'ask'"
    before = scratch.sql(query)[0][0]
    at = f"http://{HOST}:{scratch.port}"
    try:
        with chromium() as browser:
            context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
            context.add_cookies(
                [{"name": name, "value": word, "url": at} for name, word in person.cookies.items()]
            )
            page = context.new_page()
            page.goto(at + reverse("referrals:ask"))
            page.locator("[name=question]").fill("What can we do until somebody has time?")
            page.locator("main form button[type=submit], main form button").last.dblclick()
            page.wait_for_load_state("networkidle")
            context.close()
    except NotInstalled:
        return "not tried"
    return int(scratch.sql(query)[0][0] - before)


def all_at_one(scratch: Scratch, team: Team) -> dict[str, Any]:
    """Let everybody of a team act at once on what it holds; say whether one legal path came of it."""
    rows = scratch.sql(
        "select item_id, version from referrals_holding h join referrals_item i on i.id = h.item_id"
        " where h.ended_at is null and h.pool_id = %s",
        team.service_id,
    )
    if not rows:
        return {"made": 0, "refused": 0, "illegal": 0, "unexpected": []}
    item_id, began = rows[0]
    actors = [people.Person(one).actor for one in _colleagues(scratch, team)]
    ready = threading.Barrier(len(actors))
    outcome: Counter[str] = Counter()
    unexpected: list[str] = []

    def act(number: int) -> None:
        try:
            for _ in range(2):  # whoever came second looks again, and acts on what is there then
                outcome[_one_move(actors[number], item_id, number, ready)] += 1
        except Exception as error:  # Anything that is no refusal is a fault, and is told.
            unexpected.append(f"{type(error).__name__}: {error}"[:200])
            ready.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(n,)) for n in range(len(actors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    steps = scratch.sql(
        "select version_seen, from_state, move, to_state from referrals_itemevent"
        " where item_id = %s order by version_seen",
        item_id,
    )
    kind, version = scratch.sql("select kind, version from referrals_item where id = %s", item_id)[
        0
    ]
    legal = {(a.value, m.value): to.value for (k, a, m), to in MOVES.items() if k == Kind(kind)}
    return {
        "made": version - began,
        "refused": outcome["refused"],
        "illegal": illegal_steps(steps, legal) + (version - began != outcome["made"]),
        "unexpected": unexpected,
    }


def is_tried(move: Move) -> bool:
    """Say whether a move can be made here: by its own command, or by one that says no more than the move."""
    return move not in LEFT_OUT and (move in WHOLE or move not in NEEDS_MORE | SAID)


def _one_move(actor: Any, item_id: UUID, number: int, ready: threading.Barrier) -> str:
    with acting(actor) as acts:
        item, side = find(acts, item_id)
        moves = [move for move in moves_now(acts, item) if is_tried(move)]
        version = item.version
        route = route_for(item.school_id, on=clock.today())
    if not moves:
        return "refused"
    with contextlib.suppress(threading.BrokenBarrierError):
        ready.wait(10)  # the others may have ended: then it acts alone
    try:
        with acting(actor) as acts:
            item, side = find(acts, item_id)
            move, at = moves[number % len(moves)], clock.now()
            if move in WHOLE:
                WHOLE[move](Doing(acts, item, version, at, other=item_id))
            else:
                make_move(
                    actor=acts, item=item, side=side, move=move, version=version, at=at, route=route,
                    given=dict.fromkeys(Need, "given"), words="Some words.",
                )  # fmt: skip
    except REFUSED:
        return "refused"
    return "made"


def _colleagues(scratch: Scratch, team: Team) -> list[UUID]:
    made = [new_id() for _ in range(PEOPLE)]
    since = clock.real_now().date() - timedelta(days=2)
    with psycopg.connect(scratch.admin) as line, line.cursor() as cursor:
        cursor.execute(f"set role {NAME}_seed")
        rows_into(
            cursor,
            Person,
            [
                {"id": i, "name": f"Colleague {n}", "email": f"{i}@example.invalid", "password": ""}
                for n, i in enumerate(made)
            ],
        )
        rows_into(
            cursor,
            Membership,
            [
                {
                    "person_id": i,
                    "organisation_id": team.service_id,
                    "role": Role.CAMHS_CONTACT.value,
                    "from_on": since,
                }
                for i in made
            ],
        )
    return made
