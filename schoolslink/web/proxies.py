"""The proxies in front of us: only they are believed about where a request came from and how."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.conf import settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(words: Iterable[str]) -> tuple[Network, ...]:
    """Return addresses and ranges ("10.0.0.0/24") as networks; raise ValueError for anything else."""
    return tuple(ipaddress.ip_network(word) for word in words)


def is_ours(address: str) -> bool:
    """Say whether this is the address of one of our proxies; the setting PROXIES names them."""
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A server that listens on both kinds of address sees 10.0.0.1 as ::ffff:10.0.0.1.
    peer = getattr(peer, "ipv4_mapped", None) or peer
    return any(peer in network for network in settings.PROXIES)
