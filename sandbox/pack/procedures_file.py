"""procedures/*.md: front matter, guidance in prose, and one ```steps block; then linked by `do`."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from sandbox.domain.procedure import Procedure, VariableSpec, VariableType
from sandbox.domain.schema import Table
from sandbox.pack.finding import Report, nearest
from sandbox.pack.front_matter import Page, read_page
from sandbox.pack.shape import Form, read_form
from sandbox.procedures.grammar import StepError, guidance_of, parse_steps
from sandbox.procedures.link import linked
from sandbox.procedures.needs import asks_first


class ProcedureForm(Form):
    """The front matter."""

    id: str
    title: str
    version: str
    intent: str = ""
    variables: dict[str, Any] = Field(default_factory=dict)
    needs: tuple[str, ...] = ()


class VariableForm(Form):
    """One variable: see `VariableSpec`."""

    type: VariableType
    ask: str = ""
    table: str = ""
    choices: dict[str, Any] = Field(default_factory=dict)
    life: int | None = None


def read_procedures(
    files: Mapping[str, str], tables: Mapping[str, Table], report: Report
) -> tuple[dict[str, Procedure], dict[str, str]]:
    """Procedures by id, and the file of each."""
    procedures: dict[str, Procedure] = {}
    sources: dict[str, str] = {}
    for file, text in files.items():
        if not file.startswith("procedures/"):
            continue
        page = read_page(file, text, report)
        procedure = _procedure(page, tables, report) if page else None
        if procedure is None:
            continue
        if procedure.id in procedures:
            message = f"the procedure {procedure.id!r} is already in {sources[procedure.id]}"
            report.error(file, message, 1, "give it an id of its own")
            continue
        procedures[procedure.id] = procedure
        sources[procedure.id] = file
    found, faults = linked(procedures)
    for fault in faults:
        file = sources[fault.procedure]
        hint = nearest(fault.unknown, procedures) if fault.unknown else ""
        report.error(file, fault.message, fault.line, hint)
    return found, sources


def _procedure(page: Page, tables: Mapping[str, Table], report: Report) -> Procedure | None:
    form = read_form(ProcedureForm, page.data, page.head, report)
    steps = ()
    try:
        steps = parse_steps(page.body, page.body_line)
    except StepError as error:
        report.error(
            page.file, error.message, error.line, "the words of a step: docs/procedures.md"
        )
    if form is None:
        return None
    specs = (_variable(name, item, page, tables, report) for name, item in form.variables.items())
    line = page.head.line("needs")
    for name in form.needs:
        if name not in form.variables:
            message = f"needs {name!r}, which its `variables:` do not declare"
            report.error(page.file, message, line, nearest(name, form.variables))
    procedure = Procedure(
        id=form.id,
        title=form.title,
        version=form.version,
        intent=form.intent,
        guidance=guidance_of(page.body),
        variables=tuple(spec for spec in specs if spec),
        steps=steps,
        needs=form.needs,
    )
    return asks_first(procedure, (name for name in form.needs if name in form.variables), line)


def _variable(
    name: str, value: Any, page: Page, tables: Mapping[str, Table], report: Report
) -> VariableSpec | None:
    at = ("variables", name)
    form = read_form(VariableForm, value, page.head, report, at, f"variable {name}")
    if form is None:
        return None
    line = page.head.line(*at)
    if form.type == "row" and form.table not in tables:
        message = (
            f"variable {name}: {form.table!r} is no table"
            if form.table
            else (f"variable {name}: a row needs its `table`")
        )
        report.error(page.file, message, line, nearest(form.table, tables))
    if (form.type == "choice") != bool(form.choices):
        message = f"variable {name}: choices go with type choice, and only with it"
        report.error(page.file, message, line, "choices: {value: [words that mean it]}")
    choices: dict[str, tuple[str, ...]] = {}
    for value_of, words in form.choices.items():
        if not isinstance(words, tuple) or not all(isinstance(word, str) for word in words):
            place = page.head.line(*at, "choices", value_of)
            report.error(page.file, f"choice {value_of} of {name} needs a list of words", place)
        else:
            choices[value_of] = words
    return VariableSpec(name=name, **{**form.model_dump(), "choices": choices})
