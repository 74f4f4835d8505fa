"""The prompt: lines, history, completion, pastes; slash commands and pickers; the Esc ladder."""

from pathlib import Path

import pytest
from textual import events

from sandbox.tui.commands import COMMANDS
from sandbox.tui.models.picker import ModelPicker
from sandbox.tui.prompting.offer import Offer
from sandbox.tui.screens.picker import Picker
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of


async def slash(run: Run, text: str) -> str:
    """Runs a command from the prompt; returns what the chat says after it."""
    chat = run.app.main.chat
    before = chat.line_count()
    run.app.main.prompt.put(text)
    await run.pilot.press("escape", "enter")
    await run.pilot.pause()
    return chat.text_of(range(before, chat.line_count()))


async def test_enter_sends_and_ctrl_j_makes_a_line():
    async with opened() as run:
        await run.pilot.press(*"one", "ctrl+j", *"two")
        assert run.app.main.prompt.text == "one\ntwo"
        assert run.app.main.prompt.size.height == 2
        await run.pilot.press("enter")
        await run.until(lambda: run.driver.sent == ["one\ntwo"])
        await run.until(lambda: not run.app.turns.busy)


async def test_blank_text_is_not_sent():
    async with opened() as run:
        await run.pilot.press("space", "enter")
        await run.pilot.pause()
        assert run.driver.sent == []


async def test_keys_that_come_at_once_keep_their_order():
    async with opened() as run:
        for key in ("y", "backspace", *"quixk", "left", "backspace", "c", "enter"):
            run.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await run.until(lambda: run.driver.sent == ["quick"])
        await run.until(lambda: not run.app.turns.busy)


async def test_history_walks_at_the_edges_and_keeps_what_was_typed():
    async with opened(turns=("first one",)) as run:
        prompt = run.app.main.prompt
        await run.say("second")
        await run.pilot.press(*"new", "up")
        assert prompt.text == "second"
        await run.pilot.press("up")
        assert prompt.text == "first one"
        await run.pilot.press("up", "down", "down")
        assert prompt.text == "new"


async def test_arrows_move_inside_several_lines_first():
    async with opened(turns=("past",)) as run:
        prompt = run.app.main.prompt
        await run.pilot.press(*"a", "ctrl+j", *"b", "up")
        assert prompt.text == "a\nb"
        await run.pilot.press("up")
        assert prompt.text == "past"


async def test_a_huge_paste_is_a_token_and_sent_whole():
    async with opened() as run:
        text = "x" * 2_000_000
        run.app.main.prompt.post_message(events.Paste(text))
        await run.until(lambda: "pasted 1: 2.0 MB" in run.app.main.prompt.text)
        await run.pilot.press(*" ok", "enter")
        await run.until(lambda: run.driver.sent == [text + " ok"])
        await run.until(lambda: not run.app.turns.busy)
        chat = run.app.main.chat
        await run.until(lambda: "more not shown" in text_of(chat))
        assert len(text_of(chat)) < 40_000


async def test_completion_offers_narrows_and_completes():
    async with opened() as run:
        main = run.app.main
        await run.pilot.press("slash")
        await run.until(lambda: main.completion.display)
        assert main.completion.option_count == len(COMMANDS)
        await run.pilot.press(*"mo")
        assert main.completion.option_count == 1
        await run.pilot.press("tab")
        assert main.prompt.text == "/model "
        assert main.prompt.has_focus
        await run.until(lambda: "sandbox/sloppy" in [one.word for one in main.completion.offers])
        await run.pilot.press(*"haiku")
        await run.until(lambda: main.completion.option_count == 1)
        await run.pilot.press("tab")
        assert main.prompt.text == "/model anthropic/claude-haiku-4-5 "


async def test_enter_in_the_completion_runs_the_chosen_command():
    async with opened() as run:
        await run.pilot.press(*"/he", "enter")
        await run.until(lambda: isinstance(run.app.screen, Picker))
        await run.pilot.press("escape")
        await run.back()


async def test_escape_goes_down_the_ladder_one_step_at_a_time():
    async with opened((120, 36), driver=FakeDriver(closed=("infer",))) as run:
        main = run.app.main
        await run.say("please wait", ends=False)
        await run.until(lambda: run.driver.session.running)
        await run.pilot.press("f3", "f", *"infer", "enter", "z")
        await run.pilot.press("escape")
        assert main.trace.trace is not None
        assert main.trace.trace.filter is None
        assert main.zoomed
        await run.pilot.press("escape")
        assert not main.zoomed
        assert main.trace.has_focus
        await run.pilot.press("escape")
        assert main.prompt.has_focus
        assert run.app.turns.busy
        await run.pilot.press("slash", "escape")
        assert not main.completion.display
        assert run.app.turns.busy
        await run.pilot.press("escape")
        await run.until(lambda: not run.app.turns.busy)
        await run.pilot.press("escape", "escape")
        assert run.app.is_running


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/modle", "there is no command /modle (did you mean /model?)"),
        ("/[/x]", "there is no command /[/x]"),
        ("/model nope", "no model nope (did you mean openai/gpt-4o-mini or sandbox/sloppy?)"),
        ("/cancel", "no turn is running"),
        ("/copy x", "/copy takes the number of a turn"),
        ("/copy", "there is no reply to copy"),
        ("/theme nrod", "there is no theme nrod (did you mean nord?)"),
        ("/trace is:odd", "is: takes repaired"),
        ("/export pdf", "/export takes svg, md or jsonl"),
        ("/save my title", "Saved as recordings/my title.rec.jsonl"),
        ("/model sandbox/sloppy", "The next turn goes to sandbox/sloppy."),
    ],
)
async def test_commands_say_what_they_did_or_what_is_wrong(text: str, says: str):
    async with opened((160, 40)) as run:
        said = " ".join((await slash(run, text)).split())
        assert says in said


