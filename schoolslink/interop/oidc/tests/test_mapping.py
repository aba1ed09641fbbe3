"""What may be relied on of a provider's claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.interop.oidc.mapping import Claimed, NotUsable, identity

TOKEN = {"sub": "one", "nonce": "n"}


def claimed(userinfo: dict, token: dict = TOKEN, vouches: bool = False) -> Claimed:
    return identity(token, userinfo, nonce="n", vouches=vouches)


@pytest.mark.parametrize(
    ("said", "vouches", "address"),
    [
        ({"email": "a@example.org", "email_verified": True}, False, "a@example.org"),
        ({"email": "a@example.org", "email_verified": "true"}, False, "a@example.org"),
        ({"email": "a@example.org", "email_verified": False}, False, ""),
        ({"email": "a@example.org", "email_verified": False}, True, ""),
        ({"email": "a@example.org"}, False, ""),
        ({"email": "a@example.org"}, True, "a@example.org"),
        ({"email": "not an address", "email_verified": True}, False, ""),
        ({"email": 7, "email_verified": True}, False, ""),
        ({}, True, ""),
    ],
)
def test_address_counts_only_when_it_is_verified(said, vouches, address):
    assert claimed({"sub": "one", **said}, vouches=vouches) == Claimed("one", address)


@pytest.mark.parametrize(
    ("token", "userinfo"),
    [
        ({"nonce": "n"}, {}),
        ({"sub": "", "nonce": "n"}, {}),
        ({"sub": "x" * 256, "nonce": "n"}, {}),
        ({"sub": 7, "nonce": "n"}, {}),
        ({"sub": "one"}, {}),
        ({"sub": "one", "nonce": "another"}, {}),
        ({"sub": "one", "nonce": "n"}, {"sub": "two"}),
        ({"sub": "one", "nonce": "n"}, {"email": "a@example.org"}),
    ],
)
def test_answer_about_nobody_or_to_another_question_is_refused(token, userinfo):
    with pytest.raises(NotUsable):
        claimed(userinfo, token)


def test_question_without_a_nonce_has_no_answer():
    with pytest.raises(NotUsable):
        identity({"sub": "one", "nonce": ""}, {}, nonce="", vouches=False)


JSON = st.sampled_from([None, True, False, 0, 1, "", "n", "true", "a@b", [], ["n"], {}, {"sub": 1}])


@given(st.dictionaries(st.sampled_from(["sub", "nonce", "email", "email_verified"]), JSON))
def test_strange_claims_are_read_or_refused_and_never_break(claims):
    try:
        found = identity(claims, claims, nonce="n", vouches=False)
    except NotUsable:
        return
    assert found.subject == claims["sub"]
    assert not found.verified_address or claims["email_verified"] in (True, "true")
