"""Variables that a procedure needs are asked for before anything else."""

from collections.abc import Iterable

from sandbox.domain.procedure import Procedure, Step
from sandbox.procedures.splice import spliced


def asks_first(procedure: Procedure, names: Iterable[str], line: int = 1) -> Procedure:
    """`procedure` with an `ask` for each of `names` in front, in their order, each once.

    Those that it asks for at its very top anyway are left out. Whoever sets a variable before is
    not asked. `line`: where the file says that they are needed.
    """
    top: set[str] = set()
    for step in procedure.steps:
        if step.kind != "ask":
            break
        top.add(step.variable)
    wanted = [name for name in dict.fromkeys(names) if name not in top]
    asks = tuple(
        Step(kind="ask", source=f"ask {name}", line=line, variable=name) for name in wanted
    )
    if not asks:
        return procedure
    return procedure.model_copy(update={"steps": spliced(procedure.steps, 0, asks)})