async def test_a_switched_model_shows_in_header_chat_and_trace():
    async with opened((120, 36), turns=(ORDER,)) as run:
        await slash(run, "/model anthropic/claude-haiku-4-5")
        assert "anthropic/claude-haiku-4-5" in run.screen_text().splitlines()[0]
        await run.say(ORDER)
        assert "turn 2 · anthropic/claude-haiku-4-5" in text_of(run.app.main.chat)
        assert "model sandbox/scripted → anthropic" in text_of(run.app.main.trace)


async def test_the_model_picker_narrows_and_picks():
    async with opened() as run:
        await run.pilot.press("ctrl+l")
        await run.until(lambda: isinstance(run.app.screen, ModelPicker) and run.app.screen.models)
        assert "missing" in run.screen_text()
        await run.pilot.press(*"haik", "enter")
        await run.back()
        assert run.driver.session.model == "anthropic/claude-haiku-4-5"
        await run.pilot.press("ctrl+l")
        await run.until(lambda: isinstance(run.app.screen, ModelPicker) and run.app.screen.models)
        await run.pilot.press(*"unheard/of", "enter")
        await run.back()
        assert "no model unheard/of" in text_of(run.app.main.chat)


async def test_help_searches_and_runs_what_is_picked():
    async with opened((120, 36), turns=(ORDER,)) as run:
        await run.pilot.press("f3", "question_mark")
        await run.until(lambda: isinstance(run.app.screen, Picker))
        assert "Trace" in run.screen_text()
        await run.pilot.press(*"this pane alone", "enter")
        await run.back()
        await run.until(lambda: run.app.main.zoomed)


async def test_the_palette_runs_commands():
    async with opened(turns=(ORDER,)) as run:
        await run.pilot.press("ctrl+p")
        await run.until(lambda: run.app.screen is not run.app.main)
        await run.pilot.press(*"theme")
        await run.pilot.pause(0.3)
        await run.pilot.press("enter")
        await run.until(lambda: isinstance(run.app.screen, Picker))
        await run.pilot.press(*"nord", "enter")
        await run.back()
        assert run.app.theme == "nord"


async def test_exports_hold_no_personal_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    async with opened((120, 36), turns=(BROKEN,)) as run:
        await run.say(f"{ORDER} ada@lovelace.example")
        await slash(run, "/export md talk.md")
        await slash(run, "/export svg")
        picture = tmp_path / "damaged-parcel.svg"
        await run.until(picture.exists)
        await run.until(lambda: not run.app.masked)
        text = (tmp_path / "talk.md").read_text() + picture.read_text()
        assert "lovelace.example" not in text.replace("&#160;", " ")
        assert "EMAIL_1" in (tmp_path / "talk.md").read_text()
        assert "there already" in await slash(run, "/export md talk.md")
        assert "ada@lovelace.example" in text_of(run.app.main.chat)


async def test_copy_takes_the_selection_or_the_reply():
    async with opened((120, 36), turns=(BROKEN,)) as run:
        copied: list[str] = []
        run.app.copy = lambda text, what: copied.append(text)  # type: ignore[method-assign]
        await slash(run, "/copy")
        assert "**€49.90**" in copied[0]
        assert "Ada Lovelace" in copied[0]
        await run.pilot.press("f3", "y")
        await run.until(lambda: len(copied) == 2)
        run.app.main.chat.text_select_all()
        await run.pilot.press("ctrl+c")
        assert "orders.get_order" in copied[2]


async def test_wrong_use_in_a_send_is_one_line_and_gives_the_words_back():
    async with opened() as run:

        async def refuse(text: str) -> None:
            from sandbox.domain.faults import SandboxError

            raise SandboxError("the message has 40,000 characters", "send less of it")

        run.driver.send = refuse  # type: ignore[method-assign]
        await run.say("too long", ends=False)
        await run.until(lambda: "(send less of it)" in text_of(run.app.main.chat))
        assert run.app.main.prompt.text == "too long"
        assert "▌ too long" not in text_of(run.app.main.chat)


async def test_a_bug_in_a_send_is_one_line_too():
    async with opened() as run:

        async def broken(text: str) -> None:
            raise ZeroDivisionError("[/oops]")

        run.driver.send = broken  # type: ignore[method-assign]
        await run.say("hello", ends=False)
        await run.until(lambda: "ZeroDivisionError" in text_of(run.app.main.chat))
        assert not run.app.turns.busy


async def test_a_command_with_words_that_come_at_once_is_not_completed_away():
    async with opened() as run:
        for key in ("/", *"save", "space", *"abc", "enter"):
            char = " " if key == "space" else key if len(key) == 1 else None
            run.app.post_message(events.Key(key, char))
        await run.until(lambda: run.app.main.prompt.text == "")
        assert run.driver.saved == ["abc"]


async def test_enter_runs_what_is_typed_when_the_list_is_letters_behind():
    async with opened() as run:
        await run.pilot.press(*"/save")
        run.app.main.completion.offer([Offer("/quit", "", "as it stood after less was typed")])
        await run.pilot.press("enter")
        await run.until(lambda: run.driver.saved != [])


async def test_after_a_model_was_chosen_the_prompt_takes_the_keys():
    async with opened() as run:
        run.app.main.trace.focus()
        run.app.switch_model("sandbox/sloppy")
        await run.until(lambda: run.app.main.prompt.has_focus)
