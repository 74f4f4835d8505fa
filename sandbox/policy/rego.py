"""The one door to the Rego engine: text in, decisions out, never an exception while deciding.

How the engine (regorus, PyPI `gordon-to-regorus`) behaves, which shapes this file:
an `Engine` works only in the thread that made it, and one dropped elsewhere is leaked with a
message on stderr; it holds the GIL while it evaluates and knows no time-out, so `trial` tries
changed rules first; its panics are no `Exception`; a built-in's error fails the whole query.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sandbox.domain.base import JSON
from sandbox.policy.decision import Decision, by_severity, denied, most_severe, read_decision
from sandbox.policy.errors import PolicyError, from_engine
from sandbox.policy.syntax import check

__all__ = ["ENGINES_PER_THREAD", "PolicyError", "RegoPolicy"]

ENGINES_PER_THREAD = 16

_MOST_COMPILED = 64

_engines = threading.local()


@dataclass(frozen=True, slots=True)
class RegoPolicy:
    """Compiled rules as plain data, safe to hand to any thread; engines live in a cache a thread.

    `sources`: (file name, text), by name. `data`: JSON text of an object. `speaks`: a rule
    `decisions` exists. `key`: digest of sources and data, the same for the same rules.
    """

    sources: tuple[tuple[str, str], ...]
    data: str
    speaks: bool
    key: str

    @classmethod
    def compile(
        cls, files: Mapping[str, str], data: Mapping[str, JSON] | None = None
    ) -> "RegoPolicy":
        """`files` maps a name ("policy/refunds.rego") to text; `data` is `data.…` in the rules.

        Each file is `package policy` and adds to the partial set `decisions`:
        `{"verdict", "rule", "reason"?, "evidence"?}`. Raises `PolicyError` with file and line.
        Text from outside can hang or end the process even here: `try_rules` goes before.
        """
        sources = tuple(sorted(files.items()))
        written = _data_json(data or {})
        key = sha256(json.dumps([sources, written]).encode()).hexdigest()
        if key in _compiled:
            return _compiled[key]
        engine = _new_engine(sources, written)
        speaks = check(_guard(engine.get_ast_as_json))
        _guard(engine.set_input_json, "{}")
        # Any query makes the engine analyse all rules (unsafe variables), and runs none of them.
        _guard(engine.eval_query_as_json, "true")
        _remember(key, engine)
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        _compiled[key] = cls(sources, written, speaks, key)
        return _compiled[key]

    def decide(self, input: Mapping[str, JSON]) -> Decision:
        """The most severe decision; never raises. What can't be evaluated is deny."""
        return most_severe(self.decide_all(input))

    def decide_all(self, input: Mapping[str, JSON]) -> tuple[Decision, ...]:
        """All that the rules say, most severe first; () when none speaks; never raises.

        A failed evaluation is one deny by "policy-error" with file, line and problem as evidence.
        """
        if not self.speaks:
            return ()
        try:
            return by_severity(read_decision(item) for item in self._evaluate(input))
        except PolicyError as error:
            return (denied(error),)
        except Exception as error:  # a policy fails closed, whatever broke
            return (denied(PolicyError("", 0, f"{type(error).__name__}: {error}")),)

    def _evaluate(self, input: Mapping[str, JSON]) -> list[Any]:
        document = json.dumps(input, allow_nan=False)
        engine = self._engine()
        try:
            _guard(engine.set_input_json, document)
            return json.loads(_guard(engine.eval_rule_as_json, "data.policy.decisions"))
        finally:
            _guard(engine.take_prints)  # else what rules print piles up in memory

    def _engine(self) -> Any:
        cache = _cache()
        if self.key in cache:
            cache.move_to_end(self.key)
            return cache[self.key]
        return _remember(self.key, _new_engine(self.sources, self.data))


_compiled: dict[str, RegoPolicy] = {}
"""By key: each session and each replay of a pack asks for the same rules."""


def _data_json(data: Mapping[str, JSON]) -> str:
    if "policy" in data:
        # The engine would let it stand in place of the rules, decisions and all.
        raise PolicyError("", 0, 'policy data has a key "policy"', "name it otherwise")
    try:
        return json.dumps(data, allow_nan=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise PolicyError("", 0, f"policy data is not JSON: {error}") from None


def _new_engine(sources: tuple[tuple[str, str], ...], data: str) -> Any:
    engine = _guard(_make)
    _guard(engine.set_gather_prints, True)  # `print` would write over the screen
    for name, text in sources:
        _guard(engine.add_policy, name, text)
    _guard(engine.add_data_json, data)
    return engine


def _make() -> Any:
    import regorus

    return regorus.Engine()  # pyright: ignore[reportAttributeAccessIssue]


def _guard(call: Any, *arguments: Any) -> Any:
    """Calls the engine; whatever it throws comes out as `PolicyError`."""
    try:
        return call(*arguments)
    except Exception as error:
        raise from_engine(error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        _cache().clear()  # after a panic no engine of this thread is trusted
        raise from_engine(error) from None


def _cache() -> "OrderedDict[str, Any]":
    # Keyed by content and kept by the thread, so that an engine is also dropped in its thread.
    if not hasattr(_engines, "by_key"):
        _engines.by_key = OrderedDict()
    return _engines.by_key


def _remember(key: str, engine: Any) -> Any:
    cache = _cache()
    cache[key] = engine
    if len(cache) > ENGINES_PER_THREAD:
        cache.popitem(last=False)
    return engine
