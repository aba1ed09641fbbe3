"""What a provider's claims say of somebody, and what of it we may rely on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2
YES = (True, "true")  # some providers send the word


class NotUsable(Exception):
    """The provider's answer does not say who somebody is."""


class NoSecondStep(NotUsable):
    """The provider does not say that somebody signed in as we ask for it."""


@dataclass(frozen=True)
class Claimed:
    """Who a provider says has signed in.

    verified_address: the e-mail address the provider vouches for, "" when it vouches for none.
    """

    subject: str
    verified_address: str


def identity(
    id_token: Mapping[str, Any],
    userinfo: Mapping[str, Any],
    *,
    nonce: str,
    speaks_for: Callable[[str], bool],
    acr: Collection[str] = (),
    amr: Collection[str] = (),
) -> Claimed:
    """Return who somebody is, from a verified ID token and the provider's user info.

    speaks_for: whether an address is of a domain of the provider's; any other is as unverified as
    one without the claim `email_verified`. acr, amr: where given, one of these must stand in the ID
    token's claim of that name. Raises NotUsable: no subject, two subjects, or an answer to another
    question; and NoSecondStep.
    """
    subject = id_token.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotUsable("sub")
    if not nonce or id_token.get("nonce") != nonce:
        raise NotUsable("nonce")
    if userinfo and userinfo.get("sub") != subject:
        raise NotUsable("userinfo sub")
    methods = id_token.get("amr")
    if acr and id_token.get("acr") not in acr:
        raise NoSecondStep("acr")
    if amr and not (isinstance(methods, list) and any(method in amr for method in methods)):
        raise NoSecondStep("amr")
    for claims in (userinfo, id_token):
        address = claims.get("email")
        if isinstance(address, str) and "@" in address:
            verified = claims.get("email_verified") in YES and speaks_for(address)
            return Claimed(subject, address.strip() if verified else "")
    return Claimed(subject, "")
