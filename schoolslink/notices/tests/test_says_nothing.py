"""No message says anything about anybody: its words are known before its recipient is."""

import re

import pytest
from django.utils.functional import Promise
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from schoolslink.access.models import Person
from schoolslink.config import messages
from schoolslink.kernel import code_words, references
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery, kinds, rules
from schoolslink.notices.kinds import Reach
from schoolslink.notices.rules import Channel

from .sending import send

# What a stranger who glances at a locked screen should not learn.
TELLING = re.compile(
    r"\b(mental|health|nhs|camhs|cypmhs|child|children|pupil|patient|son|daughter|referral|refer"
    r"|referred|risk|harm|suicid\w*|safeguard\w*|counsel\w*|therap\w*|psych\w*|diagnos\w*|crisis"
    r"|reject\w*|refus\w*|dna|case|presenting|assessment|treatment|clinic\w*|disorder)\b",
    re.IGNORECASE,
)

identifiers = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            ["Ellie Woźniak", "محمد خان", "Bo", "<b>Ana</b>", "=cmd|x", "O'Neil"]
        ),
        "nhs_number": st.from_regex(r"\d{3} \d{3} \d{4}", fullmatch=True),
        "born": st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
        "postcode": st.from_regex(r"[A-Z]{2}[1-9] [1-9][A-Z]{2}", fullmatch=True),
        "school": st.sampled_from(["Hillside Primary", "Northgate High", "Ysgol y Bryn"]),
        "email": st.from_regex(r"[a-z]{4,12}\.[a-z]{4,12}@home\.example", fullmatch=True),
        "reference": st.builds(lambda: references.new("SL")),
    }
)


@pytest.mark.parametrize("kind", messages.KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_neutral_on_a_locked_screen(kind):
    words = [str(kind.subject), *map(str, kind.sentences)]
    if kind.line is not None:
        words += [str(kind.line % {"count": count}) for count in (1, 2)]

    assert [word for word in words if TELLING.search(word)] == []
    assert len(kind.sentences) == 2
    assert [s for s in map(str, kind.sentences) if not s.endswith(".")] == []
    # Nothing to fill in, and translated only when the reader is known.
    assert [word for word in words if "%" in word or "{" in word] == []
    assert all(isinstance(one, Promise) for one in (kind.subject, *kind.sentences))


def test_every_kind_has_a_name_of_its_own():
    names = [kind.name for kind in messages.KINDS]

    assert sorted(set(names)) == sorted(names)
    assert [name for name in names if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name)] == []


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=identifiers, language=st.sampled_from(["en-gb", "pl", "ur", "ar", "cy"]))
def test_no_message_holds_an_identifier_of_anybody(
    world, inbox, as_seed, told, language, settings_texts
):
    contact, child = new_id(), new_id()
    world.reach[contact] = Reach(email=told["email"], mobile="07700900123")
    with as_seed():
        person = Person.objects.create(
            id=new_id(), name=told["name"], email=f"{new_id()}@school.example", language=language
        )
    before = len(inbox.mails)
    pair = code_words.new_pair()
    assume(not any(word in pair for word in told.values()))

    for kind in kinds.by_name():
        if kind == "notices.weekly":
            continue
        for channel in (Channel.EMAIL, Channel.TEXT):
            more = {"channel": channel, "child_id": child, "code_word": pair}
            notice_id = send(kind, to_contact=contact, language=language, **more)
            assert delivery.deliver(notice_id, child).is_sent
    urgent = send("tests.answered", to_person=person.pk, code_word=pair)
    assert delivery.deliver(urgent).is_sent

    sent = inbox.mails[before:]
    assert len(sent) == 2 * (len(kinds.by_name()) - 1) + 1
    for mail in sent:
        shown = f"{mail['Subject']} {mail['From']} {mail.get_content()}"
        assert [one for one in told.values() if one in shown] == []
        assert "07700900123" not in shown


@pytest.fixture
def settings_texts(settings):
    """Send texts through a gateway."""
    settings.TEXT_GATEWAY_DOMAIN = "texts.example"


@given(st.text(max_size=80))
def test_an_address_we_accept_cannot_open_a_header(text):
    if rules.is_address(text):
        assert not re.search(r"[\s,;<>\"()\\\x00-\x1f\x7f]", text)
        assert text.count("@") == 1


@given(st.text(max_size=80))
def test_a_link_we_accept_stays_with_us(path):
    try:
        accepted = rules.checked_path(path)
    except rules.BadLink:
        return
    assert re.fullmatch(r"/[A-Za-z0-9_.~/-]*", accepted)
    assert "//" not in accepted


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("07700 900123", "447700900123"),
        ("+44 7700 900123", "447700900123"),
        ("(07700)900-123", "447700900123"),
        ("01632 960001", None),
        ("٠٧٧٠٠٩٠٠١٢٣", None),
        ("7700900123@x.example", None),
    ],
)
def test_only_a_british_mobile_gets_a_text(typed, digits):
    assert rules.mobile_number(typed) == digits
