"""The dialog that asks before a call runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key as KeyPressed
from textual.widgets import Input, Static, TextArea

from sandbox.tui.feed.format import scalar
from sandbox.tui.feed.safe import clean, cut_value, escape_json, one_line
from sandbox.tui.keymap import bindings
from sandbox.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from sandbox.ports import Question

ARM_AFTER: Final = 0.35
"""Seconds without a key before y, n and e count: what was typed for the prompt approves nothing."""

_EDIT_CAP: Final = 20_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person said; `arguments` only for "edit"."""

    action: Literal["approve", "edit", "reject"]
    reason: str = ""
    arguments: dict[str, Any] | None = None


class ConfirmScreen(Dialog[Answer]):
    """Shows the call, the rule and its evidence. Esc rejects and asks nothing else."""

    BINDINGS = bindings("confirm")
    AUTO_FOCUS = "#confirm-body"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.armed = False
        self._arming: Any = None

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            with VerticalScroll(id="confirm-body"):
                yield Static(self._content(), markup=False)
            reason = Input(placeholder="why? (Enter rejects, also without)", id="reason")
            reason.cursor_blink = False
            yield reason
            editor = TextArea(id="arguments", show_line_numbers=False, tab_behavior="focus")
            editor.cursor_blink = False
            yield editor
            yield Static("", id="confirm-error", markup=False)
            yield Static(self._keys(), id="confirm-keys", markup=False)

    def on_resize(self) -> None:
        body = self.query_one("#confirm-body")
        body.styles.max_height = max(self.size.height - 8, 3)

    def on_mount(self) -> None:
        frame = self.query_one("#confirm", Vertical)
        title = f"Confirm · {one_line(self.question.subject, 60)}"
        frame.border_title = Content(title)  # pyright: ignore[reportAttributeAccessIssue]
        frame.border_subtitle = f"hop {self.question.turn}.{self.question.hop}"
        self._mode("read")
        self._arm()

    def _arm(self) -> None:
        if self._arming is not None:
            self._arming.stop()
        self._arming = self.set_timer(ARM_AFTER, self._armed)

    def _armed(self) -> None:
        self.armed = True
        self.query_one("#confirm-keys", Static).update(self._keys())

    def on_key(self, event: KeyPressed) -> None:
        if not self.armed and event.key != "escape":
            event.stop()
            event.prevent_default()
            self._arm()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("approve", "reject", "edit"):
            return self.armed and self.has_class("-read")
        return True

    def _content(self) -> Content:
        decision = self.question.decision
        parts: list[Content | str | tuple[str, str]] = []
        values = cut_value(self.question.arguments)
        room = min(max((len(str(name)) for name in values), default=0), 24)
        for name, value in values.items():
            text = clean(value) if isinstance(value, str) else scalar(value, 2_000)
            parts += [
                (f"{one_line(str(name), 60):<{room}}  ", "$foreground-muted"),
                (text, "bold"),
                "\n",
            ]
        if not values:
            parts += [("no arguments", "$foreground-muted"), "\n"]
        reason = clean(decision.reason)[:2_000] or "a person has to look at this"
        parts += ["\n", (reason, "$text-warning"), "\n"]
        parts += [(f"{'rule':<{room}}  ", "$foreground-muted"), one_line(decision.rule, 200), "\n"]
        for name, value in cut_value(decision.evidence).items():
            text = one_line(value) if isinstance(value, str) else scalar(value, 400)
            parts += [(f"{one_line(str(name), 60):<{room}}  ", "$foreground-muted"), text, "\n"]
        return Content.assemble(*parts[:-1])

    def _keys(self) -> Content:
        style = "bold $text-accent" if self.armed else "$foreground-muted"
        words = {
            "-reason": (("Enter", "reject"), ("Esc", "back")),
            "-edit": (("^S", "run with these"), ("Esc", "back")),
        }
        shown = next((keys for name, keys in words.items() if self.has_class(name)), None)
        shown = shown or (("y", "approve"), ("n", "reject, why"), ("e", "edit"), ("Esc", "reject"))
        parts = [part for key, word in shown for part in ((key, style), (f" {word}   ", ""))]
        return Content.assemble(*parts)

    def _mode(self, mode: str) -> None:
        for name in ("read", "reason", "edit"):
            self.set_class(name == mode, f"-{name}")
        self.remove_class("-error")
        self.query_one("#confirm-keys", Static).update(self._keys())

    def action_approve(self) -> None:
        self.finish(Answer("approve"))

    def action_reject(self) -> None:
        self._mode("reason")
        self.query_one("#reason", Input).focus()

    def action_edit(self) -> None:
        text = json.dumps(self.question.arguments, indent=2, ensure_ascii=False)
        text = "\n".join(escape_json(line) for line in text.split("\n"))
        if len(text) > _EDIT_CAP:
            self._error("too long to edit here; reject it and say what should be different")
            return
        editor = self.query_one("#arguments", TextArea)
        editor.text = text
        self._mode("edit")
        editor.focus()

    def action_dismiss_dialog(self) -> None:
        if self.has_class("-read"):
            self.finish(Answer("reject"))
        else:
            self._mode("read")
            self.query_one("#confirm-body").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.finish(Answer("reject", event.value.strip()))

    def key_ctrl_s(self) -> None:
        if self.has_class("-edit"):
            self._take_edit()

    def _take_edit(self) -> None:
        text = self.query_one("#arguments", TextArea).text
        try:
            value = json.loads(text)
        except ValueError as error:
            where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            self._error(f"not JSON: {what}{where}")
            return
        if not isinstance(value, dict):
            self._error("arguments are a JSON object: { … }")
        elif value == self.question.arguments:
            self._error("nothing is changed; Esc, then y approves as it is")
        elif wrong := self.question.check(value):
            self._error(clean(wrong)[:400])
        else:
            self.finish(Answer("edit", arguments=value))

    def _error(self, text: str) -> None:
        self.add_class("-error")
        self.query_one("#confirm-error", Static).update(Content(text).stylize("$text-error"))
