"""Tables and types in Markdown."""

import inspect
import types
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

MADE = "<!-- Made from the code by `make docs`; a test compares. Do not edit. -->"
PLAIN = {"str": "text", "int": "integer", "float": "number", "bool": "true or false"}
PLAIN |= {"Any": "any", "NoneType": "null"}


def page(text: str) -> str:
    return f"{MADE}\n\n{text.strip()}\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are escaped."""
    lines = [_row(header), _row(["---"] * len(header))]
    return "\n".join([*lines, *(_row([_cell(cell) for cell in row]) for row in rows)])


def doc(thing: object) -> str:
    """A docstring as Markdown."""
    text = inspect.getdoc(thing) or ""
    return text if not text.startswith("!!!") else ""


def fields(model: type[BaseModel], leave: Iterable[str] = ()) -> str:
    """The fields of a model as a table: name, type, default."""
    shown = {n: f for n, f in model.model_fields.items() if n not in set(leave)}
    if not shown:
        return "No fields of its own."
    rows = [
        (f"`{field.alias or name}`", kind(field.annotation), default(field))
        for name, field in shown.items()
    ]
    return table(("field", "type", "default"), rows)


def nested(models: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    """The models that appear in the fields of `models`, theirs included, each once, by name."""
    found: dict[str, type[BaseModel]] = {}
    todo = list(models)
    while todo:
        for field in todo.pop().model_fields.values():
            for model in _models_in(field.annotation):
                if model.__name__ not in found:
                    found[model.__name__] = model
                    todo.append(model)
    return [found[name] for name in sorted(found)]


def sections(models: Iterable[type[BaseModel]], leave: Iterable[str] = ()) -> Iterator[str]:
    """A heading, the docstring and the fields of each model."""
    leave = tuple(leave)
    for model in models:
        yield f"### {model.__name__}\n\n{doc(model)}\n\n{fields(model, leave)}"


def kind(hint: Any) -> str:
    """A type as people read it; models are links into the same page."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return kind(inside[0])
    if origin is Literal:
        return " or ".join(f"`{value}`" if value else '`""`' for value in inside)
    if origin in (Union, types.UnionType):
        return " or ".join(kind(part) for part in inside)
    if origin in (tuple, list, dict):
        return f"{'map' if origin is dict else 'list'} of {kind(inside[origin is dict])}"
    return _name(hint)


def _name(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return PLAIN.get(getattr(hint, "__name__", ""), str(hint))


def default(field: FieldInfo) -> str:
    """What stands when the field is left out."""
    if field.default_factory is not None:
        return "empty"
    value = field.default
    if value is PydanticUndefined:
        return "**required**"
    if isinstance(value, BaseModel):
        return "its defaults"
    if value is None:
        return "null"
    if value in ("", ()):
        return "empty"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _models_in(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and not get_args(hint) and issubclass(hint, BaseModel):
        yield hint
    for part in get_args(hint):
        if not isinstance(part, str):
            yield from _models_in(part)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
