"""How often something may be tried. Counted in the database: several processes must agree."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from schoolslink.access import doors
from schoolslink.web import proxies


@dataclass(frozen=True)
class Limit:
    """At most so many in such a time, for each key."""

    bucket: str
    most: int
    per: timedelta

    def take(self, key: str) -> bool:
        """Count one try and say whether it still is within the limit."""
        return self._ask(key, 1)

    def give_back(self, key: str) -> None:
        """Take back what a success should not have cost."""
        self._ask(key, -1)

    def is_open(self, key: str) -> bool:
        """Say whether another try would be within the limit, without counting one."""
        return self._ask(key, 0)

    def _ask(self, key: str, cost: int) -> bool:
        return bool(
            doors.value(
                "select access.rate_limit(%s, %s, %s, %s, %s)",
                *(self.bucket, hidden(key), self.most, self.per, cost),
            )
        )


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
PASSWORD_OF_ONE = Limit("password", 10, QUARTER)
# By the one address it came from: a wider net would let one pupil lock out a whole town's schools.
PASSWORD_FROM_ONE = Limit("password from", 100, QUARTER)
SECOND_STEP = Limit("second step", 5, QUARTER)
PASSWORD_LINK = Limit("password link", 3, HOUR)
PASSWORD_LINK_FROM = Limit("password link from", 20, HOUR)
GLASS = Limit("glass", 5, HOUR)
INVITING = Limit("inviting", 60, HOUR)
LINK_FROM = Limit("link from", 60, HOUR)
# A program asks for a person as often as a quick one could; who reads on and on is slowed.
API = Limit("api", 1200, QUARTER)
# Families' codes cannot be guessed (see family.py), so these spare the machine, not the codes: whoever
# types is slowed for minutes, and nobody else behind the same school's address is shut out for longer.
FAMILY_FROM = Limit("family from", 120, timedelta(minutes=5))
# What somebody outside was sent has 256 bits; this spares the machine too.
OUTSIDE_FROM = Limit("outside link from", 60, timedelta(minutes=5))
FAMILY_ANYWHERE = Limit("family anywhere", 600, HOUR)
# A whole class may sit behind one address; what was begun and not sent costs nobody anything.
OWN_FROM = Limit("own from", 60, HOUR)
OWN_ANYWHERE = Limit("own anywhere", 2000, HOUR)
# Many practices may stand behind one address of the NHS's network; a mailbox is one practice's.
PRACTICE_FROM = Limit("practice from", 60, HOUR)
PRACTICE_MAIL = Limit("practice mail", 10, HOUR)
PRACTICE_ANYWHERE = Limit("practice anywhere", 1000, HOUR)


def hidden(key: str) -> bytes:
    """Return what is kept of a key: nobody's address can be read from it."""
    _, pepper = settings.RINGS["CODE_PEPPER"].current
    return hmac.new(pepper, f"limit|{key}".encode(), hashlib.sha256).digest()[:16]


def address_of(request: HttpRequest) -> str:
    """Return the address the request came from; a forwarded one counts only from our own proxy."""
    here = str(request.META.get("REMOTE_ADDR", ""))
    for said in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if not proxies.is_ours(here) or not said.strip():
            break
        here = said.strip()
    return here


def machine_of(request: HttpRequest) -> str:
    """Return the one address it came from; of IPv6 the /64 that one home or machine is given.

    Behind one address may stand a school, and behind the next a stranger: so no wider.
    """
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False))
