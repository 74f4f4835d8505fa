"""Scenes for the fake driver: turns as a hub would log them."""

import json
from typing import Any

from sandbox.domain.faults import Fault
from sandbox.domain.hop import (
    Candidate,
    Claim,
    ContextOutput,
    ExecuteOutput,
    InferOutput,
    ParseOutput,
    Passage,
    PolicyOutput,
    PromptOutput,
    PromptPart,
    RedactOutput,
    RepairOutput,
    RespondOutput,
    RetrieveOutput,
    RouteOutput,
    ValidateOutput,
    Variable,
)
from sandbox.domain.message import text_message
from sandbox.domain.money import Cost, Usage
from sandbox.domain.personal import Span
from sandbox.domain.tool import Failed, Ok, RowChange, Skipped, ToolCall
from sandbox.domain.turn import Totals
from sandbox.domain.verdict import (
    Approval,
    ArgumentSource,
    Decision,
    Problem,
    RepairStep,
)
from sandbox.log import event as ev
from sandbox.ports import Question, ToolSpec
from tests.tui.fake_driver import Scene, Stage, confirm, mask, placeholder, unmask

ALLOW = Decision(verdict="allow", rule="orders.read", reason="reading is free")
REPLY = (
    "I am sorry the parcel was damaged, [NAME_1]. I have refunded **€49.90** to the card "
    "ending 4417.\n\n- it takes 3 to 5 working days\n- the confirmation goes to [EMAIL_1]"
)


def pick(text: str) -> Scene:
    """The scene for a message, by a word in it."""
    words = text.lower()
    for word, scene in (
        ("broken", damaged),
        ("somebody", denied),
        ("dead", failed),
        ("long", long_text),
        ("weird", weird),
        ("again", ledger),
        ("wait", slow),
    ):
        if word in words:
            return scene
    return status


async def understand(stage: Stage, text: str, intent: str, confidence: float = 0.82) -> None:
    """The four hops before the first prompt."""
    safe = mask(text)
    spans = tuple(
        Span(start=at, end=at + len(name), placeholder=name, kind="email", rule="email")
        for name in ("[EMAIL_1]",)
        if (at := safe.find(name)) >= 0
    )
    with stage.hop("redact") as hop:
        await stage.work(0.4)
        made = (placeholder("[EMAIL_1]", "email", "crm.customers/C-0007#email"),) if spans else ()
        total = stage.clock - hop.start
        event = ev.HopFinished(output=RedactOutput(text=safe, spans=spans), made=made)
        hop.write(event, start=hop.start, total=total)
    order = Variable(
        name="order_id", value="O-10042", source="customer", where="message 1", turn=stage.turn
    )
    customer = Variable(
        name="customer", value="C-0007", source="principal", turn=1, where="session"
    )
    await stage.quick(
        "context",
        ContextOutput(
            variables=(customer, order),
            changed=("order_id",) if stage.turn == 1 else (),
            verbatim_turns=min(stage.turn, 3),
            summarised_turns=max(0, stage.turn - 3),
            window_tokens=180 + 12 * stage.turn,
            history_tokens=220 + 160 * stage.turn,
        ),
        0.6,
    )
    await stage.quick(
        "route",
        RouteOutput(
            action="start" if stage.turn == 1 else "continue",
            intent=intent,
            procedure=intent,
            confidence=confidence,
            reason="words of its examples",
            candidates=(
                Candidate(intent=intent, score=confidence, words=("broken", "parcel", "money")),
                Candidate(intent="order_status", score=0.31, words=("order",)),
                Candidate(intent="smalltalk", score=0.04),
            ),
        ),
        0.5,
    )
    await stage.quick(
        "retrieve",
        RetrieveOutput(
            query="parcel broken money back",
            passages=(
                Passage(
                    id="returns#2",
                    title="Damaged on arrival",
                    text="A parcel that arrives damaged is refunded in full within 30 days.",
                    score=6.8312,
                    used=True,
                ),
                Passage(
                    id="shipping#1",
                    title="Delivery times",
                    text="Standard delivery takes 2 to 4 days.",
                    score=1.2044,
                    used=False,
                    why="below the threshold",
                ),
            ),
        ),
        1.1,
    )


