"""Mail addresses: RFC 5322 without comments and quoted names, with Unicode domains (RFC 6531)."""

import re
from collections.abc import Iterator

# The dot parts the labels, so no label can be matched in two ways: linear on any text.
_DOMAIN = re.compile(r"@(?:[^\W_](?:[\w-]{0,62})\.)+(?:xn--[A-Za-z0-9-]{2,59}|[^\W\d_]{2,63})")
_LOCAL = re.compile(r"[\w.%+'’&~-]+")
_LONGEST_LOCAL = 128  # RFC 5321 says 64; a longer one is still nobody else's business


def find_emails(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every mail address, without angle brackets, quotes or `mailto:`."""
    if "@" not in text:
        return
    for domain in _DOMAIN.finditer(text):
        at = domain.start()
        before = text[max(0, at - _LONGEST_LOCAL) : at]
        local = _LOCAL.match(before[::-1])  # backwards, for the end is what is known
        name = local[0][::-1].lstrip(".'’&~-%+") if local else ""
        if name:
            yield at - len(name), domain.end()
