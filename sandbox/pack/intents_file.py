"""intents.yaml: what a customer may want, with examples, and which procedure serves it."""

from collections.abc import Mapping
from typing import Any, Literal

from sandbox.domain.procedure import Intent, Procedure
from sandbox.pack.finding import Report, nearest
from sandbox.pack.shape import Form, read_form
from sandbox.pack.yaml_text import read_mapping

FILE = "intents.yaml"


class IntentsForm(Form):
    """The whole file: `intents:` as a list."""

    intents: tuple[dict[str, Any], ...]


class IntentForm(Form):
    """One intent."""

    id: str
    title: str
    examples: tuple[str, ...]
    procedure: str
    risk: Literal["low", "medium", "high"] = "low"
    identified: bool = False
    negatives: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    tools: tuple[str, ...] | None = None


def read_intents(
    text: str | None, procedures: Mapping[str, Procedure], report: Report
) -> tuple[Intent, ...]:
    """Intents in the order of the file; their procedures have to exist."""
    if text is None:
        report.unread(FILE, "is missing", hint="it lists what a customer may want")
        return ()
    located = read_mapping(FILE, text, report)
    whole = read_form(IntentsForm, located.data, located, report) if located else None
    if located is None or whole is None:
        return ()
    found: dict[str, Intent] = {}
    for index, item in enumerate(whole.intents):
        at = ("intents", index)
        form = read_form(IntentForm, item, located, report, at, f"intent {item.get('id', index)}")
        if form is None:
            continue
        line = located.line(*at)
        if form.id in found:
            report.error(FILE, f"the intent {form.id!r} is there twice", line)
        if not form.examples:
            message = f"intent {form.id} has no examples"
            report.error(FILE, message, line, "it is found by these: add at least five messages")
        if form.procedure not in procedures:
            message = f"intent {form.id}: no procedure {form.procedure!r} in procedures/"
            hint = nearest(form.procedure, procedures)
            with report.across("procedures/"):
                report.error(FILE, message, located.line(*at, "procedure"), hint)
        elif form.needs:
            _check_needs(form, procedures[form.procedure], located.line(*at, "needs"), report)
        found.setdefault(form.id, Intent(**form.model_dump()))
    return tuple(found.values())


def _check_needs(form: IntentForm, procedure: Procedure, line: int, report: Report) -> None:
    declared = {spec.name for spec in procedure.variables}
    for name in form.needs:
        if name not in declared:
            message = f"intent {form.id} needs {name!r}, which {procedure.id} does not declare"
            with report.across("procedures/"):
                hint = nearest(name, declared) or f"add it to the variables of {procedure.id}"
                report.error(FILE, message, line, hint)