async def model(
    stage: Stage,
    text: str = "",
    calls: tuple[tuple[str, Any], ...] = (),
    ms: float = 700,
    cost: int = 420_000,
    draft: bool = True,
) -> tuple[ToolCall, ...]:
    """prompt, infer and parse; returns the calls."""
    session = stage.driver.session
    name = session.model
    asked = session.turns[-1].asked
    messages = (
        text_message("system", "You help customers of BrightCart.\nActive step: issue_refund."),
        *(text_message("user", turn.asked) for turn in session.turns[-3:-1]),
        text_message("user", asked),
    )
    tools = (
        ToolSpec(
            name="issue_refund",
            description="Pays money back for an order line.",
            parameters={
                "type": "object",
                "properties": {
                    "order_id": {"type": "string"},
                    "amount": {"type": "string", "pattern": r"^\d+\.\d\d$"},
                    "reason": {"enum": ["damaged", "late", "other"]},
                },
                "required": ["order_id", "amount", "reason"],
            },
        ),
    )
    await stage.quick(
        "prompt",
        PromptOutput(
            template="agent",
            version="3",
            digest="5d1f0c9a77e2",
            parts=(
                PromptPart(name="instructions", tokens=310),
                PromptPart(name="procedure", tokens=120),
                PromptPart(name="state", tokens=64),
                PromptPart(name="knowledge", tokens=48),
                PromptPart(name="conversation", tokens=20 + 15 * stage.turn),
                PromptPart(name="tools", tokens=180),
            ),
            tools=("get_order", "issue_refund"),
            step="call issue_refund",
            procedure="damaged_item",
        ),
        1.3,
    )
    made = tuple(
        ToolCall(
            position=n,
            id=f"call_{n}",
            tool=tool,
            arguments=arguments if isinstance(arguments, str) else json.dumps(arguments),
        )
        for n, (tool, arguments) in enumerate(calls)
    )
    usage = Usage(input=740, cached=512, output=86, estimated=name.startswith("sandbox/"))
    money = Cost(nano=0, known="computed") if name.startswith("sandbox/") else Cost(
        nano=cost, known="computed"
    )  # fmt: skip
    with stage.hop("infer", name) as hop:
        request = ev.ModelRequested(
            model=name, messages=messages, tools=tools, settings={"temperature": 0, "seed": 7}
        )
        hop.write(request)
        await stage.work(ms * 0.3)
        first = stage.clock - hop.start
        if text and draft:
            await stage.say(text, ms * 0.7)
        else:
            await stage.work(ms * 0.7)
        finish = "tool_calls" if made else "stop"
        reply = ev.ModelResponded(
            model=name,
            text=text,
            calls=made,
            finish=finish,
            usage=usage,
            cost=money,
            raw_usage={"prompt_tokens": 740, "completion_tokens": 86},
        )
        total = stage.clock - hop.start
        hop.write(reply, start=hop.start, total=total, first_token=first)
        hop.finish(InferOutput(model=name, finish=finish, usage=usage, cost=money))
    stage.totals = stage.totals.model_copy(
        update={
            "model_calls": stage.totals.model_calls + 1,
            "input_tokens": stage.totals.input_tokens + usage.input,
            "output_tokens": stage.totals.output_tokens + usage.output,
            "tokens_estimated": usage.estimated,
        }
    )
    await stage.quick("parse", ParseOutput(text=text, calls=made), 0.2)
    return made


async def judged(
    stage: Stage,
    call: ToolCall,
    subject: str,
    problems: tuple[Problem, ...] = (),
    mended: dict[str, Any] | None = None,
    steps: tuple[RepairStep, ...] = (),
    decision: Decision = ALLOW,
    question: dict[str, Any] | None = None,
) -> Approval | None:
    """validate, repair and policy of one call."""
    more: dict[str, Any] = {"subject": subject, "call": call.position}
    arguments = json.loads(call.arguments)
    sources = (
        ArgumentSource(pointer="/order_id", source="customer", where="message 1"),
        ArgumentSource(pointer="/amount", source="tool", where="get_order#/total"),
    )
    await stage.quick(
        "validate",
        ValidateOutput(tool=call.tool, arguments=arguments, problems=problems, sources=sources),
        0.8,
        **more,
    )
    if mended is not None:
        repaired = RepairOutput(tool=call.tool, verdict="repaired", steps=steps, arguments=mended)
        await stage.quick("repair", repaired, 1.4, **more)
        again = ValidateOutput(tool=call.tool, arguments=mended, sources=sources)
        await stage.quick("validate", again, 0.6, **more)
        stage.totals = stage.totals.model_copy(update={"repairs": stage.totals.repairs + 1})
    approval = None
    with stage.hop("policy", subject, call.position) as hop:
        await stage.work(0.3)
        if question is not None:
            asked = Question(
                tool=call.tool, subject=subject, arguments=question, decision=decision,
                turn=stage.turn, hop=hop.number,
            )  # fmt: skip
            approval = await hop.ask(asked)
        hop.finish(PolicyOutput(tool=call.tool, decision=decision, approval=approval))
    return approval


