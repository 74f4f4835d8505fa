"""Model servers that already run on this machine: Ollama, llama.cpp, LM Studio, vLLM, one's own.

Only asked which models they have, over HTTP, with a short limit and without any proxy. Addresses on
other machines are left alone unless `everywhere`.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

SECONDS: Final = 0.8
_LOOPBACK: Final = ("localhost", "::1", "0.0.0.0")
_USUAL: Final = (
    ("Ollama", "http://127.0.0.1:11434", "ollama"),
    ("llama.cpp", "http://127.0.0.1:8080/v1", "openai"),
    ("LM Studio", "http://127.0.0.1:1234/v1", "openai"),
    ("vLLM", "http://127.0.0.1:8000/v1", "openai"),
)
_LONGEST: Final = 2_000_000


@dataclass(frozen=True)
class Place:
    """Where a server may be. `shape` says how it is asked: "ollama" or "openai"."""

    name: str
    base: str
    shape: str
    asked_for: bool = False

    @property
    def local(self) -> bool:
        """Whether it is on this machine."""
        host = urlsplit(self.base).hostname or ""
        return host in _LOOPBACK or host.startswith("127.")


@dataclass(frozen=True)
class Server:
    """What was found there. `models` are names for `--model`; `problem` is "" if it lists them.

    `answers`: it may work all the same, but it does not say which models it has.
    """

    place: Place
    models: tuple[str, ...] = ()
    problem: str = ""
    windows: Mapping[str, int] = field(default_factory=dict)
    answers: bool = False


def places(api_base: str, environ: Mapping[str, str]) -> list[Place]:
    """The usual addresses, and those that settings name."""
    found: list[Place] = []
    if api_base:
        found.append(Place("your endpoint", api_base, "openai", asked_for=True))
    own = environ.get("OLLAMA_API_BASE", "") or environ.get("OLLAMA_HOST", "")
    if own:
        base = own if "://" in own else f"http://{own}"
        found.append(Place("Ollama", base.replace("0.0.0.0", "127.0.0.1"), "ollama", True))
    taken = {urlsplit(place.base).netloc for place in found}
    usual = (Place(*one) for one in _USUAL)
    return [*found, *(one for one in usual if urlsplit(one.base).netloc not in taken)]


def find_servers(
    where: Sequence[Place], key: str = "", *, everywhere: bool = False
) -> list[Server]:
    """Those of `where` that answer, and those that were asked for and do not, in that order."""
    asked = [place for place in where if place.local or everywhere]
    if not asked:
        return []
    with ThreadPoolExecutor(len(asked)) as pool:
        found = pool.map(lambda place: _ask(place, key if place.asked_for else ""), asked)
        return [one for one in found if one is not None]


def _ask(place: Place, key: str) -> Server | None:
    path = "/api/tags" if place.shape == "ollama" else "/models"
    try:
        data = _get(place.base.rstrip("/") + path, key if place.shape == "openai" else "")
        return _read(place, data)
    except HTTPError as error:
        if error.code not in (401, 403) and place.asked_for:
            return Server(place, problem=f"lists no models ({error.code})", answers=True)
        problem = "it wants a key"
    except (OSError, HTTPException, ValueError, TypeError, KeyError, AttributeError) as error:
        problem = "nobody answers" if isinstance(error, OSError) else "it is no model server"
    return Server(place, problem=problem) if place.asked_for else None


def _read(place: Place, data: Any) -> Server:
    if place.shape == "ollama":
        return Server(place, tuple(f"ollama_chat/{one['name']}" for one in data["models"]))
    listed = data["data"]
    owners = {str(one.get("owned_by", "")) for one in listed}
    if place.name != "llama.cpp" and "llamacpp" in owners:
        place = Place("llama.cpp", place.base, place.shape, place.asked_for)
    windows = {
        f"openai/{one['id']}": int(size)
        for one in listed
        if (size := (one.get("meta") or {}).get("n_ctx") or one.get("max_model_len"))
    }
    return Server(place, tuple(f"openai/{one['id']}" for one in listed), windows=windows)


def _get(url: str, key: str) -> Any:
    if not url.startswith(("http://", "https://")):
        raise ValueError("no address")
    scheme, _, rest = url.partition("://")
    user, _, place = rest.rpartition("@")
    if user:  # urllib would take it for a part of the host's name
        url, key = f"{scheme}://{place}", b64encode(unquote(user).encode()).decode()
    kind = "Basic" if user else "Bearer"
    headers = {"Authorization": f"{kind} {key}"} if key else {}
    opener = build_opener(ProxyHandler({}), _Stay())
    with opener.open(Request(url, headers=headers), timeout=SECONDS) as answer:
        return json.loads(answer.read(_LONGEST))


class _Stay(HTTPRedirectHandler):
    """Follows nothing: a key is meant for the address that it was given for."""

    def redirect_request(self, *_: object) -> None:  # pyright: ignore
        return None
