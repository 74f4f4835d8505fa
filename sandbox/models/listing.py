"""Models as a picker and a table show them: configured, reachable, and known ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from sandbox.domain.faults import SandboxError
from sandbox.models.catalog import PREFERRED, ModelInfo, info_of, known_models, resolve
from sandbox.models.human import HUMAN
from sandbox.models.key_ring import with_keyring
from sandbox.models.latency import Latency
from sandbox.models.local_servers import Server
from sandbox.models.offline import OFFLINE
from sandbox.models.price_book import PriceBook, load_prices
from sandbox.settings import Settings

_A_MILLION: Final = 1_000_000
_CLOSE_ENOUGH: Final = 70
_ORDER: Final = ("configured", "offline", "reachable", "known")

State = Literal["configured", "offline", "reachable", "known"]


@dataclass(frozen=True)
class Choice:
    """One line of a list of models.

    `state`: the settings name it, it needs no network, its key was found (or its server answers),
    or only the price list knows it. `window` is in tokens, 0 if unknown; `price` in words, `given`
    and `output` in dollars a million tokens, None if unknown; `tools` and `streaming` are None
    where nobody says; `key` is True where no key is missing and `variable` names it. `first` and
    `whole` are seconds of its last call in a session, None if there was none.
    """

    name: str
    provider: str
    key: bool
    window: int
    price: str
    note: str
    state: State = "reachable"
    variable: str = ""
    given: float | None = None
    output: float | None = None
    tools: bool | None = None
    streaming: bool | None = None
    first: float | None = None
    whole: float | None = None

    @property
    def first_token(self) -> str:
        """`0.40 s`, `0.7 ms`; `≤1.25 s` where only its whole call is known; "" for none."""
        if self.first is not None:
            return _seconds(self.first)
        return f"≤{_seconds(self.whole)}" if self.whole is not None else ""


def choices(
    today: str,
    environ: Mapping[str, str],
    settings: Settings,
    *,
    known: bool = False,
    servers: Sequence[Server] = (),
    latencies: Mapping[str, Latency] | None = None,
) -> list[Choice]:
    """Models to choose from, those of the settings first.

    `today` is an ISO date. `known` adds every model of the price list that is not retired, also
    those whose key is missing; `servers` adds what runs on this machine; `latencies` are those of
    past sessions by name. Nothing is asked over the network in here.
    """
    book, keys = load_prices(settings.prices), with_keyring(environ)
    base = settings.api_base
    found: dict[str, Choice] = {}
    configured = (settings.model, *settings.fallbacks, *_priced(settings))
    for name in dict.fromkeys(configured):
        try:
            info = resolve(name, book, keys, base)
        except SandboxError as error:
            # A misspelt setting must not hide the list that helps to mend it.
            note = f"{error.message}; {error.hint}"
            found[name] = Choice(name, "", False, 0, "unknown", note, "configured")
            continue
        found[info.name] = _choice(info, book, "offline" if info.offline else "configured")
    for info in known_models(book, today, keys):
        if info.name not in found:
            found[info.name] = _choice(info, book, "offline" if info.offline else "reachable")
    for server in servers:
        for name in server.models:
            own = server.place.base if server.place.shape == "openai" else ""
            info = resolve(name, book, keys, own)
            served = _choice(info, book, "reachable")
            window = server.windows.get(name, 0) or served.window
            found[name] = replace(served, window=window, note=_offer(server, base))
    if known:
        for name in dict.fromkeys(book.names()):
            if name not in found:
                info = info_of(name, book, keys)
                if not (info.ends and info.ends <= today):
                    found[name] = _choice(info, book, "reachable" if info.key.found else "known")
    timed = (_timed(choice, (latencies or {}).get(choice.name)) for choice in found.values())
    return sorted(timed, key=lambda choice: _ORDER.index(choice.state))


def search(found: Sequence[Choice], words: str) -> list[Choice]:
    """Those whose name has every one of `words`, else those that look like it; best first."""
    wanted = words.lower().split()
    exact = [c for c in found if all(w in f"{c.name} {c.provider}".lower() for w in wanted)]
    if exact or not wanted:
        return sorted(exact, key=_rank)
    # Late, because rapidfuzz is needed only for names that are nearly right.
    from rapidfuzz import fuzz, process

    near = process.extract(
        _letters(words),
        [_letters(choice.name.rpartition("/")[2]) for choice in found],
        scorer=fuzz.ratio,
        limit=10,
        score_cutoff=_CLOSE_ENOUGH,
    )
    return [found[place] for _, _, place in near]


def _rank(choice: Choice) -> tuple[int, bool, int, str]:
    makers_first = choice.provider not in PREFERRED
    return (_ORDER.index(choice.state), makers_first, len(choice.name), choice.name)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _priced(settings: Settings) -> list[str]:
    """Models that the user's own price table names."""
    return [name for name in settings.prices if "*" not in name and "/" in name]


def _offer(server: Server, base: str) -> str:
    if server.place.shape == "ollama" or server.place.base.rstrip("/") == base.rstrip("/"):
        return f"{server.place.name}, on this machine"
    return f"{server.place.name}: SANDBOX_API_BASE={server.place.base}"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 0.005 else f"{value * 1000:.1f} ms"


def _timed(choice: Choice, latency: Latency | None) -> Choice:
    return replace(choice, first=latency.first, whole=latency.whole) if latency else choice


def _choice(info: ModelInfo, book: PriceBook, state: State) -> Choice:
    note = "offline, free" if info.offline else ""
    if info.name == HUMAN:
        note = "you type the reply or the call"
    if info.ends:
        note = f"until {info.ends}"
    if not info.listed:
        note = "not in the price list"
    if info.key.missing:
        note = f"needs {info.key.variable}"
    entry = book.entry(info.name) or {}
    base = info.price.base if info.price else None
    tools = entry.get("supports_function_calling")
    return Choice(
        name=info.name,
        provider=info.provider,
        key=info.key.found or not info.key.needed,
        window=info.window or 0,
        price=_price(info),
        note=note,
        state=state,
        variable=info.key.variable,
        given=float(base.input * _A_MILLION) if base else None,
        output=float(base.output * _A_MILLION) if base else None,
        tools=True if info.name in OFFLINE else tools if isinstance(tools, bool) else None,
        streaming=entry.get("supports_native_streaming") is not False,
    )


def _price(info: ModelInfo) -> str:
    if info.offline:
        return "free"
    if info.price is None:
        return "unknown"
    base = info.price.base
    return f"${base.input * _A_MILLION:.2f} / ${base.output * _A_MILLION:.2f}"
