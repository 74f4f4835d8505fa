"""The panel over the prompt in which a person answers a model call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from sandbox.domain.tool import ToolContract
from sandbox.models.human import HUMAN
from sandbox.models.human_check import Judged, judge
from sandbox.models.human_complete import Completion, complete
from sandbox.models.human_known import Known, known_values
from sandbox.models.human_text import read_typed
from sandbox.models.human_view import RequestView, signature, view_of
from sandbox.ports import ModelReply, ModelRequest
from sandbox.tui.feed.safe import cap, clean, one_line
from sandbox.tui.human.composer import Composer
from sandbox.tui.human.lines import Told, step_line, tools_line, verdict
from sandbox.tui.inorder import rested

ARM_AFTER: Final = 0.35
"""Seconds without a key before Enter counts: what was typed for the prompt sends nothing."""

_SAID_CAP: Final = 4_000
_AGAIN: Final = "Enter again sends it as it is: "
_EMPTY: Final = "words for the customer, or /call TOOL {…}, or TOOL(name=value)"


@dataclass(frozen=True)
class Asked:
    """A request that waits, the pack's tools as they are now, and who takes the reply."""

    request: ModelRequest
    contracts: Callable[[], Mapping[str, ToolContract]]
    send: Callable[[ModelReply], None]

    @cached_property
    def view(self) -> RequestView:
        return view_of(self.request)

    @cached_property
    def known(self) -> tuple[Known, ...]:
        return known_values(self.request)


class HumanPanel(Vertical):
    """The request in short, what can be typed, and whether it is valid."""

    class Whole(Message):
        """The person wants to see the whole request."""

    class Escaped(Message):
        """Esc, and nothing is open that it would close."""

    def __init__(self) -> None:
        super().__init__(id="human")
        self.display = False
        self.armed = False
        self._asked: Asked | None = None
        self._found = Completion(0, 0)
        self._moved = False
        self._closed_at: tuple[str, int] | None = None
        self._warned = ""
        self._arming: Timer | None = None
        self.said = Static("", id="human-said", markup=False)
        self.step = Told("step", "human-step")
        self.tools = Told("tools", "human-tools")
        self.options = OptionList(id="human-options", compact=True)
        self.options.can_focus = False
        self.options.display = False
        self.composer = Composer(self._pressed)
        self.told = Told("", "human-verdict")

    def compose(self) -> ComposeResult:
        yield self.said
        yield self.step
        yield self.tools
        yield self.options
        yield self.composer
        yield self.told

    def on_mount(self) -> None:
        self.border_subtitle = "^G whole request · Esc cancels the turn"

    @property
    def open(self) -> bool:
        """True while a call waits for the person."""
        return self._asked is not None

    def ask(self, asked: Asked) -> None:
        """Shows a request; what is typed goes to its `send`."""
        self._asked = asked
        whose = one_line(asked.request.model, 60)
        title = f"You are {whose}" if asked.request.model == HUMAN else f"You answer for {whose}"
        self.border_title = Content(title)  # pyright: ignore[reportAttributeAccessIssue]
        text, hidden = cap(asked.view.said, _SAID_CAP)
        more = f"… {hidden:,} more characters" if hidden else ""
        who = f"{one_line(asked.view.who, 40)}  "
        words = clean(text).strip() or "(nothing)"
        self.said.update(
            Content.assemble((who, "$foreground-muted"), words, (more, "$foreground-muted"))
        )
        self.step.show("step", step_line(asked.view))
        self.composer.text = self._warned = ""
        self.armed, self._closed_at = False, None
        self.display = True
        self._renew()
        self._arm()

    def close(self) -> None:
        """Nothing is asked any more."""
        self._asked = None
        self.display = False

    def _arm(self) -> None:
        if self._arming is not None:
            self._arming.stop()
        self._arming = self.set_timer(ARM_AFTER, lambda: rested(self, self._arm, self._armed))

    def _armed(self) -> None:
        self.armed = True

    def _judged(self, asked: Asked) -> Judged:
        return judge(self.composer.text, asked.request, asked.contracts())

    # What is typed -----------------------------------------------------------------------------

    @on(TextArea.Changed)
    @on(TextArea.SelectionChanged)
    def _typed(self, event: TextArea.Changed | TextArea.SelectionChanged) -> None:
        event.stop()
        if not self.armed:
            self._arm()
        self._renew()

    def _renew(self) -> None:
        text, asked = self.composer.text, self._asked
        if asked is None:
            return
        if text.strip():
            hint = _AGAIN if text == self._warned else ""
            self.told.show("", verdict(self._judged(asked).line(text), hint))
        else:
            self.told.show("", Content(_EMPTY).stylize("$foreground-muted"))
        self._show_tools(text, asked)
        self._offer(text, asked)

    def _show_tools(self, text: str, asked: Asked) -> None:
        """The signature of the tool whose call is being typed, else what there is."""
        tools = {tool.name: tool for tool in asked.request.tools}
        calls = read_typed(text[: self.composer.cursor_index], tools).calls
        if calls and calls[-1].tool in tools:
            self.tools.show("call", Content(one_line(signature(tools[calls[-1].tool]))))
        else:
            self.tools.show("tools", tools_line(asked.view))

    def _offer(self, text: str, asked: Asked) -> None:
        at = self.composer.cursor_index
        if self._closed_at == (text, at):
            return
        found = complete(text, at, asked.request.tools, asked.known)
        self._closed_at = None
        if found == self._found and self.options.display:
            return
        self._found, self._moved = found, False
        self.options.clear_options()
        for one in found.suggestions:
            about = f"  {one_line(one.about, 120)}" if one.about else ""
            label = Content.assemble(
                (one_line(one.label, 60), "bold $text-accent"), (about, "$foreground-muted")
            )
            self.options.add_option(Option(label))
        self._show_options(bool(found.suggestions))

    def _show_options(self, shown: bool) -> None:
        self.options.display = self.composer.choosing = shown
        if shown:
            self.options.highlighted = 0

    # Keys --------------------------------------------------------------------------------------

    def _pressed(self, what: str) -> None:
        self._renew()  # a change is told a moment after it is made
        match what:
            case "send":
                self._enter()
            case "take":
                self._take()
            case "up" | "down":
                self._step(-1 if what == "up" else 1)
            case "request":
                self.post_message(self.Whole())
            case _:
                self._escape()

    def _enter(self) -> None:
        if self.options.display and self._moved:
            self._take()
            return
        asked = self._asked
        if not self.armed or asked is None:
            return
        text, judged = self.composer.text, self._judged(asked)
        if judged.valid or (text == self._warned and not judged.blocked):
            asked.send(judged.reply(asked.request))
            return
        self._warned = "" if judged.blocked else text
        self.told.show("", verdict(judged.line(text), "" if judged.blocked else _AGAIN))
        self.app.bell()

    def _take(self) -> None:
        if not self.options.display:
            self.screen.action_next_pane()  # pyright: ignore[reportAttributeAccessIssue]
            return
        at = self.options.highlighted or 0
        self.composer.put_in(self._found, self._found.suggestions[at].insert)

    def _step(self, by: int) -> None:
        self._moved = True
        count = self.options.option_count
        self.options.highlighted = ((self.options.highlighted or 0) + by) % count

    def _escape(self) -> None:
        if self.options.display:
            self._closed_at = (self.composer.text, self.composer.cursor_index)
            self._show_options(False)
        else:
            self.post_message(self.Escaped())

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.options.highlighted = event.option_index
        self._take()
        self.composer.focus()
