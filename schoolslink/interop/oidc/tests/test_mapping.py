"""What may be relied on of a provider's claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.interop.oidc.mapping import Claimed, NoSecondStep, NotUsable, identity

TOKEN = {"sub": "one", "nonce": "n"}


def ours(address: str) -> bool:
    return address.endswith("@example.org")


def claimed(userinfo: dict, token: dict = TOKEN) -> Claimed:
    return identity(token, userinfo, nonce="n", speaks_for=ours)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({"email": "a@example.org", "email_verified": True}, "a@example.org"),
        ({"email": "a@example.org", "email_verified": "true"}, "a@example.org"),
        ({"email": "a@example.org", "email_verified": False}, ""),
        ({"email": "a@example.org"}, ""),
        ({"email": "a@elsewhere.example", "email_verified": True}, ""),
        ({"email": "not an address", "email_verified": True}, ""),
        ({"email": 7, "email_verified": True}, ""),
        ({}, ""),
    ],
)
def test_address_counts_only_when_it_is_verified_and_of_the_providers_domain(said, address):
    assert claimed({"sub": "one", **said}) == Claimed("one", address)


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


@pytest.mark.parametrize(
    ("asked", "said", "enough"),
    [
        ({"amr": ("mfa", "otp")}, {"amr": ["pwd", "otp"]}, True),
        ({"amr": ("mfa", "otp")}, {"amr": ["pwd"]}, False),
        ({"amr": ("mfa",)}, {"amr": "mfa"}, False),
        ({"amr": ("mfa",)}, {"amr": [["mfa"], 7]}, False),
        ({"amr": ("mfa",)}, {}, False),
        ({"acr": ("two", "three")}, {"acr": "three"}, True),
        ({"acr": ("two",)}, {"acr": "one"}, False),
        ({"acr": ("two",)}, {"acr": ["two"]}, False),
        ({"acr": ("two",)}, {}, False),
        ({"acr": ("two",), "amr": ("mfa",)}, {"acr": "two", "amr": ["pwd"]}, False),
        ({"acr": ("two",), "amr": ("mfa",)}, {"acr": "two", "amr": ["mfa"]}, True),
        ({}, {"amr": ["pwd"]}, True),
    ],
)
def test_what_is_asked_of_a_sign_in_must_stand_in_the_signed_token(asked, said, enough):
    def find(token: dict, userinfo: dict) -> Claimed:
        return identity(token, userinfo, nonce="n", speaks_for=ours, **asked)

    if enough:
        assert find(TOKEN | said, {}).subject == "one"
    else:
        with pytest.raises(NoSecondStep):
            find(TOKEN | said, {"sub": "one", "acr": "two", "amr": ["mfa"]})


def test_question_without_a_nonce_has_no_answer():
    with pytest.raises(NotUsable):
        identity({"sub": "one", "nonce": ""}, {}, nonce="", speaks_for=ours)


JSON = st.sampled_from([None, True, False, 0, 1, "", "n", "true", "a@b", [], ["n"], {}, {"sub": 1}])


@given(st.dictionaries(st.sampled_from(["sub", "nonce", "email", "email_verified"]), JSON))
def test_strange_claims_are_read_or_refused_and_never_break(claims):
    try:
        found = identity(claims, claims, nonce="n", speaks_for=ours)
    except NotUsable:
        return
    assert found.subject == claims["sub"]
    assert not found.verified_address or claims["email_verified"] in (True, "true")
