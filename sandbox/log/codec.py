"""One event, one line: canonical JSON with a digest of itself and of the line before.

* Keys are sorted, no spaces, UTF-8, fields equal to their default are left out.
* `sum` digests the line without `prev`, `sum` and `took`; `prev` is the `sum` before.
* A string over 256 bytes, and each message and tool of a request, is written once as a `blob`
  line and named afterwards as `{"$blob": digest}`. A value that looks so itself is escaped.
"""

import json
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import from_json

from sandbox.domain.base import JSON
from sandbox.domain.message import Message
from sandbox.log.canonical import canonical, digest, digest_of_bytes, digest_of_text
from sandbox.log.event import READ_EVENT, Blob, Event, ModelRequested
from sandbox.log.items import Item, item, item_of
from sandbox.ports import ToolSpec

__all__ = ["BLOB_OVER", "BadLine", "Decoder", "Encoder", "canonical", "digest", "events_of"]

BLOB_OVER: Final = 256
_REF: Final = "$blob"
_ITEMS: Final = ("messages", "tools")
"""Fields of a request whose members are blobs each, however short."""
_BUILD: Final = {"messages": Message, "tools": ToolSpec}

_BUILD_EVENT: Final = READ_EVENT.validator.validate_python
"""Not through the adapter, whose own work is a tenth of reading a log."""

_WITH_BLOBS: Final = frozenset(("blob", "model_requested"))
_LONG: Final = re.compile(rf'"[^"]{{{BLOB_OVER + 1}}}')
_LONG_UNICODE: Final = re.compile(rf'"[^"]{{{BLOB_OVER // 4}}}')
"""A quote and as many characters without one as may be more than `BLOB_OVER` bytes."""
_NAMED: Final = b'"$'
"""How each reference and each escaped key begins."""
_VALUE: Final = b',"value":'
_BLOB: Final = frozenset(("kind", "digest", "value"))
_ADDED: Final = ("prev", "sum", "took")
"""What no sum is of, in the order in which a line has them."""
_NO_SUM: Final = frozenset(_ADDED)


class BadLine(ValueError):
    """A line that is not an event of ours: says what is wrong, without the line's text."""


class Encoder:
    """Turns events into lines, remembering the last `sum` and which blobs are written.

    `written` becomes its own: a copy for each turn would grow with the session.
    """

    def __init__(self, prev: str = "", written: set[str] | None = None) -> None:
        self.prev = prev
        self.written = set[str]() if written is None else written

    def lines(self, event: Event, dumped: dict[str, JSON] | None = None) -> list[str]:
        """The line of `event`, without newline, after the lines of blobs it names first.

        `dumped`: the event's JSON without defaults, where it is known already.
        """
        if dumped is not None and event.kind not in _WITH_BLOBS:
            texts = _texts(dumped)
            summed = _joined(texts)
            if not _may_name_blobs(summed):
                return [self._chained(texts, summed, dumped)]
        blobs: list[Item] = []
        body: dict[str, Any] = {}
        if isinstance(event, ModelRequested):
            for name in _ITEMS:
                if items := getattr(event, name):
                    body[name] = [self._named(item_of(one), blobs) for one in items]
        if dumped is None:
            dumped = event.model_dump(mode="json", exclude_defaults=True, exclude=set(body))
        for name, value in dumped.items():
            if name not in body:
                is_blob = event.kind == "blob" and name == "value"
                body[name] = value if is_blob else self._inner(value, blobs)
        lines = [*map(self._blob, blobs)]
        texts = _texts(body)
        lines.append(self._chained(texts, _joined(texts), body))
        return lines

    def _chained(self, texts: list[str], summed: str, data: Mapping[str, Any]) -> str:
        """The line, put together from the text that its sum is of: each value is encoded once."""
        mark = digest_of_text(f"{{{summed}}}")
        before, after_prev, after_sum, after_took = texts
        took = f'"took":{canonical(data["took"])}' if "took" in data else ""
        prev, self.prev = self.prev, mark
        added = (f'"prev":"{prev}"', after_prev, f'"sum":"{mark}"', after_sum, took)
        return f"{{{_joined((before, *added, after_took))}}}"

    def _blob(self, one: Item) -> str:
        """As `_chain` of a blob, whose text is there already."""
        start, end = f'{{"digest":"{one.digest}","kind":"blob",', f'"value":{one.text}}}'
        mark = digest_of_text(start + end)
        line = f'{start}"prev":"{self.prev}","sum":"{mark}",{end}'
        self.prev = mark
        return line

    def _named(self, one: Item, blobs: list[Item]) -> JSON:
        if one.digest not in self.written:
            self.written.add(one.digest)
            blobs.append(one)
        return {_REF: one.digest}

    def _inner(self, value: JSON, blobs: list[Item]) -> JSON:
        kind = type(value)
        if kind is str:
            return self._named(item(value), blobs) if _is_long(value) else value
        if kind is dict:
            return {
                key if key[:1] != "$" else _escape(key): self._inner(item, blobs)
                for key, item in value.items()
            }
        if kind is list:
            return [self._inner(item, blobs) for item in value]
        return value


