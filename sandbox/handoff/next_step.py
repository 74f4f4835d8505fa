"""What a colleague might do first: the first rule that fits what stopped the agent."""

from sandbox.domain.handoff import (
    HandoffKind,
    NextStep,
    OpenQuestion,
    Refusal,
    Sentiment,
    Tried,
)

_REFUSED = {
    "deny": "{rule} does not allow {tool} ({hop}): {reason} Only who may change the rule, or make "
    "an exception from it, can go on; else tell the customer why it is not possible.",
    "escalate": "{tool} ({hop}) waits for somebody with the authority that {rule} asks for: "
    "{reason} Decide it, then tell the customer.",
    "rejected": "{by} rejected {tool} ({hop}, {rule}): {reason} Ask them before you do it anyway, "
    "or explain it to the customer.",
}


def next_step(
    kind: HandoffKind,
    tried: tuple[Tried, ...],
    refusals: tuple[Refusal, ...],
    questions: tuple[OpenQuestion, ...],
    sentiment: Sentiment,
) -> NextStep:
    """An effect nobody knows of comes before all else; then what was refused last, what failed,
    what is missing; then what led to the handoff."""
    unknown = next((one for one in tried if one.outcome == "unknown"), None)
    if unknown is not None:
        text = f"Find out whether {unknown.tool} ({unknown.hop}) was done before doing it again."
        return NextStep(rule="unknown-outcome", text=text)
    if refusals and not _done_since(refusals[-1], tried):
        last = refusals[-1]
        facts = {**last.model_dump(), "reason": _sentence(last.reason), "by": last.by or "A person"}
        return NextStep(
            rule=last.verdict, text=" ".join(_REFUSED[last.verdict].format(**facts).split())
        )
    failed = [one for one in tried if one.outcome == "failed"]
    if failed and not _later_done(failed[-1], tried):
        text = f"Run {failed[-1].tool} ({failed[-1].hop}) again once its service answers."
        return NextStep(rule="service-failed", text=text)
    asked = next((one for one in questions if one.kind == "to_customer"), None)
    if asked is not None and kind not in ("wish", "frustration"):
        return NextStep(rule="missing", text=f"Ask the customer again: {asked.text}")
    return _by_kind(kind, sentiment)


def _by_kind(kind: HandoffKind, sentiment: Sentiment) -> NextStep:
    if kind == "frustration" or sentiment.frustration >= 0.6:
        text = "Call the customer back soon and say sorry first; they are losing patience."
        return NextStep(rule="call-back", text=text)
    if kind == "wish" or sentiment.wants_person:
        text = "Call the customer back: they asked to talk to a person."
        return NextStep(rule="call-back", text=text)
    if kind in ("unclear", "loop"):
        text = "Read the customer's words and ask what they need; the agent did not understand."
        return NextStep(rule="not-understood", text=text)
    if kind in ("steps", "budget"):
        text = "Go on where the agent stopped: it had used up what it may use in one turn."
        return NextStep(rule="used-up", text=text)
    return NextStep(rule="continue", text="Read what was tried and answer the customer.")


def _done_since(refusal: Refusal, tried: tuple[Tried, ...]) -> bool:
    """Whether the same tool has succeeded after it was refused (edited down, approved)."""
    return any(
        one.tool == refusal.tool and one.outcome == "done" and _after(one.hop, refusal.hop)
        for one in tried
    )


def _later_done(failed: Tried, tried: tuple[Tried, ...]) -> bool:
    return any(
        one.tool == failed.tool
        and one.outcome in ("done", "answered")
        and _after(one.hop, failed.hop)
        for one in tried
    )


def _after(hop: str, other: str) -> bool:
    return _place(hop) > _place(other)


def _place(hop: str) -> tuple[int, int]:
    turn, _, number = hop.partition(".")
    return (int(turn), int(number)) if turn.isdigit() and number.isdigit() else (0, 0)


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
