"""`check call`: one call from parse to policy, judged on the seed world."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Literal, cast

from sandbox.check.seed import SeedRows
from sandbox.domain.base import JSON, Frozen
from sandbox.domain.hop import ValidateOutput
from sandbox.domain.text import RawText
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import ArgumentSource, Decision, PolicyVerdict, Problem, RepairStep
from sandbox.hops.leaked import leaked
from sandbox.hops.owner import owner_of
from sandbox.hops.policy import Judgement, decide
from sandbox.hops.provenance import Known, Sources
from sandbox.hops.repair import repair
from sandbox.hops.validate import Surroundings, unreadable, untraced, validate
from sandbox.hops.written import read_written
from sandbox.hub.masking import mask_for, new_vault
from sandbox.log.fold import Session
from sandbox.pack.pack import Pack
from sandbox.ports import Decide, Ports, Rows
from sandbox.tools.references import named_rows

Verdict = Literal["ok", "repaired", "ask_model", "rejected"]
Unchecked = Literal["ownership", "provenance"]
"""What a decision leaves open: nobody said who speaks, or what was said."""
_STATE: tuple[str, ...] = ("precondition",)
"""Rules that no other arguments would satisfy: the row is in the wrong state."""
_STOPS: tuple[PolicyVerdict, ...] = ("deny", "escalate")


class PolicyPart(Frozen):
    """What policy says; null for a call that did not get that far."""

    verdict: PolicyVerdict | None = None
    rule: str | None = None


class CallVerdict(Frozen):
    """One call judged. `problems` are those of the call as it was written, mended or not.

    `ask_model`: the model has to write it again. `rejected`: it is well formed and may not run, by
    policy or by the state of its row. `arguments`: as they would run, else as they were read.
    `unchecked`: what the decision of policy leaves open, since nobody said who speaks or what.
    """

    verdict: Verdict
    tool: str
    arguments: JSON = None
    repairs: tuple[RepairStep, ...] = ()
    problems: tuple[Problem, ...] = ()
    policy: PolicyPart = PolicyPart()
    unchecked: tuple[Unchecked, ...] = ()


@dataclass(frozen=True)
class _Rules:
    """The two ports that a decision needs."""

    decide: Decide
    rows: Rows


class CallChecker:
    """Judges calls of one pack, one after the other; each on the same seed world.

    `customer`: who speaks; None judges as if the rows' owner spoke. `said`: the customer's words,
    to which ids and amounts of a write are traced; None leaves that out.
    """

    def __init__(
        self, pack: Pack, decide: Decide, customer: str | None = None, said: str | None = None
    ) -> None:
        self._pack = pack
        self._decide = decide
        self._customer = customer
        self._said = said
        self._rows = SeedRows(pack)
        self._around = self._surroundings()

    def check(self, tool: str, arguments: JSON) -> CallVerdict:
        """Judges one call. `arguments`: an object, or what the model wrote as text."""
        tool = self._bare(tool)
        written = arguments if isinstance(arguments, str) else None
        if written is not None and not tool:
            calls = leaked(written, self._pack.contracts).calls
            tool = calls[0][2].tool if len(calls) == 1 else tool
        reading: tuple[RepairStep, ...] = ()
        if isinstance(arguments, dict):
            value: JSON = arguments
        else:
            text = json.dumps(arguments) if written is None else written
            value, how, problem = read_written(text, tool)
            if problem is not None:
                judged = unreadable(tool, text, problem, self._around.mask)
                return _asked(judged, arguments, ())
            if how:
                reading = (RepairStep(rule=_slug(how), pointer="", before=text, after=value),)
        return self._judge(tool, value, reading)

    def _judge(self, tool: str, value: JSON, steps: tuple[RepairStep, ...]) -> CallVerdict:
        judged = first = validate(tool, value, self._around)
        if not judged.ok:
            mended = repair(judged, self._around)
            if mended.verdict == "repaired":
                judged = validate(mended.tool, mended.arguments, self._around)
                steps = (*steps, *mended.steps)
        if not judged.ok:
            return _asked(judged, judged.arguments, steps)
        decision = self.decide(judged.tool, judged.arguments, untraced(judged))
        stopped = decision.verdict in _STOPS
        return CallVerdict(
            verdict="rejected" if stopped else "repaired" if steps else "ok",
            tool=judged.tool,
            arguments=judged.arguments,
            repairs=steps,
            problems=first.problems,
            policy=PolicyPart(verdict=decision.verdict, rule=decision.rule),
            unchecked=self.unchecked(judged.tool),
        )

    def unchecked(self, tool: str) -> tuple[Unchecked, ...]:
        """What a decision about `tool` leaves open: only a write is traced to the words said."""
        traced = self._said is not None or not self._pack.contracts[self._bare(tool)].writes
        owned = self._customer is not None
        return (*(() if owned else ("ownership",)), *(() if traced else ("provenance",)))

    def decide(
        self, tool: str, arguments: dict[str, JSON], nowhere: tuple[ArgumentSource, ...] = ()
    ) -> Decision:
        """What policy says. `nowhere`: arguments that come from nowhere, if words were given.

        Raises `KeyError` for a tool that the pack has not.
        """
        contract = self._pack.contracts[self._bare(tool)]
        customer = self._customer
        if customer is None:
            customer = self._owner(contract, arguments)
        session = Session()
        session.principal = self._pack.principal.model_copy(update={"customer": customer})
        judgement = Judgement(
            contract=contract,
            arguments=arguments,
            session=session,
            pack=self._pack,
            counts=Counter(),
            untraced=nowhere if self._said is not None else (),
        )
        rules = _Rules(self._decide if self._customer is not None else self._owned, self._rows)
        return decide(judgement, cast(Ports, rules), self._pack.now)

    def _bare(self, tool: str) -> str:
        """`get_order` for `orders.get_order`, as the screen writes it."""
        named = (one.name for one in self._pack.contracts.values() if one.subject == tool)
        return next(named, tool)

    def _owned(self, document: JSON) -> Decision:
        """The rules over a document in which every row is the speaker's own."""
        assert isinstance(document, dict)
        me = document["principal"]["customer"]
        rows = {
            name: row if row["_owner"] is None else {**row, "_owner": me}
            for name, row in document["rows"].items()
        }
        return self._decide({**document, "rows": rows})

    def _owner(self, contract: ToolContract, arguments: JSON) -> str:
        """Who owns the rows that the call names; else the pack's speaker, or its first customer."""
        pack, rows = self._pack, self._rows
        for _, table, key in named_rows(contract.references, arguments):
            row = rows.row(table, key) if isinstance(key, str) else None
            owner = owner_of(pack.tables[table], row, pack, rows) if row else None
            if owner:
                return owner
        return pack.principal.customer or next(iter(rows.keys(pack.customer_table)), "")

    def _surroundings(self) -> Surroundings:
        pack, known, mask = self._pack, Known(), _as_it_is
        if self._said is not None:
            private = mask_for(new_vault(pack), pack)
            known.said.append(private.redact(RawText(self._said).reveal(), 1).text)

            def mask(value: JSON) -> JSON:
                return private.mask(value, 1)

        variables: dict[str, JSON] = {"customer": self._customer} if self._customer else {}
        return Surroundings(
            contracts=pack.contracts,
            tables=pack.tables,
            rows=self._rows,
            sources=Sources(known, variables, {}),
            mask=mask,
            currency=pack.currency,
        )


def _asked(judged: ValidateOutput, arguments: JSON, steps: tuple[RepairStep, ...]) -> CallVerdict:
    state = all(problem.rule in _STATE for problem in judged.problems)
    return CallVerdict(
        verdict="rejected" if state else "ask_model",
        tool=judged.tool,
        arguments=arguments,
        repairs=steps,
        problems=judged.problems,
    )


def _as_it_is(value: JSON) -> JSON:
    return value


def _slug(how: str) -> str:
    """`mended JSON` as the name of a rule: `mended-json`."""
    words = "".join(sign if sign.isalnum() else " " for sign in how.lower()).split()
    return "-".join(words)
