"""Addresses of signing in, of one's account, of people, of links and of families' codes."""

from django.urls import include, path

from schoolslink.access.routes import ANYONE_WITH_LINK, FAMILY, PUBLIC, SIGNED_IN, route
from schoolslink.access.views import account, family, invitation, people, sign_in

here = "people/<uuid:organisation_id>"

urlpatterns = [
    route("sign-in", sign_in.sign_in, name="sign-in", to=PUBLIC),
    route("sign-in/code", sign_in.code, name="sign-in-code", to=PUBLIC),
    route("sign-in/set-up", sign_in.set_up, name="sign-in-set-up", to=PUBLIC),
    route("sign-in/forgotten", sign_in.forgotten, name="forgotten", to=PUBLIC),
    route("sign-in/as/<uuid:persona_id>", sign_in.sign_in_as, name="sign-in-as", to=PUBLIC),
    route("sign-out", sign_in.sign_out, name="sign-out", to=PUBLIC),
    route("link/<str:token>", invitation.invitation, name="invitation", to=ANYONE_WITH_LINK),
    route("account", account.account, name="account", to=SIGNED_IN),
    route("account/act-for/<uuid:membership_id>", account.act_for, name="act-for", to=SIGNED_IN),
    route("account/password", account.password, name="password", to=SIGNED_IN),
    route("account/codes", account.new_codes, name="new-codes", to=SIGNED_IN),
    route(here, people.people, name="people", to=SIGNED_IN),
    route(f"{here}/invite", people.invite, name="invite", to=SIGNED_IN),
    route(
        f"{here}/invited/<uuid:invitation_id>/withdraw",
        people.withdraw,
        name="withdraw-invitation",
        to=SIGNED_IN,
    ),
    route(
        f"{here}/invited/<uuid:invitation_id>/again",
        people.send_again,
        name="invite-again",
        to=SIGNED_IN,
    ),
    route(f"{here}/<uuid:membership_id>/end", people.end, name="end-membership", to=SIGNED_IN),
    route(
        f"{here}/<uuid:membership_id>/second-step",
        people.reset,
        name="reset-second-step",
        to=SIGNED_IN,
    ),
    path(
        "family/",
        include(
            (
                [
                    route("", family.enter, name="enter", to=PUBLIC),
                    route("leave", family.leave, name="leave", to=FAMILY),
                ],
                "family",
            )
        ),
    ),
]
