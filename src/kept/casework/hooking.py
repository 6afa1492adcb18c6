"""May Kept send something to that address, and how does it sign what it sends?

    fault("https://crm.example.org/kept")                           # None: it may
    fault("http://10.0.0.1/")                                       # Refused("Give an address that …", "url")
    signed("whsec_…", "evt-1", 1775646000, b"{…}")                  # "v1,K5oZfz…", by Standard Webhooks

An address inside our own network must not be reached by naming it: whoever makes a hook could look around
there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from kept.casework.values import Refused

LONGEST = 500
_PREFIX = "whsec_"
_UNICAST = IPv6Network("2000::/3")


def fault(url: str, *, private: bool = False) -> Refused | None:
    """What is wrong with the address itself. `private` allows plain http and addresses of our own network."""
    parts = _parts(url)
    if parts is None or len(url) > LONGEST or not url.isprintable() or not url.isascii():
        return Refused(
            f"Give an address of at most {LONGEST} plain characters, such as https://crm.example.org/kept.",
            "url",
        )
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        return Refused(
            "Give an address that begins with https://, so that nobody on the way can read it.", "url"
        )
    if parts.username or parts.password or parts.fragment:
        return Refused("Give the address without a name, a password or a #: what is sent is signed.", "url")
    if not private and not _outside(parts.hostname or ""):
        return Refused("Give an address outside this network.", "url")
    return None


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        if " " in url or not parts.hostname or parts.port == 0:
            return None
    except ValueError:
        return None
    return parts


def _outside(host: str) -> bool:
    """Whether a name may lead outside; what it leads to is looked at again before anything is sent."""
    try:
        return is_outside(host)
    except ValueError:
        return "." in host.rstrip(".") and not host.rstrip(".").endswith(
            (".local", ".localhost", ".internal")
        )


def is_outside(address: str) -> bool:
    """Whether an address is one of the whole internet's. Raises ValueError where it is a name."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return is_outside(str(found.ipv4_mapped))
        # Elsewhere lie ways that carry an address of IPv4 inside, whatever that is.
        if found not in _UNICAST or found.sixtofour is not None:
            return False
    return found.is_global and not found.is_multicast


def signed(secret: str, uid: str, seconds: int, body: bytes) -> str:
    """The signature of what is sent, over its id, the moment of sending and every byte of it."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.new(key, f"{uid}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()
