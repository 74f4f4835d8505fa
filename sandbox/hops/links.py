"""Links and pictures in a reply to hosts that nobody named are shown as text, not as links.

A picture is fetched when it is shown, a link when it is touched, and either carries in its address
whatever a text that the model read told it to put there. So only hosts that the pack itself names
(knowledge, procedures, prompts, `domain.yaml`), or that the customer named, stay links.
"""

import re
from collections.abc import Container, Iterable
from functools import cache, lru_cache
from typing import Final

from sandbox.pack.pack import Pack

_TOP_LEVEL: Final = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs "
    "bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec "
    "ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy "
    "hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz "
    "la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx "
    "my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re "
    "ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th "
    "tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw "
    "com org net edu gov mil int info biz name pro aero asia cat coop jobs mobi museum post tel "
    "travel app dev page web new zip mov ink blog wiki site online website space store shop "
    "shopping club live life world today news media email link click help support services "
    "solutions systems tech technology software cloud digital network host hosting domains agency "
    "center company group global international ltd gmbh inc llc bank finance financial money cash "
    "credit loan loans insurance pay tax trade trading market markets sale deals discount "
    "bargains gift gifts promo delivery express direct parts tools tickets top xyz icu vip win "
    "bid men date stream download review party science racing accountant cricket faith work works "
    "rest fit buzz cyou monster quest bond sbs cfd lol fun one pw guru wtf social chat zone run "
    "care health team academy cam best bar cafe pub art design studio photo photos pics video "
    "games game bet casino poker sex porn adult xxx example test invalid localhost local onion "
)
"""Countries, and the other domains that people meet; "Mon.Fri/Sat" has no host in it."""
URL: Final = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^\s\"'<>)\]]+|(?<![\w:/])//[\w-]+\.[^\s\"'<>)\]]+"
    r"|\b(?:data:[\w.+-]+/|(?:javascript|vbscript|mailto|sms):)[^\s\"'<>)\]]+"
    r"|(?<![\w@/.-])www\.[^\s/?#\"'<>()\[\]]+[^\s\"'<>)\]]*"
    rf"|(?<![\w@/.-])(?:[a-z0-9-]+\.)+(?:{'|'.join(_TOP_LEVEL.split())}|xn--[a-z0-9-]+)/[^\s\"'<>)\]]+",
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
    gone: list[str] = []

    @cache
    def known() -> set[str]:
        # Only for text with an address: a customer may have said a thousand things.
        return {*_hosts_of(pack), *(host for words in said for host in hosts_in(words))}

    def allowed(target: str) -> bool:
        host = _host_of(target)
        if host in known() or target.lower() in told:
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
        return found[0] if allowed(target) else (words if not URL.search(words) else REMOVED)

    text = _TAG.sub(lambda found: gone.append("html") or "", text)
    text = _MARKDOWN.sub(link, text)
    text = _REFERENCE.sub(lambda f: f[0] if allowed(f[2]) else f"{f[1]}: {REMOVED}", text)
    text = _AUTOLINK.sub(lambda f: f[0] if allowed(f[1]) else REMOVED, text)
    text = URL.sub(lambda f: f[0] if allowed(f[0]) else REMOVED, text)
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
    return bool(URL.match(target))


def _host_of(target: str) -> str:
    """The host without user, port and a dot at its end; "" where there is none."""
    _, slashes, rest = target.partition("//")
    rest = rest if slashes else "" if _SCHEME.match(target) else target
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    return host.partition(":")[0].strip(".").lower()