class Decoder:
    """Turns lines back into events, checking each line's `sum` and the chain."""

    def __init__(self, check: bool = True) -> None:
        self.prev = ""
        self.blobs: dict[str, JSON] = {}
        self._check = check
        self._built: dict[str, dict[str, Any]] = {name: {} for name in _ITEMS}

    def event(self, line: bytes) -> Event | None:
        """The event of one line (UTF-8); None for a blob line.

        Raises `BadLine`, and `UnicodeDecodeError` for a line that is not UTF-8.
        """
        data = _parse(line)
        mark, prev = data.pop("sum", None), data.pop("prev", None)
        if self._check:
            self._verify(line, data, mark, prev)
        self.prev = mark or ""
        if data.get("kind") == "blob":
            return self._keep(line, data)
        try:
            if data.get("kind") == "model_requested":
                return self._request(data)
            if _NAMED in line:
                data = {name: self._resolve(value) for name, value in data.items()}
            return _BUILD_EVENT(data)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadLine(f"not an event of format 1: {where}: {first['msg']}") from None

    def _request(self, data: dict[str, Any]) -> Event:
        """Its messages and tools are built once each: nearly all stood in a request before."""
        rest = {name: self._resolve(value) for name, value in data.items() if name not in _ITEMS}
        for name in _ITEMS:
            if name in data:
                items = data[name]
                rest[name] = self._items(name, items) if isinstance(items, list) else items
        return _BUILD_EVENT(rest)

    def _items(self, field: str, items: list[JSON]) -> list[JSON]:
        """A few dozen a request, of which all but one or two stood in the request before."""
        built = self._built[field]
        found: list[JSON] = []
        for named in items:
            if not (isinstance(named, dict) and len(named) == 1 and _REF in named):
                found.append(self._resolve(named))
                continue
            name = named[_REF]
            if name not in built:
                built[name] = _BUILD[field].model_validate(self._resolve(named))
            found.append(built[name])
        return found

    def _verify(self, line: bytes, data: Mapping[str, Any], mark: object, prev: object) -> None:
        # A line that we wrote is canonical as it stands; one that somebody laid out anew is not.
        if mark != _sum_of_line(line, mark, prev) and mark != _sum(data):
            raise BadLine("changed since it was written: its sum does not match")
        if prev != self.prev:
            raise BadLine("out of order: a line before it is missing, moved or changed")

    def _keep(self, line: bytes, data: Mapping[str, Any]) -> None:
        name, value = data.get("digest"), data.get("value")
        if not isinstance(name, str) or data.keys() != _BLOB:
            Blob.model_validate(data)  # says what is wrong
        if self._check:
            # In a line of ours the value stands last.
            text = line[line.find(_VALUE) + len(_VALUE) : -1]
            if name != digest_of_bytes(text) and name != digest(value):
                raise BadLine("a blob that does not match its digest")
        self.blobs[str(name)] = value

    def _resolve(self, value: JSON) -> JSON:
        if isinstance(value, list):
            return [self._resolve(item) for item in value]
        if isinstance(value, dict):
            if len(value) == 1 and _REF in value:
                return self._named(value[_REF])
            return {_unescape(key): self._resolve(item) for key, item in value.items()}
        return value

    def _named(self, name: str) -> JSON:
        if name not in self.blobs:
            raise BadLine(f"names a blob that is not in the file: {str(name)[:40]}")
        return self.blobs[name]


