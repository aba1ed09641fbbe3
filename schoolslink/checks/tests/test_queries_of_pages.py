"""A page sends the database at most twenty statements: session, identity and audit included."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.postgresql import base
from django.test import Client
from django.urls import reverse

from schoolslink.access.models import FamilyCode
from schoolslink.access.unit import acting
from schoolslink.bench.statements import taken_down
from schoolslink.checks import crawl, village
from schoolslink.checks.arguments import addresses
from schoolslink.checks.ground import standing_as
from schoolslink.checks.oracle import Who
from schoolslink.checks.routes import every_route
from schoolslink.checks.walls import actor_for
from schoolslink.directory.models import NamedContact
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.rules import Move
from schoolslink.web.languages import COOKIE as LANGUAGE

MOST = 20
# Of those for whom a page is, the ones who see most; where it is for none of these, everybody.
READERS = ("school_lead", "camhs_contact", "service_manager", "area_coordinator", "national_team")
# Where it was broken before, and where most is read: a walk that missed these would prove nothing.
WIDEST = {
    "area",
    "referrals:family",
    "home",
    "referrals:act",
    "referrals:asked",
    "referrals:check",
    "referrals:part",
    "referrals:queue",
    "referrals:record",
    "referrals:tasks",
}


def settled():
    """Build the village; name a lead, and let one request be read, handed over and not decided."""
    made = village.build()
    here = made.places[0]
    at = clock.now()
    with standing_as("seed"):
        NamedContact.objects.create(
            side="school",
            position="lead",
            organisation=here.schools[0],
            person_id=made.people["school_lead"],
            name="Of school_lead",
            from_on=village.LONG_AGO,
        )
    contact = actor_for(Who("person", here.contact.pk))
    undecided = village._request(made, here.lead.pk, here.schools[0].pk, at, send=True)
    for version, move in enumerate((Move.ACKNOWLEDGE, Move.START_TRIAGE), start=2):
        with acting(contact) as actor:
            step(actor=actor, item_id=undecided, move=move, version=version, at=at)
    with acting(contact) as actor:
        to = made.people["camhs_contact"]
        reassign(actor=actor, item_id=undecided, version=4, to_person=to, at=at)
    kept = [*made.items[:3], undecided]  # a question, a draft, one decided, one not
    return made, kept


def readers_of(route, made):
    """Return those whom the outer door of an address lets in, the ones who see most."""
    audience = route.audience
    if audience.roles:
        admitted = sorted(role.value for role in audience.roles if role.value in made.people)
        return [name for name in READERS if name in admitted] or admitted
    if "public" in audience.kinds:
        return ["public", "school_lead"]
    return list(made.codes) if audience.kinds == {"family"} else READERS


def looks(browser, path):
    """Return each answer of a page until it leads elsewhere or is shown, with what it sent."""
    found, onward = [], path
    while onward and urlsplit(onward).path == path:
        with taken_down() as said:
            answer = browser.get(onward)
        found.append((answer.status_code, list(said)))
        onward = answer.get("Location")
    return found


def most_statements(made, kept):
    """Return the most statements that any reader's look at each page sent, by its route."""
    askers = made.askers()
    sessions = {name: crawl._session(who) for name, who in askers.items()}
    most = {}
    for route in every_route():
        for reader in readers_of(route, made):
            for address in addresses(route, kept):
                if address.is_unknown or address.in_query:
                    continue
                browser = Client()
                browser.cookies[settings.SESSION_COOKIE_NAME] = sessions[reader]
                browser.cookies[LANGUAGE] = "en-gb"  # chosen before: no way round by their own
                seen = looks(browser, address.path)
                if seen[0][0] == 405:
                    break
                for status, said in seen:
                    sent = len(most.get(route.name, ("", "", []))[2])
                    if status in (200, 302) and len(said) > sent:
                        most[route.name] = reader, address.path, said
    return most


def test_what_a_family_sends_to_read_a_decision_first(ground, monkeypatch):
    made = village.settle("Alder")
    answers = village._answers
    # Then each of them has a page of their own to read it on.
    monkeypatch.setattr(village, "_answers", lambda n: answers(n) | {"not_to_contact": "No"})
    here = made.places[0]
    at = clock.now()
    item = village._request(made, here.lead.pk, here.schools[0].pk, at, send=True)
    village._worked_on(made, here, item, at)

    with standing_as("seed"):
        codes = list(FamilyCode.objects.filter(item_id=item).values_list("pk", flat=True))

    seen = []
    for code in codes:
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = crawl._session(Who("family", code))
        seen.append(looks(browser, reverse("referrals:family")))

    for one in seen:
        assert [status for status, _ in one] == [302, 200]  # counted as told, then shown
        assert all(len(said) <= MOST for _, said in one), one
    # The last of them ends the duty to tell, in the transaction in which they are counted as told.
    assert [_moves(one) for one in seen] == [0] * (len(codes) - 1) + [1]


def _moves(seen):
    return sum('insert into "referrals_itemevent"' in one for _, said in seen for one in said)


def test_no_page_sends_more_than_twenty_statements(ground):
    most = most_statements(*settled())

    above = {
        name: f"{len(said)} for {reader}, {path}\n" + "\n".join(one[:160] for one in said)
        for name, (reader, path, said) in most.items()
        if len(said) > MOST
    }
    assert not above, "\n".join(f"{k}: {v}" for k, v in above.items())
    assert most.keys() >= WIDEST
    assert len(most) > 90, len(most)


def test_statements_are_taken_down_without_a_trace():
    with taken_down():
        pass

    assert "execute" not in vars(base.Cursor)
