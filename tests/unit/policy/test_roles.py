"""Allow and deny lists of tools, and scopes, by role."""

from typing import Any

import pytest

from sandbox.domain.role import Role
from sandbox.policy.roles import by_role


def call(tool: str, role: str = "customer", scopes: tuple[str, ...] = ()) -> dict[str, Any]:
    service = "orders" if "order" in tool or "refund" in tool else "tickets"
    return {
        "principal": {"role": role},
        "tool": {"name": tool, "service": service, "scopes": list(scopes)},
    }


def rule(document: dict[str, Any], **roles: Role) -> str:
    found = by_role(document, roles)
    assert found is None or found.verdict == "deny"
    return found.rule if found else ""


def test_without_roles_everything_is_left_to_the_rules() -> None:
    assert rule(call("issue_refund", "whoever")) == ""


def test_a_role_that_is_not_written_down_may_do_nothing() -> None:
    assert rule(call("get_order", "robot"), customer=Role()) == "role-unknown"


@pytest.mark.parametrize("pattern", ["issue_refund", "issue_*", "orders.*", "*"])
def test_deny_wins_over_allow(pattern: str) -> None:
    role = Role(allow=("issue_refund", "get_order"), deny=(pattern,))
    assert rule(call("issue_refund"), customer=role) == "role-denied"


def test_what_an_allow_list_does_not_name_is_denied() -> None:
    role = Role(allow=("get_*", "tickets.*"))
    assert rule(call("get_order"), customer=role) == ""
    assert rule(call("create_ticket"), customer=role) == ""
    assert rule(call("cancel_order"), customer=role) == "role-not-allowed"
    assert rule(call("get_order"), customer=Role(allow=())) == "role-not-allowed"


def test_read_and_write_scopes_are_bounded_by_the_role() -> None:
    reader = Role(scopes=("*:read",))
    assert rule(call("get_order", scopes=("orders:read",)), customer=reader) == ""
    refund = call("issue_refund", scopes=("orders:read", "orders:refund"))
    found = by_role(refund, {"customer": reader})
    assert found is not None
    assert (found.rule, found.evidence["scopes"]) == ("role-scopes", ["orders:refund"])
