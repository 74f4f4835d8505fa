"""Addresses on the net: IPv4 and IPv6 (RFC 4291 in every spelling, with zone and prefix length)."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

# It begins with a set of characters, not with a look behind: what re can look for at once.
_V4 = re.compile(r"\d(?<![\w.:-].)\d{0,2}\.(?:\d{1,3}\.){2}\d{1,3}(?![\w-]|\.\d)", re.DOTALL)
_VERSION = re.compile(
    r"(?:\bv(?:er(?:sion)?)?\.?|\brelease|\bbuild|\bfirmware|\bsection|§)[ ]?[:=]?[ ]?$", re.I
)
_V6 = re.compile(
    r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])"
)
_TWO_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_V6_FEWEST = 6
"""Characters of the shortest IPv6 address that is masked: `::1` is nobody's."""

_BENCHMARK = 198 << 24 | 18 << 16
_BENCHMARK_SIZE = 1 << 17


def find_ips(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every IP address; `0.0.0.0`, loopback and version numbers are none."""
    if text.count(".") > 2:
        for match in _V4.finditer(text):
            if _is_v4(match[0]) and not _VERSION.search(
                text, max(0, match.start() - 12), match.start()
            ):
                yield match.span()
    if "::" in text or _TWO_COLONS.search(text):
        for match in _V6.finditer(text):
            if len(match[0]) >= _V6_FEWEST and _is_v6(match[0]):
                yield match.span()


def _is_v4(text: str) -> bool:
    try:
        address = IPv4Address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or text == "255.255.255.255")


def _is_v6(text: str) -> bool:
    try:
        return not IPv6Address(text).is_loopback
    except ValueError:
        return False


def fake_ip(ordinal: int, like: str) -> str:
    """The `ordinal`-th address that nobody has: RFC 2544's range, RFC 3849's for IPv6."""
    if ":" in like:
        return f"2001:db8::{ordinal >> 16 & 0xFFFF:x}:{ordinal & 0xFFFF:x}"
    return str(IPv4Address(_BENCHMARK + ordinal % _BENCHMARK_SIZE))