def events_of(lines: Iterator[str] | list[str], check: bool = True) -> Iterator[Event]:
    """The events of `lines`, blobs resolved. Raises `BadLine` with the line's number in front."""
    decoder = Decoder(check)
    for number, line in enumerate(lines, 1):
        try:
            event = decoder.event(line.encode("utf-8", "surrogatepass"))
        except BadLine as error:
            raise BadLine(f"line {number}: {error}") from None
        if event is not None:
            yield event


def _sum_of_line(line: bytes, mark: object, prev: object) -> str:
    """As `_sum` of a line of ours, cut out of its text; of any other line something else."""
    kept: list[bytes] = []
    at = 0
    for cut in (f',"prev":"{prev}"'.encode(), f',"sum":"{mark}"'.encode()):
        found = line.find(cut, at)
        if found >= 0:
            kept.append(line[at:found])
            at = found + len(cut)
    # Keys are sorted, so durations stand last of the three.
    took = line.find(b',"took":{', at)
    if took >= 0:
        kept.append(line[at:took])
        at = line.find(b"}", took) + 1
    kept.append(line[at:])
    return digest_of_bytes(b"".join(kept))


def _texts(data: Mapping[str, Any]) -> list[str]:
    """Members in the text of a line, before and after each of `_ADDED`, which are left out."""
    stretches: tuple[dict[str, Any], ...] = ({}, {}, {}, {})
    for name in data:
        if name not in _NO_SUM:
            stretches[bisect(_ADDED, name)][name] = data[name]
    return [canonical(part)[1:-1] if part else "" for part in stretches]


def _joined(texts: Iterable[str]) -> str:
    return ",".join(filter(None, texts))


def _may_name_blobs(text: str) -> bool:
    """False only if no string in these members is long, and no key has to be escaped."""
    long = _LONG if text.isascii() else _LONG_UNICODE
    return '"$' in text or '\\"' in text or long.search(text) is not None


def _sum(data: Mapping[str, Any]) -> str:
    return digest({name: value for name, value in data.items() if name not in _NO_SUM})


def _parse(line: bytes) -> dict[str, Any]:
    try:
        data = from_json(line)
    except ValueError:
        # Half a surrogate pair is in no JSON of Rust's; Python has the last word on what is wrong.
        data = _parse_slowly(line.decode("utf-8", "surrogatepass"))
    if not isinstance(data, dict):
        raise BadLine("not a JSON object")
    return data  # pyright: ignore[reportUnknownVariableType]


def _parse_slowly(line: str) -> JSON:
    try:
        return json.loads(line)
    except ValueError:
        raise BadLine("not JSON") from None
    except RecursionError:
        raise BadLine("nested too deeply") from None


def _is_long(text: str) -> bool:
    if text.isascii() or len(text) > BLOB_OVER:
        return len(text) > BLOB_OVER
    return len(text.encode("utf-8", "replace")) > BLOB_OVER


def _escape(key: str) -> str:
    return f"${key}" if key.startswith("$") else key


def _unescape(key: str) -> str:
    return key[1:] if key.startswith("$") else key
