"""policy: the decision over one call and, when it says confirm, a person's answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.explain import for_person
from sandbox.domain.hop import PolicyOutput
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Approval, ArgumentSource, Decision
from sandbox.hops.scope import HopScope
from sandbox.log.event import HumanActed, HumanAsked, Took
from sandbox.log.fold import Session
from sandbox.pack.pack import Pack
from sandbox.policy.input import policy_input
from sandbox.ports import Ports, Question, Rows
from sandbox.tools.arguments import check_arguments
from sandbox.tools.references import named_rows

UNTRACED_RULE = "untraced-argument"


@dataclass(frozen=True)
class Judgement:
    """One valid call: real arguments, those that come from nowhere, and a person's own edit.

    `counts`: how often each tool has succeeded in this session.
    """

    contract: ToolContract
    arguments: dict[str, JSON]
    session: Session
    pack: Pack
    counts: Mapping[str, int]
    untraced: tuple[ArgumentSource, ...] = ()
    edited: JSON = None


async def policy(hop: HopScope, judgement: Judgement, ports: Ports) -> PolicyOutput:
    """Decides, asks a person where it must, and finishes the hop."""
    decision = decide(judgement, ports, hop.at)
    approval = None
    if decision.verdict == "confirm" and judgement.edited == judgement.arguments:
        # A confirm on exactly the arguments that this person just set is satisfied by that act.
        decision = decision.model_copy(update={"verdict": "allow", "reason": "set by a person"})
    elif decision.verdict == "confirm":
        approval = await _ask(hop, judgement, decision, ports)
    tool = judgement.contract.name
    output = PolicyOutput(tool=tool, decision=decision, approval=approval)
    hop.finish(output)
    # Not the masked form: an edit is to run with the values that the person typed.
    return output


async def _ask(hop: HopScope, judgement: Judgement, decision: Decision, ports: Ports) -> Approval:
    """Asks, and returns the answer with its real values."""
    tool, arguments = judgement.contract.name, judgement.arguments
    wall, since = ports.wall.utc(), hop.elapsed()
    asked = HumanAsked(
        tool=tool, arguments=arguments, decision=decision, wall=wall, took=Took(start=since)
    )
    hop.write(asked)
    # On disk before anybody waits: the question survives a restart.
    hop.sync()
    question = Question(
        tool=tool,
        subject=judgement.contract.subject,
        arguments=arguments,
        decision=decision,
        turn=hop.turn,
        hop=hop.number,
        check=lambda edit: _wrong_with(edit, judgement, ports.rows),
    )
    approval = await ports.ask.confirm(question)
    waited = Took(start=since, total=hop.elapsed() - since)
    hop.write(HumanActed(approval=approval, took=waited))
    return approval


def _wrong_with(arguments: dict[str, JSON], judgement: Judgement, rows: Rows) -> str:
    """What a person's edit would be refused for, in words; "" if it would be valid."""
    problems = check_arguments(judgement.contract, arguments, rows, judgement.pack.tables)
    return " ".join(for_person(problem) for problem in problems[:2])


def decide(judgement: Judgement, ports: Ports, now: str) -> Decision:
    """What the rules say; a write with an argument from nowhere is at least a confirm."""
    decision = ports.decide(policy_document(judgement, ports.rows, now))
    if decision.verdict == "allow" and judgement.contract.writes and judgement.untraced:
        pointers = [source.pointer for source in judgement.untraced]
        return Decision(
            verdict="confirm",
            rule=UNTRACED_RULE,
            reason=f"nobody said where this comes from: {', '.join(pointers)}",
            evidence={"pointers": pointers},
        )
    return decision


def policy_document(judgement: Judgement, rows: Rows, now: str) -> dict[str, JSON]:
    """The input of the rules, with the row that each argument references and its owner."""
    session = judgement.session
    return policy_input(
        principal=session.principal,
        contract=judgement.contract,
        arguments=judgement.arguments,
        rows=_rows(judgement.contract, judgement.arguments, judgement.pack, rows),
        variables={name: variable.value for name, variable in session.variables.items()},
        counts=judgement.counts,
        now=now,
    )


def _rows(
    contract: ToolContract, arguments: dict[str, JSON], pack: Pack, rows: Rows
) -> dict[str, JSON]:
    """Each row that an argument names, by the argument: `order_id`, `orders.0`, `box.order_id`."""
    found: dict[str, JSON] = {}
    for path, table_name, key in named_rows(contract.references, arguments):
        row = rows.row(table_name, key) if isinstance(key, str) else None
        if row is not None:
            owner = owner_of(pack.tables[table_name], row, pack, rows)
            found[".".join(map(str, path))] = {**row, "_owner": owner}
    return dict(sorted(found.items()))


def owner_of(
    table: Table,
    row: dict[str, JSON],
    pack: Pack,
    rows: Rows,
    seen: frozenset[str] = frozenset(),
) -> str | None:
    """The customer that a row belongs to, through the rows it references; None if nobody's.

    "" where somebody should own it and nobody can be found: then it is neither mine nor public.
    """
    if table.name == pack.customer_table:
        return str(row[table.key])
    if table.owner:
        return str(row.get(table.owner) or "")
    seen |= {table.name}
    for column in table.columns:
        parent = pack.tables.get(column.references)
        key = row.get(column.name)
        if parent is None or parent.name in seen or not isinstance(key, str):
            continue
        above = rows.row(parent.name, key)
        owner = "" if above is None else owner_of(parent, above, pack, rows, seen)
        if owner is not None:
            return owner
    return None
