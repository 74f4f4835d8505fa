"""The variables that an intent needs are asked for before its procedure's first step."""

from collections.abc import Iterable, Mapping

from sandbox.domain.procedure import Intent, Procedure, Step
from sandbox.procedures.needs import asks_first
from sandbox.procedures.splice import spliced


def with_needs(
    procedures: Mapping[str, Procedure], intents: Iterable[Intent]
) -> dict[str, Procedure]:
    """The procedures with the asks of their intents in front.

    Where several intents share one, each asks only when it is the one that is wanted.
    """
    found, every = dict(procedures), tuple(intents)
    for intent in reversed(every):
        procedure = found.get(intent.procedure)
        if procedure is None or not intent.needs:
            continue
        declared = {spec.name for spec in procedure.variables}
        names = [name for name in dict.fromkeys(intent.needs) if name in declared]
        shared = any(o.procedure == intent.procedure and o.id != intent.id for o in every)
        found[procedure.id] = (
            _asks_for(intent, procedure, names) if shared else asks_first(procedure, names)
        )
    return found


def _asks_for(intent: Intent, procedure: Procedure, names: list[str]) -> Procedure:
    if not names:
        return procedure
    condition = f'intent == "{intent.id}"'
    when = Step(
        kind="when",
        source=f"when {condition}:",
        line=1,
        condition=condition,
        otherwise=len(names) + 1,
    )
    asks = (Step(kind="ask", source=f"ask {name}", line=1, variable=name) for name in names)
    steps = spliced(procedure.steps, 0, (when, *asks))
    return procedure.model_copy(update={"steps": steps})
