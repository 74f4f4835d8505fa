"""Reads YAML data into a typed form and turns every misfit into a finding with its line."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.pack.finding import Report, nearest
from sandbox.pack.yaml_text import Located, Path


class Form(BaseModel):
    """A part of a pack's file as its author writes it. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


F = TypeVar("F", bound=Form)


def read_form(
    form: type[F], data: Any, located: Located, report: Report, at: Path = (), what: str = ""
) -> F | None:
    """`data`, found at path `at` of the file, as a `form`; None when it does not fit.

    `what` names the thing in messages ("tool get_order").
    """
    try:
        # As JSON, a list counts as a tuple; numbers and texts still don't stand for each other.
        return form.model_validate(_tuples(data))
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            place = tuple(part for part in problem["loc"])
            line = located.line(*at, *place)
            message, hint = _said(form, problem)
            lead = f"{what}: " if what else ""
            report.error(located.file, f"{lead}{message}", line, hint)
        return None


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _said(form: type[Form], problem: Any) -> tuple[str, str]:
    """(message, hint) for one of pydantic's problems."""
    loc = [str(part) for part in problem["loc"]]
    name = ".".join(loc)
    match problem["type"]:
        case "extra_forbidden":
            known = form.model_fields if len(loc) == 1 else ()
            return f"unknown key {name!r}", nearest(loc[-1], known)
        case "missing":
            return f"the key {name!r} is missing", f"add `{loc[-1]}: …`"
        case "literal_error":
            return f"{name} is {problem['input']!r}", f"one of {problem['ctx']['expected']}"
        case "string_type" if isinstance(problem["input"], int | float):
            return f"{name} has to be a text", "put it in quotes"
        case "model_type" | "dict_type":
            return f"{name or 'it'} has to be `key: value` lines", ""
        case _:
            return f"{name}: {problem['msg'][0].lower()}{problem['msg'][1:]}", ""
