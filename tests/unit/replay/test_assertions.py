"""Assertions on top of a replay: what holds is silent, what does not is explained."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.domain.money import Cost, Usage
from sandbox.domain.tool import RowChange
from sandbox.hub.totals import totals_of
from sandbox.log.event import HopStarted, ModelResponded, TurnFinished, TurnStarted, WorldEdited
from sandbox.log.fold import Session
from sandbox.log.reader import Log
from sandbox.log.recording import Recording
from sandbox.replay.assertions import Assertions, Ceilings
from sandbox.replay.ceilings import check_ceilings
from sandbox.replay.head_error import read_as
from sandbox.replay.report import Report
from sandbox.replay.suggest import suggested_assertions
from sandbox.replay.value_rule import rule_for
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from tests.unit.replay.conftest import edit

Replayed = Callable[..., Report]
REFUND: dict[str, Any] = {
    "tools": {
        "exact": ["get_order", "get_order_line", "issue_refund"],
        "in_order": ["get_order", "issue_refund"],
        "any_order": ["issue_refund", "get_order"],
        "subset": ["get_order", "get_order_line", "issue_refund", "hand_off"],
    },
    "calls": [
        {"tool": "issue_refund", "arguments": {"amount": 49.9, "reason": {"one_of": ["damaged"]}}},
        {"tool": "get_order", "nth": 1, "turn": 1},
    ],
    "rows": [
        {"table": "refunds", "operation": "insert", "columns": {"amount_minor": {"at_most": 5000}}},
        {"table": "orders", "count": 1},
        {"table": "tickets", "count": 0},
    ],
    "end_state": [
        {
            "table": "refunds",
            "rows": {"RF-0046": {"order_id": "O-10042", "line": 1}, "RF-9999": None},
            "where": {"order_id": "O-10042"},
            "complete": True,
        }
    ],
    "variables": {"order_id": "O-10042", "damage": {"any": True}},
    "policy": [{"tool": "issue_refund", "verdict": "allow", "rule": "refund"}],
    "claims": [{"kind": "refunded", "supported": True}, {"supported": False, "count": 0}],
    "replies": [{"text": {"contains": "RF-0046"}}, {"turn": 1, "text": {"pattern": "I'm sorry.*"}}],
    "outcomes": ["answered"],
    "at_most": {"cost": 0, "tokens": 20_000, "model_calls": 4, "tool_calls": 3, "repairs": 0},
}


def test_what_holds_is_silent(replayed: Replayed) -> None:
    report = replayed("refund", assertions=REFUND)
    assert report.failures == ()
    assert report.passed


@pytest.mark.parametrize(
    ("assertions", "where", "said"),
    [
        ({"tools": {"exact": ["get_order"]}}, "tools.exact", "other tools ran"),
        ({"tools": {"in_order": ["issue_refund", "get_order"]}}, "tools.in_order", "get_order did"),
        ({"tools": {"any_order": ["get_order", "get_order"]}}, "tools.any_order", "not so often"),
        ({"tools": {"subset": ["get_order"]}}, "tools.subset", "get_order_line, issue_refund"),
        ({"calls": [{"tool": "hand_off"}]}, "calls.0", "no such call of hand_off"),
        ({"calls": [{"tool": "get_order", "nth": 2}]}, "calls.0", "no such call"),
        (
            {"calls": [{"tool": "issue_refund", "arguments": {"amount": "50.00", "line": 1}}]},
            "calls.0.arguments.amount",
            "another argument amount",
        ),
        ({"rows": [{"table": "tickets"}]}, "rows.0", "no such change of tickets"),
        ({"rows": [{"table": "refunds", "count": 2}]}, "rows.0", "1 such changes of refunds"),
        (
            {"rows": [{"table": "refunds", "columns": {"line": 2}}]},
            "rows.0.line",
            "insert of refunds/RF-0046",
        ),
        (
            {"end_state": [{"table": "refunds", "rows": {"RF-0099": {"line": 1}}}]},
            "end_state.0.refunds/RF-0099",
            "the row is missing",
        ),
        (
            {"end_state": [{"table": "refunds", "rows": {"RF-0046": None}}]},
            "end_state.0.refunds/RF-0046",
            "the row is there",
        ),
        (
            {"end_state": [{"table": "refunds", "where": {"id": "RF-0046"}, "complete": True}]},
            "end_state.0.refunds/RF-0046",
            "one too many",
        ),
        ({"variables": {"order_id": "O-1"}}, "variables.order_id", "it is another"),
        ({"policy": [{"tool": "issue_refund", "verdict": "deny"}]}, "policy.0.verdict", "in 1.21"),
        ({"policy": [{"tool": "hand_off", "verdict": "deny"}]}, "policy.0", "decided nothing"),
        ({"claims": [{"kind": "cancelled"}]}, "claims.0", "0 such claims"),
        ({"claims": [{"kind": "refunded", "count": 0}]}, "claims.0", "1 such claims, not 0"),
        ({"replies": [{"text": "Hello"}]}, "replies.0.text", "the reply of turn 1"),
        ({"replies": [{"turn": 7, "text": "x"}]}, "replies.0.text", "turn 7 has no reply"),
        ({"outcomes": ["asked"]}, "outcomes", "ended otherwise"),
        ({"at_most": {"tokens": 10}}, "at_most.tokens", "is above 10"),
        ({"at_most": {"tool_calls": 2}}, "at_most.tool_calls", "3 is above 2"),
    ],
)
def test_what_does_not_hold_is_explained_at_its_place(
    replayed: Replayed, assertions: dict, where: str, said: str
) -> None:
    report = replayed("refund", assertions=assertions)
    assert report.identical
    assert not report.passed
    assert report.verdict == "fails"
    (failure,) = report.failures
    assert failure.where == f"assertions.{where}"
    assert said in failure.said
    assert any(f"assertion {failure.where}" in line for line in report.lines())


def test_a_cell_of_the_end_state_is_named_with_both_values(replayed: Replayed) -> None:
    state = {"table": "refunds", "rows": {"RF-0046": {"amount_minor": 4900, "line": 1}}}
    (failure,) = replayed("refund", assertions={"end_state": [state]}).failures
    assert (failure.table, failure.key, failure.column) == ("refunds", "RF-0046", "amount_minor")
    assert (failure.expected, failure.got) == (4900, 4990)


def test_a_refund_that_somebody_deleted_is_named_as_the_missing_row(
    settings: Settings, recording: Callable[..., Recording]
) -> None:
    read = recording("refund", assertions={"end_state": REFUND["end_state"]})
    refund = next(
        change
        for event in read.log.events
        for change in getattr(event, "changes", ())
        if change.table == "refunds"
    )
    gone = RowChange(table="refunds", key=refund.key, before=refund.after)
    log = Log((*read.log.events, WorldEdited(changes=(gone,))), "")
    report = Replays(settings).strict(Recording(read.name, read.head, log))
    (failure,) = report.failures
    assert failure.said == "the row is missing"
    assert (failure.table, failure.key, failure.got) == ("refunds", "RF-0046", None)
    assert failure.expected == {"order_id": "O-10042", "line": 1}


def test_personal_cells_are_compared_and_shown_as_logs_have_them(replayed: Replayed) -> None:
    state = {"table": "customers", "rows": {"C-0007": {"email": "nobody"}}}
    report = replayed("refund", assertions={"end_state": [state]})
    (failure,) = report.failures
    assert str(failure.got).startswith("[EMAIL_")
    assert "@" not in "\n".join(report.lines())


def test_an_unknown_cost_keeps_below_no_ceiling(replayed: Replayed) -> None:
    report = replayed("switched-model", assertions={"at_most": {"cost": 1_000_000}})
    known = replayed("refund", assertions={"at_most": {"cost": 0}})
    assert known.passed
    assert report.passed or "not known" in report.failures[0].said


@pytest.mark.parametrize("name", ["tokens", "input_tokens", "output_tokens"])
def test_tokens_that_nobody_told_keep_below_no_ceiling(name: str) -> None:
    told = ModelResponded(turn=1, model="m", usage=Usage(input=900, output=90), cost=Cost(nano=0))
    untold = ModelResponded(turn=1, model="m")

    def said(most: int, *answers: ModelResponded) -> list[str]:
        session = Session()
        session.feed(TurnStarted(turn=1, model="m"))
        for hop, answer in enumerate(answers, 1):
            session.feed(HopStarted(turn=1, hop=hop, name="infer"))
            session.feed(answer.model_copy(update={"hop": hop}))
        totals = totals_of(session.turns[-1])
        session.feed(TurnFinished(turn=1, outcome="answered", totals=totals))
        ceilings = Ceilings.model_validate({name: most})
        return [one.said for one in check_ceilings(ceilings, session, "x")]

    assert said(1_000, told) == []
    assert said(1_000, told, untold) == [
        "1 of the model calls told no tokens, so nobody can say that it is below"
    ]
    assert said(10, told, untold)[0].endswith(" is above 10")


@pytest.mark.parametrize("name", ["refund", "repaired", "hand-off", "refund-edited", "denied"])
def test_what_is_suggested_holds(
    replayed: Replayed, recording: Callable[..., Recording], name: str
) -> None:
    suggested = suggested_assertions(recording(name).log.events)
    assert suggested["outcomes"]
    report = replayed(name, assertions=suggested)
    assert report.failures == ()


@pytest.mark.parametrize(
    ("assertions", "says"),
    [
        ({"tols": {}}, r"refund: assertions has no field 'tols' \(did you mean tools\?\)"),
        ({"tools": {"exakt": []}}, "assertions.tools has no field 'exakt'.*did you mean exact"),
        ({"calls": [{"tool": "isue_refund"}]}, "no tool 'isue_refund'.*did you mean issue_refund"),
        ({"end_state": [{"table": "refund"}]}, r"end_state\.0\.table.*did you mean refunds"),
        (
            {"rows": [{"table": "refunds", "columns": {"amount": 1}}]},
            r"rows\.0: there is no column of refunds 'amount'.*amount_minor",
        ),
        ({"variables": {"a": {"patern": "x"}}}, r"variables\.a has no field 'patern'.*pattern"),
        ({"variables": {"a": {}}}, r"variables\.a: says nothing"),
        ({"variables": {"a": {"within": 1}}}, "within needs equals"),
        ({"policy": [{"tool": "issue_refund", "verdict": "alow"}]}, "did you mean allow"),
        ({"outcomes": ["anwsered"]}, r"outcomes\.0 is 'anwsered'.*did you mean answered"),
        ({"at_most": {"cost": "much"}}, r"at_most\.cost"),
        ({"calls": [{"tool": "get_order", "nth": 0}]}, r"calls\.0\.nth"),
    ],
)
def test_a_wrong_assertion_is_told_before_the_replay(
    replayed: Replayed, assertions: dict, says: str
) -> None:
    with pytest.raises(SandboxError, match=says) as caught:
        replayed("refund", assertions=assertions)
    assert "\n" not in str(caught.value)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("spec", "value", "holds"),
    [
        (4990, 4990, True),
        (True, 1, False),
        (49.9, "49.90", True),
        ("49.9", "49.90", False),
        (None, None, True),
        ({"equals": 5, "within": 1}, 6, True),
        ({"equals": 5, "within": 1}, 7, False),
        ({"equals": {"a": 1}}, {"a": 1}, True),
        ({"pattern": "[0-9]+"}, 12, True),
        ({"pattern": "[0-9]+"}, None, False),
        ({"at_least": 1, "at_most": 3}, 2, True),
        ({"at_least": 1, "at_most": 3}, "4", False),
        ({"at_most": 3}, None, False),
        ({"contains": "b"}, "abc", True),
        ({"contains": "b"}, ["a"], False),
        ({"any": True}, 0, True),
        ({"any": True}, None, False),
    ],
)
def test_a_value_is_as_its_rule_says(spec: object, value: object, holds: bool) -> None:
    assert rule_for(spec, "here").holds(value) is holds


def test_what_holds_for_every_recording_stands_beside_the_pack(
    replayed: Replayed, shop: Path
) -> None:
    (shop / "recordings.yaml").write_text(
        "may_differ:\n  - {of: prompt, at: /output, ignore: true}\n"
        "  - {of: model_requested, at: /messages, ignore: true}\n"
        "assertions:\n  at_most: {model_calls: 3}\n",
        "utf-8",
    )
    prompt = shop / "prompts" / "agent.md.j2"
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    report = replayed("refund", shop)
    assert report.identical
    assert {one.pointer for one in report.allowed} == {"/output", "/messages"}
    assert [failure.where for failure in report.failures] == ["recordings.yaml.at_most.model_calls"]
    assert "8 may differ" in report.lines()[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("may_difer: []\n", r"recordings\.yaml has no field 'may_difer'.*may_differ"),
        ("may_differ: [\n", r"recordings\.yaml:\d: not YAML"),
        ("may_differ: [{at: /x}]\n", r"recordings\.yaml\.may_differ\.0: says nothing"),
    ],
)
def test_a_mistake_in_the_packs_file_names_it(
    replayed: Replayed, shop: Path, text: str, says: str
) -> None:
    (shop / "recordings.yaml").write_text(text, "utf-8")
    with pytest.raises(SandboxError, match=says):
        replayed("refund", shop)


def test_the_packs_file_is_no_part_of_its_digest(replayed: Replayed, shop: Path) -> None:
    (shop / "recordings.yaml").write_text("may_differ: []\n", "utf-8")
    edit(shop / "policy" / "data.yaml", "100.00", "10.00")
    found = replayed("refund", shop).difference
    assert found is not None
    assert not any("recordings.yaml" in cause for cause in found.causes)


def test_an_empty_block_asserts_nothing() -> None:
    assert read_as(Assertions, {}, "here") == Assertions()
