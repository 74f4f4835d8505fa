"""Mistakes in what people wrote into a head or a `recordings.yaml`, in one line each."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.pack.finding import nearest

M = TypeVar("M", bound=BaseModel)


def read_as(model: type[M], data: JSON, where: str) -> M:
    """`data` as a `model`. `where` is the file and field it stands in.

    Raises `SandboxError` (code 2) naming the field; for one that there is not, the nearest names.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems: list[Any] = error.errors(include_url=False)
        # A misspelt field is also one that is missing, and the first tells more.
        unknown = (one for one in problems if one["type"] == "extra_forbidden")
        raise _told(model, next(unknown, problems[0]), where) from None


def read_each(model: type[M], data: Sequence[JSON], where: str) -> tuple[M, ...]:
    """Every item as a `model`; errors count items from 0, as pointers do."""
    return tuple(read_as(model, item, f"{where}.{index}") for index, item in enumerate(data))


def _told(model: type[BaseModel], problem: Any, where: str) -> SandboxError:
    parts = [str(part) for part in problem["loc"] if not _is_branch(part)]
    field = ".".join((where, *parts))
    match problem["type"]:
        case "extra_forbidden":
            known = fields_at(model, problem["loc"][:-1])
            holder = ".".join((where, *parts[:-1]))
            return _error(f"{holder} has no field {parts[-1]!r}", nearest(parts[-1], known))
        case "missing":
            return _error(f"{field} is missing", "")
        case "literal_error":
            return _error(
                f"{field} is {problem['input']!r}",
                _near_word(str(problem["input"]), problem["ctx"]["expected"]),
            )
        case "value_error":
            return _error(f"{field}: {problem['ctx']['error']}", "")
        case _:
            said = problem["msg"]
            return _error(f"{field}: {said[0].lower()}{said[1:]}", "")


def fields_at(model: type[BaseModel], path: Sequence[Any]) -> list[str]:
    """Names of the fields of the model at `path` inside `model`."""
    at: Any = model
    for part in path:
        if isinstance(part, str) and isinstance(at, type) and issubclass(at, BaseModel):
            found = at.model_fields.get(part)
            at = _model_in(found.annotation) if found else at
    return list(at.model_fields)


def _model_in(annotation: Any) -> Any:
    """The first model that an annotation such as `tuple[Rule, ...] | None` names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner: Callable[[Any], Any] = _model_in
    found = (inner(part) for part in getattr(annotation, "__args__", ()))
    return next((one for one in found if one is not None), None)


def _near_word(given: str, expected: str) -> str:
    """From pydantic's `'a', 'b' or 'c'`."""
    return nearest(given, [word.strip("' ") for word in expected.replace(" or ", ",").split(",")])


def _is_branch(part: Any) -> bool:
    """A union's branch, as pydantic names it, is no place in the file."""
    return isinstance(part, str) and ("[" in part or part in ("function-before", "str", "dict"))


def _error(message: str, hint: str) -> SandboxError:
    return SandboxError(message, hint, code=2)