async def executed(
    stage: Stage,
    call: ToolCall,
    subject: str,
    result: Any,
    ms: float = 40,
    key: str = "",
    changes: tuple[RowChange, ...] = (),
    from_ledger: bool = False,
) -> None:
    """execute of one call that works."""
    with stage.hop("execute", subject, call.position) as hop:
        hop.write(ev.ToolAttempted(tool=call.tool, arguments=json.loads(call.arguments), key=key))
        await stage.work(ms)
        answer = Ok(result=result)
        replied = ev.ToolResponded(
            tool=call.tool, outcome=answer, changes=changes, from_ledger=from_ledger
        )
        hop.write(replied)
        hop.finish(
            ExecuteOutput(
                tool=call.tool,
                outcome=answer,
                attempts=1,
                key=key,
                from_ledger=from_ledger,
                rows_changed=len(changes),
            )
        )
    stage.totals = stage.totals.model_copy(update={"tool_calls": stage.totals.tool_calls + 1})


async def respond(stage: Stage, text: str, *claims: Claim) -> None:
    await stage.quick("respond", RespondOutput(text=text, claims=claims), 0.7)


async def status(stage: Stage, text: str) -> None:
    """Where is my order: one read, a clean turn."""
    await understand(stage, text, "order_status")
    (call,) = await model(stage, calls=(("get_order", {"order_id": "O-10042"}),))
    await judged(stage, call, "orders.get_order")
    await executed(stage, call, "orders.get_order", {"order_id": "O-10042", "status": "shipped"})
    answer = "Your order O-10042 has been shipped and arrives on Thursday."
    await model(stage, answer)
    await respond(stage, answer)


async def damaged(stage: Stage, text: str) -> None:
    """A repaired refund over the limit: a person is asked."""
    await understand(stage, text, "damaged_item")
    (read,) = await model(
        stage, "Let me look at that order.", (("get_order", {"order_id": "10042"}),), ms=904
    )
    await judged(
        stage,
        read,
        "orders.get_order",
        problems=(
            Problem(pointer="/order_id", rule="pattern", expected=r"O-\d{5}", got='"10042"'),
        ),
        mended={"order_id": "O-10042"},
        steps=(RepairStep(rule="id_format", pointer="/order_id", before="10042", after="O-10042"),),
    )
    await executed(
        stage, read, "orders.get_order", {"order_id": "O-10042", "total": "49.90 EUR"}, 118
    )
    masked = {"order_id": "O-10042", "amount": "49.90", "reason": "damaged", "note": "[EMAIL_1]"}
    (pay,) = await model(stage, "", (("issue_refund", masked),), ms=610)
    decision = confirm(
        "refunds.over_limit",
        "A refund over €25.00 needs a person.",
        amount="49.90 EUR",
        limit="25.00 EUR",
        order="O-10042",
    )
    approval = await judged(
        stage, pay, "orders.issue_refund", decision=decision, question=unmask(masked)
    )
    if approval is None or approval.action not in ("approve", "edit"):
        await skipped(stage, pay, "orders.issue_refund", "rejected by a person")
        sorry = "I could not refund this now; a colleague will look at it."
        await model(stage, sorry, draft=False)
        await respond(stage, sorry)
        return
    change = RowChange(
        table="refunds",
        key="RF-0001",
        after={"id": "RF-0001", "order_id": "O-10042", "amount": 4990, "status": "paid"},
    )
    paid = RowChange(
        table="orders",
        key="O-10042",
        before={"id": "O-10042", "status": "delivered", "refunded": 0},
        after={"id": "O-10042", "status": "delivered", "refunded": 4990},
    )
    await executed(
        stage,
        pay,
        "orders.issue_refund",
        {"refund_id": "RF-0001", "amount": "49.90 EUR"},
        63,
        key="issue_refund:O-10042:1:1",
        changes=(change, paid),
    )
    await model(stage, REPLY, ms=1072)
    claim = Claim(
        kind="refund", words="I have refunded €49.90", supported=True, by="refunds/RF-0001"
    )
    await respond(stage, REPLY, claim)


async def skipped(stage: Stage, call: ToolCall, subject: str, why: str) -> None:
    with stage.hop("execute", subject, call.position) as hop:
        fault = Fault(kind="policy", message=why)
        hop.finish(ExecuteOutput(tool=call.tool, outcome=Skipped(fault=fault)))
    stage.totals = stage.totals.model_copy(update={"denials": stage.totals.denials + 1})


