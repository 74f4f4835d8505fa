"""Links and pictures in a reply to hosts that nobody named are shown as text, not as links.

A picture is fetched when it is shown, a link when it is touched, and either carries in its address
whatever a text that the model read told it to put there. So only hosts that the pack itself names
(knowledge, procedures, prompts, `domain.yaml`), or that the customer named, stay links.
"""

import re
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Final

from sandbox.pack.pack import Pack

_URL: Final = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^\s\"'<>)\]]+|(?<![\w:/])//[\w-]+\.[^\s\"'<>)\]]+"
    r"|\b(?:data:[\w.+-]+/|(?:javascript|vbscript|mailto|sms):)[^\s\"'<>)\]]+"
    r"|(?<![\w@/.-])www\.[^\s/?#\"'<>()\[\]]+[^\s\"'<>)\]]*"
    r"|(?<![\w@/.-])(?:[a-z0-9-]+\.)+[a-z]{2,24}/[^\s\"'<>)\]]+",
    re.IGNORECASE,
)
_MARKDOWN: Final = re.compile(r"(!?)\[([^\]\n]*)\]\(\s*<?([^)\s>]*)>?(?:\s+[^)\n]*)?\)")
_REFERENCE: Final = re.compile(
    r"^[ \t]*\[([^\]\n]+)\]:[ \t]*<?(\S+?)>?(?:[ \t]+.*)?$", re.MULTILINE
)
_AUTOLINK: Final = re.compile(r"<([a-z][a-z0-9+.-]*:[^>\s]*)>", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:img|a|iframe|script|style|link|object|embed|form|input|video|audio|source|svg|meta|base"
    r"|picture|button)\b[^>]*>?",
    re.IGNORECASE,
)
_HOST: Final = re.compile(r"(?:https?:)?//([^\s/?#\"'<>()\[\]]+)|\bwww\.[\w.-]+", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
REMOVED: Final = "[link removed]"


def neutral(
    text: str, pack: Pack, said: Iterable[str], told: Container[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """`text` without links to foreign hosts, and the hosts (or schemes) that were taken out.

    The words of a link stay. `said`: what the customer wrote; a host that they named is theirs.
    `told`: plain forms of whole short values of tool results; an address that is one of them, to
    its last character, carries nothing else.
    """
    if not any(sign in text for sign in ("/", ":", "<", "www.", "WWW.")):
        return text, ()
    known = {*_hosts_of(pack), *(host for words in said for host in hosts_in(words))}
    gone: list[str] = []

    def allowed(target: str) -> bool:
        host = _host_of(target)
        if host in known or target.lower() in told:
            return True
        gone.append(host or target.partition(":")[0][:20].lower())
        return False

    def link(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        if not _is_address(target):
            return found[0] if not picture else words
        if picture:
            # Even to a host of ours: a picture is fetched without anybody touching it.
            gone.append(_host_of(target) or "picture")
            return words or REMOVED
        return found[0] if allowed(target) else (words if not _URL.search(words) else REMOVED)

    text = _TAG.sub(lambda found: gone.append("html") or "", text)
    text = _MARKDOWN.sub(link, text)
    text = _REFERENCE.sub(lambda f: f[0] if allowed(f[2]) else f"{f[1]}: {REMOVED}", text)
    text = _AUTOLINK.sub(lambda f: f[0] if allowed(f[1]) else REMOVED, text)
    text = _URL.sub(lambda f: f[0] if allowed(f[0]) else REMOVED, text)
    return text, tuple(dict.fromkeys(gone))


def hosts_in(text: str) -> set[str]:
    """Lower-case hosts of the addresses in `text`."""
    return {host for found in _HOST.finditer(text) if (host := _host_of(found[0]))}


@lru_cache(maxsize=16)
def _known_in(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(host for text in texts for host in hosts_in(text))


def _hosts_of(pack: Pack) -> frozenset[str]:
    """Hosts that the pack's own prose names; a tool's result is not of the pack."""
    names = ("knowledge/", "procedures/", "prompts/", "domain.yaml")
    return _known_in(tuple(text for name, text in pack.files.items() if name.startswith(names)))


def _is_address(target: str) -> bool:
    return bool(_URL.match(target))


def _host_of(target: str) -> str:
    """The host without user, port and a dot at its end; "" where there is none."""
    _, slashes, rest = target.partition("//")
    rest = rest if slashes else "" if _SCHEME.match(target) else target
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    return host.partition(":")[0].strip(".").lower()
