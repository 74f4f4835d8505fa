"""A remote OPA server in place of the pack's own rules."""

from dataclasses import replace
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.adapters.opa import OpaServer
from sandbox.domain.hop import PolicyOutput
from sandbox.hub.live import LiveSession
from sandbox.log.reader import read_log
from sandbox.pack.pack import Pack
from sandbox.replay.replayer import StrictReplay
from sandbox.settings import Settings
from tests.loopback.opa_server import OpaRestServer

BROKEN = "My parcel arrived broken, order 10042, I want my money back"
CLOSED = {
    "policy/closed.rego": "package policy\nimport rego.v1\n"
    'decisions contains {"verdict": "deny", "rule": "closed", "reason": "Closed."}\n'
}


def session(pack: Pack, settings: Settings, url: str, home: Path) -> LiveSession:
    remote = replace(pack, opa=url, opa_timeout=5.0)
    return wiring.new_session(settings, remote, ask=AnswerAll(True), home=home)


def policies(live: LiveSession) -> list[PolicyOutput]:
    outputs = [hop.output for turn in live.session.turns for hop in turn.hops]
    return [one for one in outputs if isinstance(one, PolicyOutput)]


async def strict(live: LiveSession, url: str) -> StrictReplay:
    await live.close()
    pack = replace(live.pack, opa=url)
    events = read_log(live.folder.log).events
    # Its own rules would say something else: a replay goes by the tape.
    rules = wiring.rules_of(replace(pack, policy=CLOSED, policy_data={}))
    return StrictReplay("x", events, pack, wiring.search_of(pack), rules)


async def test_the_same_rules_on_a_server_decide_the_same(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with OpaRestServer(pack.policy, pack.policy_data) as opa:
        live = session(pack, settings, opa.url, tmp_path / "remote")
        await live.send(BROKEN)
        await live.send("cancel order 10093")
        asked = len(opa.requests)
        url = opa.url
    local = wiring.new_session(settings, pack, ask=AnswerAll(True), home=tmp_path / "local")
    await local.send(BROKEN)
    await local.send("cancel order 10093")
    assert policies(live) == policies(local)
    assert asked == len(policies(live))
    # The server is gone: nothing is asked again, and no socket opens.
    report = await (await strict(live, url)).run()
    assert report.identical
    await local.close()


async def test_the_servers_word_counts_and_not_the_packs(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with OpaRestServer(CLOSED, {}) as opa:
        live = session(pack, settings, opa.url, tmp_path)
        await live.send("where is my order 10042?")
        assert {one.decision.rule for one in policies(live)} == {"closed"}
        report = await (await strict(live, opa.url)).run()
        assert report.identical


async def test_no_personal_value_is_sent_to_the_server(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with OpaRestServer(pack.policy, pack.policy_data) as opa:
        live = session(pack, settings, opa.url, tmp_path)
        await live.send("I want to change my phone number")
        await live.send("+49 30 23125190")
        await live.send(f"{BROKEN}, mail me at jo@private.example")
        customer = live.parts.ports.rows.row("customers", "C-0007")
        assert customer is not None
        sent = str([request.body for request in opa.requests])
        assert opa.requests
        for value in ("23125190", "jo@private.example", customer["email"], customer["phone"]):
            assert str(value) not in sent
        await live.close()


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("html", "answered 200 with something that is no JSON"),
        ("500", "answered 500: evaluation failed"),
        ("not-a-list", "answered with no list of decisions"),
        ("malformed", 'malformed decision of rule "x"'),
        ("drop", "can't be reached: "),
        ("slow", "did not answer within 0.2 s"),
        ("redirect", "answered 302"),
    ],
)
async def test_whatever_goes_wrong_at_the_server_is_deny_and_said(broken: str, says: str) -> None:
    async with OpaRestServer({}, {}, broken) as opa:
        decision = await OpaServer(opa.url, 0.2).decide({"now": ""})
    assert (decision.verdict, decision.rule) == ("deny", "policy-error")
    problem = str(decision.evidence["problem"])
    assert says in problem
    assert "127.0.0.1" not in problem
    assert "opa" not in decision.reason.lower()


async def test_a_dead_server_or_a_wrong_path_is_deny() -> None:
    async with OpaRestServer(CLOSED, {}) as opa:
        url = opa.url
        wrong = await OpaServer(url.replace("decisions", "allow"), 2).decide({})
    assert "has nothing at this path" in str(wrong.evidence["problem"])
    dead = await OpaServer(url, 2).decide({})
    assert (dead.verdict, dead.rule) == ("deny", "policy-error")
    assert "can't be reached" in str(dead.evidence["problem"])


async def test_rules_that_say_nothing_are_a_deny_by_default() -> None:
    rules = {
        "policy/x.rego": "package policy\nimport rego.v1\ndecisions contains 1 if input.never\n"
    }
    async with OpaRestServer(rules, {}) as opa:
        decision = await OpaServer(opa.url, 2).decide({})
    assert (decision.verdict, decision.rule) == ("deny", "default-deny")
