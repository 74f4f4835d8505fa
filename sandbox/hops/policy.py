"""policy: the decision over one call and, when it says confirm, a person's answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.hop import PolicyOutput
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import ArgumentSource, Decision
from sandbox.hops.approval import Waiting, approval_of
from sandbox.hops.counts import row_counts
from sandbox.hops.owner import owner_of
from sandbox.hops.scope import HopScope
from sandbox.hops.stop import after, before, leave
from sandbox.log.fold import Session
from sandbox.log.standing import UNTRACED_RULE
from sandbox.pack.pack import Pack
from sandbox.policy.input import policy_input
from sandbox.policy.roles import by_role
from sandbox.ports import Decide, Ports, Rows
from sandbox.tools.references import named_rows


@dataclass(frozen=True)
class Judgement:
    """One valid call: real arguments, those that come from nowhere, and a person's own edit.

    `counts`: those of this session, as `counts_of` gives them.
    """

    contract: ToolContract
    arguments: dict[str, JSON]
    session: Session
    pack: Pack
    counts: Mapping[str, int]
    untraced: tuple[ArgumentSource, ...] = ()
    edited: JSON = None


async def policy(hop: HopScope, judgement: Judgement, ports: Ports) -> PolicyOutput:
    """Decides, asks a person where it must, and finishes the hop. Raises `HandedOver`."""
    await before(hop, ports)
    document = policy_document(judgement, ports.rows, hop.at)
    rules = ports.decide
    if ports.remote is not None:
        said = await ports.remote.decide(hop.mask(document))
        rules = lambda _: said  # noqa: E731
    decision = decided(document, judgement, rules)
    approval = None
    if decision.verdict == "confirm":
        waiting = Waiting(
            judgement.contract,
            judgement.arguments,
            decision,
            judgement.session,
            judgement.pack,
        )
        approval = await approval_of(hop, waiting, ports)
    tool = judgement.contract.name
    output = PolicyOutput(tool=tool, decision=decision, approval=approval)
    act = await after(hop, ports, output)
    hop.finish(output)
    leave(hop, act)
    # Not the masked form: an edit is to run with the values that the person typed.
    return output


def decide(judgement: Judgement, ports: Ports, now: str) -> Decision:
    """What the rules say about a call, at world time `now`."""
    return decided(policy_document(judgement, ports.rows, now), judgement, ports.decide)


def decided(document: dict[str, JSON], judgement: Judgement, rules: Decide) -> Decision:
    """What `rules` say of a policy input, with what holds for every pack.

    What the role forbids is no matter for the rules. A write with an argument from nowhere is at
    least a confirm, and a confirm on exactly the arguments that a person just set is satisfied by
    that act.
    """
    forbidden = by_role(document, judgement.pack.roles)
    if forbidden is not None:
        return forbidden
    decision = _traced(rules(document), judgement)
    if decision.verdict == "confirm" and judgement.edited == judgement.arguments:
        return decision.model_copy(update={"verdict": "allow", "reason": "set by a person"})
    return decision


def _traced(decision: Decision, judgement: Judgement) -> Decision:
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
    session, pack, contract = judgement.session, judgement.pack, judgement.contract
    # A read costs nothing that could be limited, and is too frequent to count rows for.
    counted = pack.counts if contract.writes else {}
    customer = session.principal.customer
    return policy_input(
        principal=session.principal,
        contract=contract,
        arguments=judgement.arguments,
        rows=_rows(contract, judgement.arguments, pack, rows),
        variables={name: variable.value for name, variable in session.variables.items()},
        counts={**row_counts(counted, customer, pack, rows, now), **judgement.counts},
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
