"""Allow and deny lists by role: they are asked before the rules, and only ever say no."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.role import Role
from sandbox.domain.verdict import Decision

DENIED, NOT_ALLOWED, SCOPES, UNKNOWN = (
    "role-denied",
    "role-not-allowed",
    "role-scopes",
    "role-unknown",
)
"""Rule ids of the four ways in which a role can stand in the way."""


def by_role(document: Mapping[str, Any], roles: Mapping[str, Role]) -> Decision | None:
    """The deny of who speaks' role, if there is one; None leaves the call to the rules.

    `document` is a policy input. Where a pack has roles, one that it does not name may do nothing.
    """
    if not roles:
        return None
    name, tool = document["principal"]["role"], document["tool"]
    role = roles.get(name)
    if role is None:
        return _deny(UNKNOWN, {"role": name})
    if _matches(tool, role.deny):
        return _deny(DENIED, {"role": name, "tool": tool["name"]})
    if role.allow is not None and not _matches(tool, role.allow):
        return _deny(NOT_ALLOWED, {"role": name, "tool": tool["name"]})
    missing = [scope for scope in tool["scopes"] if not _may(scope, role)]
    return _deny(SCOPES, {"role": name, "scopes": missing}) if missing else None


def _matches(tool: Mapping[str, Any], patterns: Sequence[str]) -> bool:
    names = (tool["name"], f"{tool['service']}.{tool['name']}")
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _may(scope: str, role: Role) -> bool:
    return role.scopes is None or any(fnmatchcase(scope, pattern) for pattern in role.scopes)


def _deny(rule: str, evidence: dict[str, JSON]) -> Decision:
    reason = "This conversation is not allowed to do that."
    return Decision(verdict="deny", rule=rule, reason=reason, evidence=evidence)