async def denied(stage: Stage, text: str) -> None:
    """Somebody else's order."""
    await understand(stage, text, "order_status")
    (call,) = await model(stage, calls=(("get_order", {"order_id": "O-10077"}),))
    decision = Decision(
        verdict="deny",
        rule="orders.not_yours",
        reason="Order O-10077 belongs to another customer.",
        evidence={"owner": "C-0011", "speaker": "C-0007"},
    )
    await judged(stage, call, "orders.get_order", decision=decision)
    await skipped(stage, call, "orders.get_order", "denied by orders.not_yours")
    answer = "I can only look at your own orders."
    await model(stage, answer)
    await respond(stage, answer)


async def failed(stage: Stage, text: str) -> None:
    """The model can't be reached: the turn degrades."""
    await understand(stage, text, "order_status")
    await stage.quick("prompt", PromptOutput(template="agent", version="3", digest="00"), 1.0)
    with stage.hop("infer", stage.driver.session.model) as hop:
        hop.write(ev.ModelRequested(model=stage.driver.session.model, messages=()))
        await stage.work(1500)
        fault = Fault(
            kind="unavailable",
            message="nothing listens on 127.0.0.1:8080",
            hint="start the server, or choose another model with ctrl+l",
        )
        hop.write(ev.ModelResponded(fault=fault))
        hop.fail("infer", fault, degraded="a fixed answer")
    stage.degraded, stage.outcome, stage.why = True, "failed", fault.message
    stage.totals = Totals(model_calls=1, cost=Cost())
    text = "I can't answer right now. Please try again in a moment."
    await stage.quick("respond", RespondOutput(text=text, verdict="static"), 0.2)


async def ledger(stage: Stage, text: str) -> None:
    """The same write once more: answered from the ledger, after a time-out and a retry."""
    await understand(stage, text, "damaged_item")
    arguments = {"order_id": "O-10042", "amount": "49.90", "reason": "damaged"}
    (pay,) = await model(stage, calls=(("issue_refund", arguments),))
    await judged(stage, pay, "orders.issue_refund")
    with stage.hop("execute", "orders.issue_refund", 0) as hop:
        key = "issue_refund:O-10042:1:1"
        hop.write(ev.ToolAttempted(tool="issue_refund", arguments=arguments, key=key))
        hop.write(ev.FaultInjected(spec="orders.timeout once", target="orders.issue_refund"))
        await stage.work(400)
        lost = Fault(kind="timeout", message="no answer within 0.4 s")
        hop.write(ev.ToolResponded(tool="issue_refund", outcome=Failed(fault=lost, retryable=True)))
        await stage.work(200)
        hop.write(ev.ToolAttempted(tool="issue_refund", arguments=arguments, number=2, key=key))
        answer = Ok(result={"refund_id": "RF-0001"})
        hop.write(ev.ToolResponded(tool="issue_refund", outcome=answer, from_ledger=True))
        hop.finish(
            ExecuteOutput(
                tool="issue_refund", outcome=answer, attempts=2, key=key, from_ledger=True
            )
        )
    answer = "The refund of €49.90 was already paid: RF-0001."
    await model(stage, answer)
    await respond(stage, answer)


async def slow(stage: Stage, text: str) -> None:
    """A long answer, to be cancelled."""
    await understand(stage, text, "smalltalk")
    await model(stage, "Well, where do I begin. " * 40, ms=60_000)
    await respond(stage, "Well.")


async def long_text(stage: Stage, text: str) -> None:
    """Two megabytes come back."""
    await understand(stage, text, "smalltalk")
    answer = "All work and no play makes a dull agent. " * 50_000
    await model(stage, answer, draft=False, ms=50)
    await respond(stage, answer)


WEIRD = (
    "[bold red]not markup[/] [/x] [link=x]y[/link] $var {curly} \\[esc\n"
    "bell:\x07 esc:\x1b[31mred\x1b[0m\x1b]0;title\x07 nul:\x00 del:\x7f c1:\x9b31m\n"
    "rtl:\u202etxet\u202c zero:\u200bwidth surrogate:\ud800 tab:\tend\r\nwide: 漢字 emoji: 👩‍👩‍👧"
)


async def weird(stage: Stage, text: str) -> None:
    """Markup, control characters and odd widths everywhere foreign text can stand."""
    await understand(stage, WEIRD + text, "order_status[/x]")
    (call,) = await model(stage, WEIRD, (("get_order[/]", {"[/k]": WEIRD, "n": [WEIRD]}),))
    decision = Decision(verdict="deny", rule="[/rule]", reason=WEIRD, evidence={"[e]": WEIRD})
    await judged(stage, call, "orders.[/bold]get", decision=decision)
    with stage.hop("execute", "orders.[/bold]get", 0) as hop:
        fault = Fault(kind="tool_error", message=WEIRD, hint="[/hint]")
        hop.finish(ExecuteOutput(tool="get_order", outcome=Failed(fault=fault)))
    await model(stage, WEIRD)
    await respond(stage, WEIRD)
