"""Arms that run at the same time, over real HTTP and offline, and that end however they must."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.adapters.clocks import NoSleep
from sandbox.cli.compare_fit import Fit
from sandbox.cli.show import session_data
from sandbox.compare.arm import Arm, arms_of
from sandbox.compare.arms import Comparing, OpenArm, follow
from sandbox.compare.comparison import Comparison
from sandbox.compare.news import News
from sandbox.compare.plan import Plan, Step
from sandbox.compare.report.parts import repeats
from sandbox.compare.words import facts
from sandbox.domain.text import RawText
from sandbox.domain.verdict import Approval
from sandbox.hub.folder import find_session
from sandbox.hub.live import LiveSession
from sandbox.log.event import SettingChanged
from sandbox.log.fold import Session, fold
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.pack.pack import Pack
from sandbox.ports import Question
from sandbox.settings import Settings
from tests.loopback.anthropic_brain import anthropic_brain
from tests.loopback.anthropic_server import AnthropicServer
from tests.loopback.brain import scripted_brain
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Refuse, Say

SCRIPTED, SLOPPY = "sandbox/scripted", "sandbox/sloppy"
GPT, OTHER, CLAUDE = "openai/gpt-4o-mini", "openai/gpt-4.1-mini", "anthropic/claude-haiku-4-5"
REFUND = "My parcel arrived broken, order 10042, I want my money back"
STATUS = "where is my order 10070?"
MAIL = "mail me at jo.doe@private.example about order 10042"
Opener = Callable[..., OpenArm]


@pytest.fixture(autouse=True)
async def _warm() -> None:
    await door()


@pytest.fixture
def opener(pack: Pack, tmp_path: Path) -> Opener:
    """Arms as new sessions; `bases` gives an endpoint by model. `OTHER` is soon out of patience."""

    def made(
        bases: dict[str, str] | None = None,
        budget: str = "",
        repeat: int = 1,
        patience: float = 0.4,
    ):
        fit = Fit(Settings(_env_file=None), repeat, budget)  # pyright: ignore

        async def open_arm(arm: Arm, run: int) -> LiveSession:
            update: dict[str, Any] = {"api_base": (bases or {}).get(arm.model, "")}
            if arm.model == OTHER:
                update |= {"idle_seconds": patience, "first_token_seconds": patience}
            settings = fit.settings.model_copy(update=update)
            start = wiring.Start(model=arm.model)
            live = wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=tmp_path)
            live.parts.ports.sleep = NoSleep()
            fit(live, arm, run)
            return live

        return open_arm

    return made


def _plan(models: list[str], *texts: str, **more: Any) -> Plan:
    return Plan("abcdef", "test", arms_of(models), [Step(RawText(text)) for text in texts], **more)


def _read(home: Path, name: str) -> Session:
    return fold(read_log(find_session(home, name).log).events)


@pytest.fixture
async def good(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, str]]:
    """Two endpoints that answer as the scripted model, each strict about its protocol."""
    model = offline_model(SCRIPTED, 1)
    async with (
        OpenAIServer(script=scripted_brain(model)) as openai,
        AnthropicServer(script=anthropic_brain(model)) as anthropic,
    ):
        monkeypatch.setenv("ANTHROPIC_API_BASE", anthropic.base)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-loopback-0000000000")
        yield {GPT: openai.base}
        assert openai.complaints == anthropic.complaints == []


async def test_three_protocols_do_the_same_to_three_back_ends(
    good: dict[str, str], opener: Opener, tmp_path: Path, settings: Settings
) -> None:
    plan = _plan([SCRIPTED, GPT, CLAUDE], STATUS, REFUND)
    found = await Comparing(plan, opener(good)).run()
    assert [row.state for row in found.rows] == ["done"] * 3
    assert [row.first.same_path for row in found.rows] == [None, True, True]
    assert [row.first.effect.words for row in found.rows[1:] if row.first.effect] == ["yes", "yes"]
    assert found.rows[0].first.rows_changed == 2
    assert [row.cost.known for row in found.rows] == ["computed", "unknown", "computed"]
    assert found.rows[2].cost.nano
    assert len(set(found.sessions)) == 3
    for name in found.sessions:
        recording = read_recording(find_session(tmp_path, name).log)
        report = await wiring.strict_replay(settings, recording).run()
        assert report.identical, report.lines()


async def test_a_row_of_the_scoreboard_is_the_sum_of_its_turns_and_what_the_session_says(
    good: dict[str, str], opener: Opener, tmp_path: Path
) -> None:
    plan = _plan([CLAUDE, SLOPPY], STATUS, REFUND, "cancel order 10093")
    found = await Comparing(plan, opener(good)).run()
    for row, told in zip(found.rows, found.data()["arms"], strict=True):
        session = _read(tmp_path, row.first.session)
        shown: Any = session_data(row.first.session, session)["turns"]
        totals = [turn["totals"] for turn in shown]
        figures = row.figures
        assert [turn["totals"] for turn in told["runs"][0]["turns"]] == totals
        for name in ("model_calls", "tool_calls", "repairs", "denials", "input_tokens",
                     "output_tokens"):  # fmt: skip
            assert getattr(figures, name) == sum(one[name] for one in totals), name
        assert row.cost.nano == sum(one["cost"]["nano"] for one in totals)
        assert row.hops == sum(len(turn["hops"]) for turn in shown)
        assert row.first.reply == shown[-1]["reply"]
        turns = told["runs"][0]["turns"]
        assert [turn["total_ns"] for turn in turns] == [turn.total for turn in session.turns]
        # Without the moment in which a confirm was answered, as everywhere.
        own = [turn["total_ns"] - turn["waited_ns"] for turn in turns]
        assert figures.time.max == round(max(own) / 1e6, 3)
    assert (found.rows[0].figures.input_tokens or 0) > 0
    assert found.rows[1].handoffs.mended > 0


BROKEN: dict[str, tuple[Any, str]] = {
    "hang": (Say(broken="hang"), "failed"),
    "hang_mid": (Say("some words here", broken="hang_mid"), "failed"),
    "drop_mid": (Say("some words here", broken="drop_mid"), "failed"),
    "malformed": (Say("some words", broken="malformed"), "failed"),
    "html": (Refuse(502, "<html>Bad gateway</html>"), "failed"),
    "bad_key": (Refuse(401, {"error": {"message": "bad key", "type": "auth"}}), "failed"),
}


@pytest.mark.parametrize("how", BROKEN)
async def test_an_endpoint_that_breaks_ends_its_own_arm_and_no_other(
    opener: Opener, how: str, good: dict[str, str]
) -> None:
    step, state = BROKEN[how]
    async with OpenAIServer(script=lambda body: step) as bad:
        found = await Comparing(
            _plan([SCRIPTED, OTHER, GPT], STATUS, REFUND), opener(good | {OTHER: bad.base})
        ).run()
    assert [row.state for row in found.rows] == ["done", state, "done"]
    row = found.rows[1]
    assert row.why
    assert len(row.first.outcomes) == 1
    assert row.first.outcomes == ("failed",)
    assert not found.all_failed
    assert found.rows[2].first.same_path


async def test_a_cost_that_nobody_knows_is_unknown_and_never_nothing(
    good: dict[str, str], opener: Opener
) -> None:
    found = await Comparing(_plan([SCRIPTED, GPT], STATUS), opener(good)).run()
    row = found.rows[1]
    assert (row.cost.nano, row.cost.known) == (None, "unknown")
    assert facts(found, row)["cost"] == "– unknown"
    assert facts(found, found.rows[0])["cost"] == "$0 computed"


async def test_a_turn_that_takes_too_long_is_stopped_and_kept(
    opener: Opener, tmp_path: Path
) -> None:
    async with OpenAIServer(script=lambda body: Say(broken="hang")) as slow:
        open_arm = opener({OTHER: slow.base}, patience=60)
        plan = _plan([SCRIPTED, OTHER], STATUS, REFUND, turn_seconds=0.3)
        found = await Comparing(plan, open_arm).run()
        assert await slow.sees_a_drop()
    assert [row.state for row in found.rows][1] == "timed_out"
    assert "turn 1 took longer than 0.3 s" in found.rows[1].why
    session = _read(tmp_path, found.rows[1].first.session)
    assert [turn.finished and turn.finished.outcome for turn in session.turns] == ["cancelled"]


async def test_a_person_who_is_asked_may_think_longer_than_a_turn_may_take(
    pack: Pack, tmp_path: Path, settings: Settings
) -> None:
    class Slow:
        async def confirm(self, question: Question) -> Approval:
            await asyncio.sleep(2.5)
            return Approval(action="approve", by="a slow person")

    async def open_arm(arm: Arm, run: int) -> LiveSession:
        start = wiring.Start(model=arm.model)
        return wiring.new_session(settings, pack, start, ask=Slow(), home=tmp_path)

    plan = _plan([SCRIPTED, SLOPPY], "cancel order 10093", turn_seconds=2.0)
    found = await Comparing(plan, open_arm).run()
    assert [row.state for row in found.rows] == ["done", "done"]
    assert [row.first.rows_changed for row in found.rows] == [1, 1]


async def test_an_arm_stops_before_the_call_that_its_budget_does_not_cover(
    good: dict[str, str], opener: Opener
) -> None:
    open_arm = opener(good, budget="0.000001")
    found = await Comparing(_plan([SCRIPTED, CLAUDE], STATUS, REFUND), open_arm).run()
    assert [row.state for row in found.rows] == ["done", "over_budget"]
    assert "budget" in found.rows[1].why
    assert found.rows[1].cost.nano == 0


async def test_a_budget_is_for_all_runs_of_an_arm(good: dict[str, str], opener: Opener) -> None:
    one = await Comparing(_plan([SCRIPTED, CLAUDE], STATUS), opener(good)).run()
    spent = one.rows[1].cost.nano
    assert spent
    # The second run may begin, and its calls count with what the first one has cost.
    budget = f"{(spent * 1.5) / 1e9:.9f}"
    open_arm = opener(good, budget=budget, repeat=40)
    found = await Comparing(_plan([SCRIPTED, CLAUDE], STATUS, repeat=40), open_arm).run()
    assert found.rows[1].state == "over_budget"
    assert (found.rows[1].cost.nano or 0) <= spent * 1.5
    assert len(found.arms[1].runs) < 40
    assert len(found.arms[0].runs) == 40


async def test_an_arm_that_can_not_be_opened_says_why_and_leaves_nothing(
    opener: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    found = await Comparing(_plan([SCRIPTED, "groq/openai/gpt-oss-20b"], STATUS), opener()).run()
    row = found.rows[1]
    assert (row.state, row.first.session) == ("failed", "")
    assert "GROQ_API_KEY" in row.why
    assert len(list((tmp_path / "sessions").iterdir())) == 1


async def test_an_arm_that_breaks_in_a_way_that_nobody_planned_is_only_its_own_trouble(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_arm = opener()

    async def broken(arm: Arm, run: int) -> LiveSession:
        live = await open_arm(arm, run)
        if arm.number:
            monkeypatch.setattr(live, "send" if arm.number == 1 else "close", _breaks)
        return live

    found = await Comparing(_plan([SCRIPTED, SLOPPY, SLOPPY], STATUS), broken).run()
    assert [row.state for row in found.rows] == ["done", "failed", "done"]
    assert found.rows[1].why == "unforeseen RuntimeError; --debug shows where"


async def _breaks(*_: object) -> None:
    raise RuntimeError("words that may hold anything")


async def test_all_arms_failing_is_told_apart_from_one(opener: Opener) -> None:
    async with OpenAIServer(script=lambda body: Refuse(500, {"error": {"message": "no"}})) as bad:
        open_arm = opener({GPT: bad.base, OTHER: bad.base})
        found = await Comparing(_plan([GPT, OTHER], STATUS), open_arm).run()
    assert found.all_failed


def _some_break(opener: Opener, monkeypatch: pytest.MonkeyPatch, bad: set[tuple[int, int]]):
    """Arms of which these runs, (arm, run), break in their second turn."""
    open_arm = opener(repeat=3)

    async def opened(arm: Arm, run: int) -> LiveSession:
        live = await open_arm(arm, run)
        send = live.send

        async def until_the_second(text: str) -> object:
            return await (_breaks() if live.session.turns else send(text))

        if (arm.number, run) in bad:
            monkeypatch.setattr(live, "send", until_the_second)
        return live

    return opened


async def test_an_arm_of_which_some_runs_failed_did_not_fail_altogether(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = _plan([SCRIPTED, SLOPPY], STATUS, REFUND, repeat=3)
    found = await Comparing(plan, _some_break(opener, monkeypatch, {(0, 1), (1, 1)})).run()
    assert [row.state for row in found.rows] == ["failed", "failed"]
    assert found.found
    assert not found.all_failed
    every = {(arm, run) for arm in (0, 1) for run in (1, 2, 3)}
    assert (await Comparing(plan, _some_break(opener, monkeypatch, every)).run()).all_failed


async def test_runs_are_held_against_the_bases_first_that_came_to_its_end(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = _plan([SCRIPTED, SCRIPTED], STATUS, REFUND, repeat=3)
    found = await Comparing(plan, _some_break(opener, monkeypatch, {(0, 1)})).run()
    assert [run.same_path for run in found.rows[0].runs] == [False, None, True]
    assert [run.same_path for run in found.rows[1].runs] == [True, True, True]
    assert [(one.passing.passed, one.passing.runs) for one in found.repeated] == [(1, 2), (3, 3)]
    assert [line.partition(":")[2] for line in repeats(found) if "are as" in line] == [
        " 1 of 2 runs are as the base's run 2: pass^1 0.50, pass^2 0.00",
        " 3 of 3 runs are as the base's run 2: pass^1 1.00, pass^2 1.00, pass^3 1.00",
    ]
    base, other = (facts(found, row) for row in found.rows)
    assert (base["tool path"], base["same effect"]) == ("get_order, get_shipments", "–")
    assert (other["tool path"], other["same effect"]) == ("same", "yes")


async def test_where_the_base_never_came_to_its_end_nothing_is_said_of_passing(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = _plan([SCRIPTED, SCRIPTED], STATUS, REFUND, repeat=3)
    bad = {(0, 1), (0, 2), (0, 3)}
    found = await Comparing(plan, _some_break(opener, monkeypatch, bad)).run()
    assert [one.passing.power for one in found.repeated] == [(), ()]
    told = [line for line in repeats(found) if "varies" not in line]
    assert len(told) == 2
    assert all("no run of the base came to its end" in line for line in told)


async def test_a_run_that_a_person_stopped_counts_in_no_pass_hat_k(opener: Opener) -> None:
    comparing: Comparing

    def stop(news: News) -> None:
        if (news.arm, news.run, news.what, news.turn) == (1, 2, "hop", 1):
            comparing.stop(1)

    plan = _plan([SCRIPTED, SCRIPTED], STATUS, repeat=3)
    comparing = Comparing(plan, opener(repeat=3), stop)
    found = await comparing.run()
    assert [run.state for run in found.rows[1].runs] == ["done", "stopped"]
    passing = found.repeated[1].passing
    assert (passing.passed, passing.runs, passing.power) == (1, 1, (1.0,))


async def test_stopped_from_outside_what_is_finished_is_kept(
    opener: Opener, tmp_path: Path
) -> None:
    async with OpenAIServer(script=lambda body: Say(broken="hang")) as slow:
        open_arm = opener({OTHER: slow.base}, patience=60)
        done = asyncio.Event()

        def hear(news: News) -> None:
            if (news.arm, news.what) == (0, "ended"):
                done.set()

        comparing = Comparing(_plan([SCRIPTED, OTHER], STATUS), open_arm, hear)
        task = asyncio.ensure_future(comparing.run())
        await done.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    found = comparing.result()
    assert [row.state for row in found.rows] == ["done", "stopped"]
    assert _read(tmp_path, found.rows[0].first.session).turns[0].reply


async def test_a_picture_on_the_way_shows_the_hops_so_far_and_stays_as_it_was(
    opener: Opener,
) -> None:
    pictures: list[Comparison] = []
    comparing: Comparing

    def look(news: News) -> None:
        if (news.what, news.turn) == ("turn_done", 1):
            pictures.append(comparing.result())

    comparing = Comparing(_plan([SCRIPTED, SLOPPY], STATUS, REFUND), opener(), look)
    found = await comparing.run()
    early = pictures[0]
    assert "running" in [row.state for row in early.rows]
    assert 0 < len(early.aligned) < len(found.aligned)
    assert max(row.turn for row in early.aligned) == 1


async def test_one_arm_can_be_stopped_while_the_others_go_on(opener: Opener) -> None:
    async with OpenAIServer(script=lambda body: Say(broken="hang")) as slow:
        open_arm = opener({OTHER: slow.base}, patience=60)
        comparing: Comparing

        def stop(news: News) -> None:
            if news.arm == 1 and news.name == "infer":
                comparing.stop(1)

        comparing = Comparing(_plan([SCRIPTED, OTHER], STATUS, REFUND), open_arm, stop)
        found = await comparing.run()
    assert [row.state for row in found.rows] == ["done", "stopped"]
    assert len(found.rows[0].first.outcomes) == 2


async def test_an_arms_session_is_tagged_and_goes_on_like_any_other(
    opener: Opener, tmp_path: Path, pack: Pack, settings: Settings
) -> None:
    found = await Comparing(_plan([SCRIPTED, SLOPPY, SLOPPY], STATUS), opener()).run()
    for row in found.rows:
        session = _read(tmp_path, row.first.session)
        tags = [e.value for e in session.outside if isinstance(e, SettingChanged)]
        assert {"id": "abcdef", "arm": row.label, "run": 1} in tags
    chosen = found.rows[2].first.session
    live = await wiring.open_session(settings, chosen, home=tmp_path, pack=pack)
    await live.send(REFUND)
    assert [turn.model for turn in live.session.turns] == [SLOPPY] * 2
    await live.close()
    copy = await wiring.fork_session(settings, chosen, 2, home=tmp_path, pack=pack)
    assert len(copy.session.turns) == 1
    await copy.close()


async def test_repeated_runs_of_sloppy_vary_and_the_first_is_the_sessions_own(
    opener: Opener,
) -> None:
    plan = _plan([SCRIPTED, SLOPPY, SLOPPY], STATUS, REFUND, "cancel order 10093", repeat=3)
    found = await Comparing(plan, opener(repeat=3)).run()
    scripted, one, other = found.repeated
    assert scripted.varies == ()
    assert scripted.passing.passed == scripted.passing.runs == 2
    assert one.varies
    assert other.varies
    written = [
        [hop.output for turn in run.own.turns for hop in turn.hops if hop.name == "parse"]
        for ran in found.arms[1:]
        for run in ran.runs
    ]
    assert len({str(each) for each in written}) > 1
    again = await Comparing(_plan([SLOPPY, SCRIPTED], STATUS, REFUND, "cancel order 10093"),
                            opener()).run()  # fmt: skip
    assert str(written[0]) == str(
        [h.output for t in again.arms[0].first.own.turns for h in t.hops if h.name == "parse"]
    )


async def test_the_world_has_the_same_seed_in_every_run(opener: Opener) -> None:
    found = await Comparing(_plan([SLOPPY, SLOPPY], STATUS, repeat=2), opener(repeat=2)).run()
    seeds = {run.own.started.seed for ran in found.arms for run in ran.runs if run.own.started}
    assert seeds == {7}


async def test_the_news_tell_each_hop_of_each_arm_and_end_with_the_comparison(
    good: dict[str, str], opener: Opener
) -> None:
    items = [item async for item in follow(_plan([SCRIPTED, GPT], STATUS), opener(good))]
    news = [item for item in items if isinstance(item, News)]
    (found,) = [item for item in items if isinstance(item, Comparison)]
    assert items[-1] is found
    for ran in found.arms:
        mine = [one for one in news if one.arm == ran.arm.number]
        hops = [hop.id for turn in ran.first.own.turns for hop in turn.hops]
        assert [one.hop for one in mine if one.what == "hop"] == hops
        assert [one.hop for one in mine if one.what == "hop_done"] == hops
        assert (mine[0].what, mine[0].text) == ("opened", ran.first.session)
        assert (mine[-1].what, mine[-1].state) == ("ended", "done")
    text = "".join(one.text for one in news if one.arm == 1 and one.what == "text")
    assert text == found.rows[1].first.reply


async def test_news_that_nobody_hears_to_the_end_stop_the_arms(
    opener: Opener, tmp_path: Path
) -> None:
    async with OpenAIServer(script=lambda body: Say(broken="hang")) as slow:
        open_arm = opener({OTHER: slow.base, GPT: slow.base}, patience=60)
        items = follow(_plan([GPT, OTHER], STATUS), open_arm)
        async for item in items:
            assert isinstance(item, News)
            if item.name == "infer":
                break
        await items.aclose()  # pyright: ignore[reportAttributeAccessIssue]
    for folder in (tmp_path / "sessions").iterdir():
        (turn,) = _read(tmp_path, folder.name).turns
        assert turn.finished is not None
        assert turn.finished.outcome == "cancelled"


async def test_personal_values_are_in_no_part_of_the_result(opener: Opener) -> None:
    from sandbox.compare.report.markdown import markdown
    from sandbox.compare.report.page import page

    found = await Comparing(_plan([SCRIPTED, SLOPPY], MAIL, REFUND), opener()).run()
    everything = json.dumps(found.data()) + page(found) + markdown(found)
    assert "private.example" not in everything
    assert "EMAIL" in everything


async def test_a_difference_of_two_arms_names_the_hop_in_both_sessions(opener: Opener) -> None:
    plan = _plan([SCRIPTED, SLOPPY], STATUS, REFUND, "cancel order 10093")
    found = await Comparing(plan, opener()).run()
    diff = found.diff(0, 1)
    repairs = [one for one in diff.differences if one.facet == "repair"]
    assert len(repairs) == found.rows[1].figures.repairs > 0
    for one in repairs:
        hop = found.arms[1].first.own.hop(one.hops[1])
        assert hop is not None
        assert hop.name == "repair"
    assert diff.effect.same
    assert found.diff(0, 0).same
    assert found.diff(1, 1).same
