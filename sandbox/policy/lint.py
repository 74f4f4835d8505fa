"""What is wrong with a pack's rules, for `sandbox lint`."""

import re
from collections.abc import Iterator
from typing import get_args

from sandbox.domain.verdict import PolicyVerdict
from sandbox.pack.finding import Finding, nearest
from sandbox.pack.pack import Pack
from sandbox.policy.trial import try_rules

_VERDICT = re.compile(r'"verdict"\s*:\s*"([^"\n]*)"')
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*"|`[^`]*`)|#[^\n]*')


def look(pack: Pack) -> Iterator[Finding]:
    """Rules that do not compile (tried in a child process), and verdicts that there are not."""
    if not pack.policy:
        return
    error = try_rules(pack.policy, [], pack.policy_data)
    if error is not None:
        yield Finding(
            file=error.file or "policy", line=error.line, message=error.problem, hint=error.hint
        )
    for file, text in pack.policy.items():
        yield from _verdicts(file, text)


def _verdicts(file: str, text: str) -> Iterator[Finding]:
    """Each word after `"verdict":` that is no verdict: the call would be denied as malformed."""
    known = get_args(PolicyVerdict)
    # Comments go, texts stay: a # in a text begins none.
    code = _COMMENT.sub(lambda found: found[1] or "", text)
    for found in _VERDICT.finditer(code):
        word = found[1]
        if word not in known:
            line = code.count("\n", 0, found.start()) + 1
            message = f'there is no verdict "{word}"'
            yield Finding(file=file, line=line, message=message, hint=nearest(word, known))
