"""Procedures and intents that load, and yet will not work well."""

from collections import defaultdict

from sandbox.domain.procedure import Procedure
from sandbox.pack import intents_file
from sandbox.pack.finding import Report, nearest
from sandbox.pack.pack import Pack
from sandbox.pack.paths_check import foreign_heads, own_steps
from sandbox.pack.steps_check import ENGINE_S, circles, misfits, never_reached
from sandbox.procedures.line import paths_of_step
from sandbox.procedures.paths import head_of
from sandbox.procedures.run import APPROVAL

FEW_EXAMPLES = 5


def look(pack: Pack, report: Report) -> None:
    """Warns of names that nothing sets, questions that are missing, and thin intents."""
    everywhere = {spec.name for p in pack.procedures.values() for spec in p.variables}
    everywhere |= {f"{table.noun}_id" for table in pack.tables.values() if table.noun}
    everywhere |= {s.variable for p in pack.procedures.values() for s in p.steps if s.kind == "let"}
    known = everywhere | set(pack.contracts) | (ENGINE_S | {"wants_person", APPROVAL})
    for procedure in pack.procedures.values():
        file = _file(procedure, pack)
        for line, head in foreign_heads(procedure, known):
            report.warn(file, f"nothing sets {head!r}", line, nearest(head, known))
        for line, message, hint in (*never_reached(procedure), *misfits(procedure)):
            report.warn(file, message, line, hint)
        _look_at_variables(procedure, file, report)
    for name, step, circle in circles(pack.procedures):
        owner = pack.procedures.get(step.of or name)
        if owner is not None:
            message = f"switches in a circle: {circle}"
            report.warn(_file(owner, pack), message, step.line, "it ends after one round")
    _look_at_intents(pack, report)


def _look_at_variables(procedure: Procedure, file: str, report: Report) -> None:
    asked = {step.variable: step for step in own_steps(procedure) if step.kind == "ask"}
    read = {head_of(path) for step in procedure.steps for path in paths_of_step(step)}
    done = {step.variable for step in procedure.steps if step.of}
    for spec in procedure.variables:
        if spec.name in ENGINE_S:
            report.error(file, f"the variable {spec.name!r} is the engine's own", 1, "rename it")
        if spec.name not in asked and spec.name not in read and spec.name not in done:
            report.warn(file, f"the variable {spec.name!r} is never used", 1)
        step = asked.get(spec.name)
        if step and not spec.ask and not step.text:
            hint = "add `ask:` to the variable"
            report.warn(file, f"no words to ask for {spec.name!r}", step.line, hint)


def _look_at_intents(pack: Pack, report: Report) -> None:
    lines = pack.files.get(intents_file.FILE, "").splitlines()
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for intent in pack.intents:
        line = next((n for n, text in enumerate(lines, 1) if f"id: {intent.id}" in text), 0)
        if 0 < len(intent.examples) < FEW_EXAMPLES:
            message = f"intent {intent.id} has only {len(intent.examples)} examples"
            hint = f"add some: under {FEW_EXAMPLES} it is found by chance"
            report.warn(intents_file.FILE, message, line, hint)
        for example in intent.examples:
            owners[" ".join(example.lower().split())].append(intent.id)
    for example, intents in owners.items():
        if len(intents) > 1:
            message = f"the example {example!r} stands under {' and '.join(intents)}"
            report.warn(intents_file.FILE, message, hint="keep one of them")


def _file(procedure: Procedure, pack: Pack) -> str:
    guess = f"procedures/{procedure.id}.md"
    return guess if guess in pack.files else "procedures"
