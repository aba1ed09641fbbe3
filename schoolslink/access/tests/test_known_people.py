"""A link for somebody who has an account already: it is theirs to accept, and opens nothing."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client

from schoolslink.access import commands, links
from schoolslink.access.models import Credential, Invitation, Membership, ProviderSubject
from schoolslink.access.tests import arrange
from schoolslink.access.tests.test_people import (
    PASSWORD,
    accept,
    actor_of,
    invite,
    link_in,
)
from schoolslink.access.unit import acting
from schoolslink.kernel import clock


def test_known_colleague_accepts_with_one_button_and_keeps_their_password(lead, hillside, as_seed):
    with as_seed():
        tom = arrange.person("Tom Reed", "tom@example.invalid")
        Credential.objects.create(
            person=tom, password=make_password("kept"), changed_at=clock.now()
        )
    invite(lead, hillside)
    path = link_in(lead.get(f"/people/{hillside.pk}").content.decode())
    toms = Client()
    arrange.sign_in(toms, tom)
    page = toms.get(path).content.decode()
    accept(path, password="another one entirely", client=toms)

    assert 'type="password"' not in page
    assert Membership.objects.filter(person=tom, organisation=hillside).exists()
    with as_seed():
        kept = Credential.objects.get(person=tom).password
    assert check_password("kept", kept)


@pytest.mark.parametrize("signed_in", [False, True])
def test_only_a_known_colleague_accepts_for_themselves(
    lead, amira, hillside, as_seed, client, signed_in
):
    """The inviter sees the link: pressing the button for somebody, they could take their phone off."""
    with as_seed():
        tom = arrange.person("Tom Reed", "tom@example.invalid")
        Credential.objects.create(person=tom, password=make_password("x"), changed_at=clock.now())
    invite(lead, hillside)
    path = link_in(lead.get(f"/people/{hillside.pk}").content.decode())
    browser = lead if signed_in else Client()
    page = browser.get(path).content.decode()
    answer = accept(path, client=browser)

    assert f"/sign-in?next={path}" in page
    assert answer.status_code == 200
    assert not Membership.objects.filter(person=tom).exists()
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize("purpose", ["join", "password"])
def test_link_alone_opens_no_account_that_a_phone_guards(lead, hillside, as_seed, purpose):
    """Whoever has the mailbox cannot bind a provider of their own to somebody who has a password."""
    with as_seed():
        tom = arrange.person("Tom Reed", "tom@example.invalid")
        Credential.objects.create(person=tom, password=make_password("x"), changed_at=clock.now())
    if purpose == "join":
        invite(lead, hillside)
    else:
        commands.ask_for_password_link(address=tom.email)
    token = links.token(Invitation.objects.get().pk)

    with pytest.raises(commands.NotYours):
        commands.accept(token=token, provider="test", subject="thief")

    with as_seed():
        assert not ProviderSubject.objects.exists()
        assert Invitation.objects.get().used_at is None


def test_link_sets_no_password_for_somebody_who_comes_by_a_provider(lead, hillside, as_seed):
    with as_seed():
        tom = arrange.person("Tom Reed", "tom@example.invalid")
        ProviderSubject.objects.create(
            person=tom, provider="test", subject="tom", bound_at=clock.now()
        )
    invite(lead, hillside)
    token = links.token(Invitation.objects.get().pk)
    with pytest.raises(commands.SignInFirst):
        commands.accept(token=token, password=PASSWORD)
    with acting(actor_of(tom)):
        commands.accept(token=token, password=PASSWORD)

    with as_seed():
        assert not Credential.objects.exists()
    assert Membership.objects.filter(person=tom, organisation=hillside).exists()
