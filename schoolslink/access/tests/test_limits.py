"""From where a request came, and how often it may come."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access import limits
from schoolslink.access.limits import Limit
from schoolslink.kernel.ids import new_id
from schoolslink.web.proxies import networks

HOUR = timedelta(hours=1)


def machine(address: str, forwarded: str = "") -> str:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return limits.machine_of(RequestFactory().get("/", REMOTE_ADDR=address, **headers))


@pytest.mark.parametrize(
    ("address", "forwarded", "wanted"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),  # not our proxy: its word does not count
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # the first is said by anybody
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("2001:db8:1:2::3", "", "2001:db8:1:2::/64"),
        ("10.0.0.1", "<script>", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_machine_is_that_of_the_nearest_address_not_ours(settings, address, forwarded, wanted):
    settings.PROXIES = networks(["10.0.0.0/30"])

    assert machine(address, forwarded) == wanted


@pytest.mark.parametrize(
    ("here", "next_door", "same_home"),
    [("192.0.2.7", "192.0.2.8", "192.0.2.7"), ("2001:db8::1", "2001:db8:0:1::1", "2001:db8::9")],
)
def test_wrong_passwords_from_one_address_shut_out_no_neighbour(
    db, client, monkeypatch, here, next_door, same_home
):
    monkeypatch.setattr(limits, "PASSWORD_FROM_ONE", Limit("password from", 3, HOUR))

    def try_from(address: str, number: int) -> int:
        typed = {"email": f"somebody{number}@example.invalid", "password": "wrong"}
        typed["form_key"] = str(new_id())
        return client.post("/sign-in", typed, REMOTE_ADDR=address).status_code

    tried = [try_from(here, number) for number in range(3)]

    assert tried == [200, 200, 200]
    assert (try_from(same_home, 4), try_from(next_door, 5)) == (429, 200)


@given(st.text())
def test_no_header_breaks_it(said):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
    request.META["HTTP_X_FORWARDED_FOR"] = said

    assert limits.machine_of(request)


def test_count_is_of_one_key_in_one_bucket(db):
    one, other = Limit("one", 2, HOUR), Limit("other", 2, HOUR)
    taken = [one.take("a"), one.take("a"), one.take("a"), one.take("b"), other.take("a")]

    assert taken == [True, True, False, True, True]
    assert (one.is_open("a"), one.is_open("b")) == (False, True)


def test_what_is_given_back_can_be_taken_again_and_no_more(db):
    limit = Limit("one", 1, HOUR)
    limit.take("a")
    limit.give_back("a")
    limit.give_back("a")

    assert [limit.take("a"), limit.take("a")] == [True, False]


def test_key_is_kept_hidden():
    assert b"192.0.2" not in limits.hidden("192.0.2.0/24")
    assert len(limits.hidden("x")) == 16
