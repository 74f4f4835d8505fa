"""policy: the decision over one call and, when it says confirm, a person's answer."""

from collections import Counter
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.hop import PolicyOutput
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import ArgumentSource, Decision
from sandbox.hub.agent import Agent
from sandbox.hub.journal import Running
from sandbox.hub.ports import Ports
from sandbox.log.event import HumanActed, HumanAsked
from sandbox.pack.pack import Pack
from sandbox.policy.input import policy_input
from sandbox.ports import Question, Rows

UNTRACED_RULE = "untraced-argument"


@dataclass(frozen=True)
class Judgement:
    """One valid call: real arguments, those that come from nowhere, and a person's own edit."""

    contract: ToolContract
    arguments: dict[str, JSON]
    untraced: tuple[ArgumentSource, ...] = ()
    edited: JSON = None


async def judge(hop: Running, judgement: Judgement, agent: Agent, ports: Ports) -> PolicyOutput:
    """Decides, asks where it must, and finishes the policy hop."""
    decision = decide(judgement, agent, ports, hop.at)
    approval = None
    if decision.verdict == "confirm" and judgement.edited != judgement.arguments:
        tool, arguments = judgement.contract.name, judgement.arguments
        hop.write(
            HumanAsked(tool=tool, arguments=arguments, decision=decision, wall=ports.wall.utc())
        )
        hop.journal.sink.sync()
        question = Question(
            tool=tool,
            subject=judgement.contract.subject,
            arguments=arguments,
            decision=decision,
            turn=hop.journal.turn,
            hop=hop.number,
        )
        approval = await ports.ask.confirm(question)
        hop.write(HumanActed(approval=approval))
    elif decision.verdict == "confirm":
        # A confirm on exactly the arguments that this person just set is satisfied by that act.
        decision = decision.model_copy(update={"verdict": "allow", "reason": "set by a person"})
    output = PolicyOutput(tool=judgement.contract.name, decision=decision, approval=approval)
    hop.finish(output)
    return output


def decide(judgement: Judgement, agent: Agent, ports: Ports, now: str) -> Decision:
    """What the rules say; a write with an argument from nowhere is at least a confirm."""
    document = policy_document(judgement.contract, judgement.arguments, agent, ports.rows, now)
    decision = ports.decide(document)
    if decision.verdict == "allow" and judgement.contract.writes and judgement.untraced:
        names = ", ".join(source.pointer for source in judgement.untraced)
        return Decision(
            verdict="confirm",
            rule=UNTRACED_RULE,
            reason=f"nobody said where this comes from: {names}",
            evidence={"pointers": [source.pointer for source in judgement.untraced]},
        )
    return decision


def policy_document(
    contract: ToolContract, arguments: dict[str, JSON], agent: Agent, rows: Rows, now: str
) -> dict[str, JSON]:
    """The input of the rules, with the row that each argument references and its owner."""
    session = agent.session
    return policy_input(
        principal=session.principal,
        contract=contract,
        arguments=arguments,
        rows=_rows(contract, arguments, agent.pack, rows),
        variables={name: variable.value for name, variable in session.variables.items()},
        counts=dict(Counter(item.tool for item in agent.done)),
        now=now,
    )


def _rows(
    contract: ToolContract, arguments: dict[str, JSON], pack: Pack, rows: Rows
) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for argument, table_name in sorted(contract.references.items()):
        key = arguments.get(argument)
        row = rows.row(table_name, key) if isinstance(key, str) else None
        if row is not None:
            owner = owner_of(pack.tables[table_name], row, pack, rows)
            found[argument] = {**row, "_owner": owner}
    return found


def owner_of(
    table: Table, row: dict[str, JSON], pack: Pack, rows: Rows, depth: int = 3
) -> str | None:
    """The customer that a row belongs to, through the rows it references; None if nobody's."""
    if table.name == pack.customer_table:
        return str(row[table.key])
    if table.owner:
        owner = row.get(table.owner)
        return str(owner) if owner else None
    for column in table.columns:
        parent = pack.tables.get(column.references)
        key = row.get(column.name)
        if parent is None or depth == 0 or not isinstance(key, str):
            continue
        above = rows.row(parent.name, key)
        if above is not None:
            return owner_of(parent, above, pack, rows, depth - 1)
    return None
