"""A validator's errors as problems that a model and a person can act on."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.domain.verdict import Problem
from sandbox.tools.schemas import path_of, pointer_of
from sandbox.tools.shape import properties_at
from sandbox.tools.words import choices, expected, shown

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError


def problems_of(error: "ValidationError", schema: Mapping[str, Any]) -> Iterator[Problem]:
    """The problems in one error: one a missing or unlisted property, one a value.

    `schema`: the whole schema, to say which properties could have been meant.
    """
    pointer, rule = pointer_of(error.instance_path), error.kind.name
    details: dict[str, Any] = error.kind.as_dict()
    if rule == "required":
        name = details["property"]
        wanted = f"{name} (required)"
        yield Problem(
            pointer=pointer + pointer_of([name]), rule=rule, expected=wanted, got="nothing"
        )
    elif "unexpected" in details and isinstance(error.instance, dict):
        for name in details["unexpected"]:
            yield Problem(
                pointer=pointer + pointer_of([name]),
                rule="additionalProperties",
                expected=_listed(error, schema),
                got=f"the unlisted property {name}"[:60],
            )
    elif branch := _one_branch(error, details):
        for inner in branch:
            yield from problems_of(inner, schema)
    else:
        yield Problem(
            pointer=pointer,
            rule=rule,
            expected=expected(error, details),
            got=shown(error.instance),
        )


def without_echoes(problems: list[Problem], schema: Mapping[str, Any]) -> list[Problem]:
    """Without unlisted properties that are listed.

    A property of a part that fails counts as unevaluated too, though nothing is wrong with it but
    what that part says. It stays where it is all there is: it then belongs to another branch.
    """
    rest = [one for one in problems if not _is_echo(one, schema)]
    return rest or problems


def _is_echo(problem: Problem, schema: Mapping[str, Any]) -> bool:
    if problem.rule != "additionalProperties":
        return False
    *around, name = path_of(problem.pointer)
    return name in properties_at(schema, around)


def _one_branch(error: "ValidationError", details: dict[str, Any]) -> list[Any]:
    """The errors of the only branch whose type fits; the others are beside the point."""
    if error.kind.name not in ("anyOf", "oneOf"):
        return []
    here = error.instance_path
    # Where too many of oneOf fit, several have no error at all.
    fitting = [
        branch
        for branch in details.get("context", ())
        if not any(one.kind.name == "type" and one.instance_path == here for one in branch)
    ]
    return fitting[0] if len(fitting) == 1 else []


def _listed(error: "ValidationError", schema: Mapping[str, Any]) -> str:
    """Properties that the object may have and has not."""
    names = [
        name
        for name in properties_at(schema, [str(part) for part in error.instance_path])
        if name not in error.instance  # pyright: ignore[reportOperatorIssue]
    ]
    return "one of: " + choices(names) if names else "no other property"
