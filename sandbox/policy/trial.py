"""Tries changed rules in a child process before they are loaded.

A rule can hang the process (the engine holds the GIL and knows no time-out), eat its memory or end
it (a deep recursion overflows the native stack), and so can the mere text while it is parsed.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sandbox
from sandbox.domain.base import JSON
from sandbox.policy.decision import ERROR_RULE, Decision
from sandbox.policy.errors import PolicyError
from sandbox.policy.rego import RegoPolicy

TIMEOUT = 5.0
MEMORY = 1 << 30

_ENDED = "look for a function that needs itself, or a text built much too long"
_SLOW = "look for loops inside loops, or brackets nested more than ten deep"


def try_rules(
    files: Mapping[str, str],
    samples: Sequence[Mapping[str, JSON]],
    data: Mapping[str, JSON] | None = None,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
) -> PolicyError | None:
    """Compiles `files` and decides each of `samples` in a child; None when all of it went well.

    `samples` are policy inputs; with none, `{}` is tried for survival only. `timeout` in seconds,
    start of the child (about 0.3 s) included; `memory` in bytes, where the system can limit it.
    Blocks: from async code call it in a thread. Raises nothing for bad rules, it returns them.
    """
    answer = _in_a_child(files, samples, data, timeout, memory)
    return answer if isinstance(answer, PolicyError) else None


def judge_apart(
    files: Mapping[str, str],
    documents: Sequence[Mapping[str, JSON]],
    data: Mapping[str, JSON] | None = None,
) -> list[tuple[Decision, ...]]:
    """All that rules which nobody has tried yet say about each of `documents`, in a child.

    Most severe first, as `RegoPolicy.decide_all` gives them.

    The time-out is for the start and the first thousand; each further thousand adds two seconds.
    Raises `PolicyError` for rules that don't compile, hang or end the child. One that can't be
    evaluated on a document is that document's deny.
    """
    seconds = TIMEOUT + 2 * (len(documents) // 1_000)
    answer = _in_a_child(files, documents, data, seconds, MEMORY, judge=True)
    if isinstance(answer, PolicyError):
        raise answer
    return [tuple(Decision.model_validate(one) for one in item) for item in answer]


def _in_a_child(
    files: Mapping[str, str],
    documents: Sequence[Mapping[str, JSON]],
    data: Mapping[str, JSON] | None,
    timeout: float,
    memory: int,
    judge: bool = False,
) -> list[Any] | PolicyError:
    job = {"files": dict(files), "data": dict(data or {}), "samples": [*documents], "judge": judge}
    limits = {"memory": memory, "seconds": int(timeout) + 1}
    try:
        written = json.dumps({**job, **limits}, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        return PolicyError("", 0, f"rules, data or samples are not JSON: {error}")
    # The file is a guess only where there are several; then none is named.
    file = next(iter(files)) if len(files) == 1 else ""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "sandbox.policy.trial"],
            input=written.encode(),
            capture_output=True,
            timeout=timeout,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return PolicyError(file, 0, f"trying the rules took longer than {timeout:g} s", _SLOW)
    except OSError as error:
        return PolicyError(file, 0, f"the rules can't be tried: {error}")
    return _verdict(done, file)


def _environment() -> dict[str, str]:
    # Nothing but what Python needs to start: no provider's key goes to the child.
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(sandbox.__file__).resolve().parents[1])}


def _verdict(done: "subprocess.CompletedProcess[bytes]", file: str) -> list[Any] | PolicyError:
    try:
        answer = json.loads(done.stdout)
        error, decisions = answer["error"], answer["decisions"]
    except (ValueError, KeyError, TypeError):
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit {done.returncode}"
        return PolicyError(
            file, 0, f"trying the rules ended the process ({how}{said and ': '}{said})", _ENDED
        )
    return PolicyError(*error) if error else decisions


def _try(job: Mapping[str, Any]) -> list[Any] | PolicyError:
    """In the child: one decision a sample where they are asked for, else none."""
    try:
        policy = RegoPolicy.compile(job["files"], job["data"])
    except PolicyError as error:
        return error
    if job["judge"]:
        return [[one.model_dump() for one in policy.decide_all(item)] for item in job["samples"]]
    if not job["samples"]:
        policy.decide({})
    for number, sample in enumerate(job["samples"], start=1):
        for decision in policy.decide_all(sample):
            if decision.rule == ERROR_RULE:
                found: dict[str, Any] = decision.evidence
                problem = f"on sample {number}: {found['problem']}"
                return PolicyError(found.get("file", ""), found.get("line", 0), problem)
    return []


def _limit(memory: int, seconds: int) -> None:
    """Bounds this process, also if its parent is gone; without limits the time-out remains."""
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = {"RLIMIT_AS": memory, "RLIMIT_CPU": seconds, "RLIMIT_CORE": 0}
    for name, value in wanted.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue


def _main() -> None:
    job = json.loads(sys.stdin.buffer.read())
    _limit(job["memory"], job["seconds"])
    answer = _try(job)
    told: dict[str, Any] = {"error": None, "decisions": answer}
    if isinstance(answer, PolicyError):
        told = {"error": (answer.file, answer.line, answer.problem, answer.hint), "decisions": None}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _main()
