"""`/cost`, and what a call that broke or was stopped shows in its row and its tabs."""

from sandbox.domain.faults import Fault
from sandbox.domain.hop import InferOutput
from sandbox.domain.money import Cost, Usage
from sandbox.domain.turn import Totals
from sandbox.log import event as ev
from sandbox.log.event import Took
from sandbox.log.fold import Session, fold
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.feed.notes import note_of
from sandbox.tui.feed.view import Facts, Words
from sandbox.tui.listing.costs import inspect_costs
from tests.unit.tui.agreeing import all_agree

STOPPED = Fault(kind="cancelled", message="stopped by a person")
LATE = Fault(kind="timeout", message="no first token within 60 s")
SENT = Usage(input=1_200, output=0, estimated=True)
WHOLE = Usage(input=1_200, output=80)
MODEL = "openai/gpt-5-mini"


def answer(
    usage: Usage, nano: int, fault: Fault | None = None, text: str = ""
) -> ev.ModelResponded:
    known = "estimated" if usage.estimated else "computed"
    cost = Cost(nano=nano, known=known)
    return ev.ModelResponded(model=MODEL, usage=usage, cost=cost, fault=fault, text=text)


def session() -> Session:
    """Two turns: one whose first attempt came too late, and one that was stopped."""
    asks = ev.ModelRequested(model=MODEL, messages=())
    second = Usage(input=1_900, output=12, estimated=True)
    late, whole = answer(SENT, 300_000, LATE), answer(WHOLE, 460_001)
    cut = answer(second, 499_002, STOPPED, "Your order")
    output = InferOutput(model=MODEL, finish="stop", usage=WHOLE, cost=whole.cost, attempts=2)
    took = Took(start=0, total=5)
    sums = Totals(
        model_calls=2, input_tokens=2_400, output_tokens=80, tokens_estimated=True,
        cost=Cost(nano=760_001, known="estimated"),
    )  # fmt: skip
    ended = ev.TurnFinished(turn=1, outcome="answered", totals=sums, took=took)
    return fold(
        [
            ev.TurnStarted(turn=1, model=MODEL),
            ev.HopStarted(turn=1, hop=1, name="infer", subject=MODEL, took=Took()),
            *(one.model_copy(update={"turn": 1, "hop": 1}) for one in (asks, late, asks, whole)),
            ev.HopFinished(turn=1, hop=1, output=output, took=took),
            ended,
            ev.TurnStarted(turn=2, model=MODEL),
            ev.HopStarted(turn=2, hop=1, name="infer", subject=MODEL, took=Took()),
            *(one.model_copy(update={"turn": 2, "hop": 1}) for one in (asks, cut)),
            ev.HopFailed(turn=2, hop=1, name="infer", fault=STOPPED, took=took),
        ]
    )


def told(key: str, tab: str) -> dict[str, object]:
    found = inspect(session(), key)
    assert found is not None
    sections = next(one for one in found.tabs if one.name == tab).build()
    return {label: value for one in sections if isinstance(one, Facts) for label, value in one.rows}


def test_a_row_has_the_tokens_of_every_attempt() -> None:
    first, second = (turn.hops[0] for turn in session().turns)
    assert note_of(first) == "≈2.4k↑ ≈80↓ stop ×2"
    assert note_of(second) == "≈1.9k↑ ≈12↓ cancelled: stopped by a person"


def test_the_tab_of_usage_says_what_is_estimated() -> None:
    retried, stopped = told("1.1", "Usage"), told("2.1", "Usage")
    assert retried["input"] == "≈2,400 tokens, 0 of them cached"
    assert retried["cost"] == "≈$0.0008"
    assert str(retried["tokens are"]).startswith("reported, but for 1 attempt: estimated")
    assert stopped["input"] == "≈1,900 tokens, 0 of them cached"
    assert stopped["tokens are"] == "estimated by the built-in estimator"
    assert str(stopped["cost is known as"]).startswith("estimated")


def test_the_attempts_say_what_a_broken_one_came_to_and_what_had_come() -> None:
    found = inspect(session(), "1.1")
    assert found is not None
    attempts = next(tab for tab in found.tabs if tab.name == "Attempts").build()
    words = [one.text for one in attempts if isinstance(one, Words)]
    assert any(line.endswith("; ≈1.2k↑ ≈0↓, ≈$0.0003") for line in words)
    stopped = inspect(session(), "2.1")
    assert stopped is not None
    response = next(tab for tab in stopped.tabs if tab.name == "Response").build()
    assert [one.text for one in response if isinstance(one, Words)][-1] == "Your order"


def test_cost_has_totals_to_the_last_digit_and_what_is_left() -> None:
    found = inspect_costs(session(), Cost(nano=500_000_000, known="computed"))
    assert found.title == "≈$0.001259003 of $0.5 in 2 turns"
    table, left, words = found.tabs[0].build()
    assert isinstance(table, Facts)
    rows = {name: str(line).split() for name, line in table.rows}
    assert rows[""] == ["calls", "in", "out", "cost", "known"]
    assert rows["turn 1"][:5] == ["2", "≈2,400", "≈80", "≈$0.000760001", "estimated"]
    assert rows["turn 2"][:5] == ["1", "≈1,900", "≈12", "≈$0.000499002", "estimated"]
    assert rows["total"] == ["3", "≈4,300", "≈92", "≈$0.001259003", "estimated"]
    assert isinstance(left, Facts)
    assert left.rows == (("left", "≈$0.498740997 of $0.5"),)
    assert isinstance(words, Words)
    assert words.text.startswith("2 calls broke, came too late or was stopped")
    models = found.tabs[1].build()[0]
    assert isinstance(models, Facts)
    assert str(dict(models.rows)["total"]).split() == rows["total"]


def test_a_cost_that_nobody_knows_is_no_total() -> None:
    made = session()
    unknown = ev.ModelResponded(turn=2, hop=1, model=MODEL, usage=WHOLE)
    made.feed(unknown)
    *_, words = inspect_costs(made, None).tabs[0].build()
    assert isinstance(words, Words)
    assert words.tone == "warn"
    assert "–" in inspect_costs(made, None).title


def test_all_of_it_agrees() -> None:
    all_agree(session())
