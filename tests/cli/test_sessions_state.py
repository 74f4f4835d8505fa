"""`sandbox sessions state`, as a person and a program use it."""

import json

from tests.cli.command_line import Sandbox

BROKEN = "My parcel arrived broken, order 10042"
OTHER = "and where is order 10077?"


def test_it_says_what_a_turn_changed_and_what_is_awaited(sandbox: Sandbox) -> None:
    sandbox("run", "-m", BROKEN, "-m", OTHER, "--approve", "all")
    code, out, err = sandbox("sessions", "state", "last")
    assert (code, err) == (0, "")
    assert "after turn 2 of 2" in out
    assert "~  order_id" in out
    assert "O-10042 → O-10077" in out
    assert "dropped: another row was named" in out
    assert "awaited    by the customer: damage" in out


def test_a_turn_and_data_are_the_same_as_the_last_were_then(sandbox: Sandbox) -> None:
    sandbox("run", "-m", BROKEN, "--approve", "all")
    then = json.loads(sandbox("sessions", "state", "last", "--json")[1])
    assert sandbox("run", "-m", "hello")[0] == 0  # another session
    sandbox("run", "-m", BROKEN, "-m", OTHER, "--approve", "all")
    again = json.loads(sandbox("sessions", "state", "last", "--turn", "1", "--json")[1])
    assert again["turns"] == 2
    skip = ("session", "turns")
    assert {k: v for k, v in again.items() if k not in skip} == {
        k: v for k, v in then.items() if k not in skip
    }


def test_a_turn_that_there_is_not_is_one_line(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    code, out, err = sandbox("sessions", "state", "last", "--turn", "4")
    assert (code, out) == (2, "")
    assert err == (
        "sandbox: there is no turn 4: the session has 1 (`sandbox sessions show` has them)\n"
    )


def test_a_recording_is_read_by_its_file(sandbox: Sandbox) -> None:
    path = "fixtures/brightcart/recordings/refund.rec.jsonl"
    code, out, _ = sandbox("sessions", "state", path, "--turn", "1")
    assert code == 0
    assert "order_id" in out
