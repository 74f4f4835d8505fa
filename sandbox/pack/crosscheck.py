"""Checks across files: principal, procedures against tools and variables."""

from collections.abc import Iterator, Mapping, Sequence

from sandbox.domain.procedure import Intent, Procedure, Step
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.pack import domain_file
from sandbox.pack.domain_file import DomainForm
from sandbox.pack.finding import Report, nearest
from sandbox.pack.paths_check import bad_paths
from sandbox.pack.rows_file import Row
from sandbox.procedures.line import HAND_OFF_TOOL

Misfit = tuple[int, str, str]


def check_domain(
    domain: DomainForm,
    tables: Mapping[str, Table],
    rows: Mapping[str, Sequence[Row]],
    contracts: Mapping[str, ToolContract],
    text: str,
    report: Report,
) -> None:
    """The customer table exists, and the default principal is one of its rows.

    `text` is domain.yaml's, for the lines of findings.
    """
    file, table = domain_file.FILE, tables.get(domain.customer_table)
    if table is None:
        message = f"customer_table {domain.customer_table!r} is no table"
        hint = nearest(domain.customer_table, tables)
        report.error(file, message, domain_file.line_of(text, "customer_table"), hint)
    elif domain.principal.customer:
        keys = [str(row[table.key]) for row in rows.get(table.name, ())]
        if domain.principal.customer not in keys:
            message = f"principal: there is no customer {domain.principal.customer!r}"
            hint = nearest(domain.principal.customer, keys)
            report.error(file, message, domain_file.line_of(text, "principal"), hint)
    services = {contract.service for contract in contracts.values()}
    for name in domain.services if services else ():
        if name not in services:
            message = f"services: no tool belongs to {name!r}"
            report.warn(
                file, message, domain_file.line_of(text, "services"), nearest(name, services)
            )
    known = {scope for contract in contracts.values() for scope in contract.scopes}
    for scope in domain.principal.scopes:
        if known and scope not in known:
            message = f"principal: no tool asks for the scope {scope!r}"
            report.warn(
                file, message, domain_file.line_of(text, "principal"), nearest(scope, known)
            )
    for message, hint in _bad_handoff(domain, contracts) if contracts else ():
        report.error(file, f"handoff: {message}", domain_file.line_of(text, "handoff"), hint)


def _bad_handoff(
    domain: DomainForm, contracts: Mapping[str, ToolContract]
) -> Iterator[tuple[str, str]]:
    """The tool is there, and takes what the engine fills in and nothing else that it must have."""
    form, contract = domain.handoff, contracts.get(HAND_OFF_TOOL)
    if form is None:
        return
    if contract is None:
        yield f"there is no tool {HAND_OFF_TOOL}", "add it to tools.yaml"
        return
    properties = contract.arguments.get("properties")
    names = list(properties) if isinstance(properties, dict) else []
    for name in (form.note, form.reason):
        if name not in names:
            yield f"{HAND_OFF_TOOL} has no argument {name!r}", nearest(name, names)
    for name in contract.arguments.get("required") or ():
        if name not in (form.note, form.reason):
            yield (
                f"{HAND_OFF_TOOL} must have {name!r}, which the engine can't know",
                "make it optional",
            )


def check_identify(
    domain: DomainForm,
    procedures: Mapping[str, Procedure],
    contracts: Mapping[str, ToolContract],
    intents: Sequence[Intent],
    text: str,
    report: Report,
) -> None:
    """`identify` names a procedure whose tool can tell who is speaking; `person` names one too."""
    file, line = domain_file.FILE, domain_file.line_of(text, "identify")
    if domain.person and domain.person not in procedures:
        message = f"person names {domain.person!r}, no procedure"
        report.error(
            file, message, domain_file.line_of(text, "person"), nearest(domain.person, procedures)
        )
    procedure = procedures.get(domain.identify)
    if not domain.identify:
        for intent in intents:
            if intent.identified:
                message = f"intent {intent.id} wants a customer who is known"
                hint = "name the procedure that finds out: `identify: …`"
                report.error(file, message, 1, hint)
    elif procedure is None:
        message = f"identify names {domain.identify!r}, no procedure"
        report.error(file, message, line, nearest(domain.identify, procedures))
    elif not any(contracts[tool].identifies for tool in procedure.tools if tool in contracts):
        message = f"the procedure {procedure.id} calls no tool that says who is speaking"
        report.error(file, message, line, "give its tool `identifies: field` in tools.yaml")


def check_procedures(
    procedures: Mapping[str, Procedure],
    files: Mapping[str, str],
    intents: Sequence[Intent],
    contracts: Mapping[str, ToolContract],
    identify: str,
    report: Report,
) -> None:
    """Steps name tools, arguments and variables that exist.

    The procedure `identify` serves no intent: it comes before those that need to know who speaks.
    """
    served = {intent.procedure: intent.id for intent in intents}
    known = {intent.id for intent in intents}
    steps = [step for procedure in procedures.values() for step in procedure.steps]
    named = {step.name for step in steps if step.kind in ("do", "switch")}
    for procedure in procedures.values():
        file = files[procedure.id]
        if procedure.id == identify or (procedure.id in named and not procedure.intent):
            # What only other procedures do, or switch to, serves no intent of its own.
            pass
        elif not procedure.intent and known:
            message = "it serves no intent, and no procedure does it or switches to it"
            report.error(file, message, 1, "add `intent: …` to its front matter")
        elif procedure.intent not in known:
            message = f"its intent {procedure.intent!r} is not in intents.yaml"
            report.error(file, message, 1, nearest(procedure.intent, known))
        elif procedure.id not in served and procedure.id not in named:
            report.warn(file, "no intent leads to this procedure", 1)
        for line, message, hint in _misfits(procedure, contracts):
            report.error(file, message, line, hint)


def _misfits(procedure: Procedure, contracts: Mapping[str, ToolContract]) -> Iterator[Misfit]:
    variables = {spec.name for spec in procedure.variables}
    for step in procedure.steps:
        if step.of:
            # It is told of in the file where it stands.
            continue
        if step.kind == "ask" and step.variable not in variables:
            message = f"asks for {step.variable!r}, which its front matter does not declare"
            yield step.line, message, nearest(step.variable, variables) or "add it to `variables:`"
        elif step.kind == "call":
            yield from _bad_call(step, contracts)
        elif step.kind == "hand_off" and HAND_OFF_TOOL not in contracts:
            yield step.line, "hands off, but the pack has no tool hand_off", "add it to tools.yaml"
    yield from bad_paths(procedure, contracts)


def _bad_call(step: Step, contracts: Mapping[str, ToolContract]) -> Iterator[Misfit]:
    contract = contracts.get(step.tool)
    if contract is None:
        yield step.line, f"calls {step.tool!r}, no tool of this pack", nearest(step.tool, contracts)
        return
    properties = contract.arguments.get("properties") or {}
    given = {argument.name for argument in step.arguments}
    for name in sorted(given - set(properties)):
        yield step.line, f"{step.tool} has no argument {name!r}", nearest(name, properties)
    for name in contract.arguments.get("required") or ():
        if name not in given:
            yield step.line, f"{step.tool} needs the argument {name!r}", f"add {name}=…"
