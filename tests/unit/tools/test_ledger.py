import asyncio
import signal
import sys
import textwrap

import pytest

from sandbox.domain.tool import ToolContract
from sandbox.tools import ledger
from sandbox.tools.idempotency import idempotency_key
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import undo_to_turn
from tests.unit.tools.helpers import refund, result, toolbox
from tests.unit.world.tiny import CONTRACTS, TinyPack, dump

KILLED = """
    import asyncio, os, signal, sys
    from pathlib import Path
    from sandbox.tools import ledger, toolbox as module
    from sandbox.world.database import WorldDatabase
    from sandbox.world.transaction import Transaction
    from tests.unit.tools.helpers import refund, toolbox
    from tests.unit.world.tiny import TinyPack

    def die(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)

    where = sys.argv[2]
    if where == "before the ledger entry":
        ledger.enter = die
    elif where == "before the commit":
        Transaction.commit = die
    world = WorldDatabase.open(Path(sys.argv[1]), TinyPack())
    asyncio.run(toolbox(world).attempt(refund()))
    die()
"""


@pytest.mark.parametrize(
    ("where", "effects"),
    [("before the ledger entry", 0), ("before the commit", 0), ("after the commit", 1)],
)
async def test_a_kill_leaves_effect_and_ledger_entry_or_neither(
    world: WorldDatabase, pack: TinyPack, where: str, effects: int
):
    seeded = dump(world)
    world.close()
    code = textwrap.dedent(KILLED)
    done = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(world.path), where)
    assert await done.wait() == -signal.SIGKILL
    again = WorldDatabase.open(world.path, pack)
    entries = again.query("SELECT key FROM _ledger")
    assert (len(again.keys("refunds")), len(entries)) == (effects, effects)
    if not effects:
        assert dump(again) == seeded
    # "Please try again" pays once.
    reply = await toolbox(again).attempt(refund())
    assert reply.from_ledger is bool(effects)
    assert again.keys("refunds") == ["RF-0001"]
    again.close()


async def test_an_unknown_outcome_is_resolved_by_its_key(world: WorldDatabase):
    assert ledger.find(world.reader(), "k1") is None
    made = await toolbox(world).attempt(refund())
    found = ledger.find(world.reader(), "k1")
    assert found is not None
    assert (found.outcome, found.changes) == (made.outcome, made.changes)


async def test_an_undone_turn_takes_its_ledger_entries_along(world: WorldDatabase):
    tools = toolbox(world)
    await tools.attempt(refund(key="k1", turn=1))
    await tools.attempt(refund(key="k2", turn=2))
    undo_to_turn(world, 2)
    assert (await tools.attempt(refund(key="k1", turn=2))).from_ledger
    again = await tools.attempt(refund(key="k2", turn=2))
    assert not again.from_ledger
    assert result(again)["refund_id"] == "RF-0002"


def test_a_key_is_tool_and_fields_and_occurrence_and_nothing_else():
    contract = CONTRACTS["issue_refund"]
    call = {"order_id": "O-10042", "amount": "10.00", "reason": "damaged"}
    key = idempotency_key(contract, call, 0)
    assert idempotency_key(contract, {**call, "reason": "other"}, 0) == key
    others = {
        idempotency_key(contract, call, 1),
        idempotency_key(contract, {**call, "amount": "10.01"}, 0),
        idempotency_key(contract, {**call, "order_id": "O-10041"}, 0),
        idempotency_key(contract.model_copy(update={"name": "issue_credit"}), call, 0),
    }
    assert len(others | {key}) == 5


def test_without_named_fields_all_arguments_tell_effects_apart():
    contract = ToolContract(name="act", service="shop", description="", effect="write")
    one = idempotency_key(contract, {"a": 1, "b": 2}, 0)
    assert idempotency_key(contract, {"b": 2, "a": 1}, 0) == one
    assert idempotency_key(contract, {"a": 1, "b": 3}, 0) != one
