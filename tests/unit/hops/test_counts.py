"""What rules read as `input.counts`: of the session's log, and of the customer's own rows."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.check.seed import SeedRows
from sandbox.domain.base import JSON
from sandbox.domain.role import Count
from sandbox.domain.verdict import Decision
from sandbox.hops.counts import row_counts
from sandbox.hops.policy import Judgement, decide, policy_document
from sandbox.log.fold import Session
from sandbox.pack.load import load_pack
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.wiring import rules_of
from tests.golden.stories import STORIES, Stage

ROOT = Path(__file__).parents[3]
TODAY = Count(table="refunds", sum="amount_minor", at="created_at", per="day")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(str(ROOT / "fixtures/brightcart"))


def test_only_the_customers_own_rows_of_that_day_or_hour_count(pack: Pack) -> None:
    rows = SeedRows(pack)
    some = next(row for row in pack.rows["refunds"] if row["amount_minor"])
    order = rows.row("orders", some["order_id"])
    assert order is not None
    customer, when = order["customer_id"], some["created_at"]
    hour = TODAY.model_copy(update={"per": "hour"})
    counts = {"sum": TODAY, "hour": hour, "all": Count(table="refunds")}
    now = when[:11] + "23:59:59Z"
    found = row_counts(counts, customer, pack, rows, now)
    assert found["sum"] == some["amount_minor"]
    assert found["hour"] == (0 if when[11:13] != "23" else some["amount_minor"])
    assert found["all"] >= 1
    assert row_counts(counts, customer, pack, rows, "1999-01-01T00:00:00Z")["sum"] == 0
    assert row_counts(counts, "C-0007", pack, rows, now)["sum"] == 0
    assert set(row_counts(counts, "", pack, rows, now).values()) == {0}


async def test_a_session_counts_successes_and_sums_their_amounts(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, rules = list[Any](), rules_of(pack)

    def listen(document: Mapping[str, JSON]) -> Decision:
        read.append(document)
        return rules(document)

    monkeypatch.setattr("sandbox.wiring.parts.rules_of", lambda _: listen)
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    live = await STORIES["refund"][1](Stage(settings, pack, tmp_path))
    await live.send("where is my order 10042?")
    await live.send("cancel order 10093")
    await live.close()
    counts = read[-1]["counts"]
    assert counts["issue_refund"] == 1
    assert counts["issue_refund.sum_minor"] == 4990
    assert counts["refunds_today_minor"] == 4990


def test_reads_are_not_slowed_down_by_counting(pack: Pack) -> None:
    session = Session()
    session.principal = pack.principal
    judgement = Judgement(
        contract=pack.contracts["get_order"],
        arguments={"order_id": "O-10042"},
        session=session,
        pack=pack,
        counts={"issue_refund": 1},
    )
    document = policy_document(judgement, SeedRows(pack), pack.now)
    assert document["counts"] == {"issue_refund": 1}


def test_a_tool_that_no_rule_speaks_about_is_denied(pack: Pack) -> None:
    contract = pack.contracts["hand_off"].model_copy(
        update={"name": "delete_everything", "scopes": (), "references": {}}
    )
    more = replace(pack, contracts={**pack.contracts, contract.name: contract})
    session = Session()
    session.principal = pack.principal

    class Rules:
        rows = SeedRows(more)
        decide = staticmethod(rules_of(more))

    judgement = Judgement(contract=contract, arguments={}, session=session, pack=more, counts={})
    decision = decide(judgement, Rules(), pack.now)  # pyright: ignore[reportArgumentType]
    assert (decision.verdict, decision.rule) == ("deny", "default-deny")
