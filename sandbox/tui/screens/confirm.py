"""The dialog that asks before a call runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key as KeyPressed
from textual.widgets import Input, Static

from sandbox.tui.config import moved
from sandbox.tui.feed.format import scalar
from sandbox.tui.feed.safe import clean, cut_value, escape_json, one_line
from sandbox.tui.inorder import rested
from sandbox.tui.keymap import bindings
from sandbox.tui.screens.dialog import Dialog
from sandbox.tui.screens.expected import expected_content
from sandbox.tui.widgets.textarea import TextArea

if TYPE_CHECKING:
    from sandbox.domain.verdict import Approval
    from sandbox.ports import Question

ARM_AFTER: Final = 0.35
"""Seconds without a key before y, n and e count: what was typed for the prompt approves nothing."""

_EDIT_CAP: Final = 20_000
_KEYS: Final = (
    ("approve", "approve"),
    ("approve_session", "session"),
    ("reject", "reject"),
    ("edit", "edit"),
    ("escalate", "hand on"),
    ("dismiss", "reject"),
)
"""Ids of keys, and their words at the bottom."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person said; `arguments` only for "edit", `scope` only for "approve"."""

    action: Literal["approve", "edit", "reject", "escalate"]
    reason: str = ""
    arguments: dict[str, Any] | None = None
    scope: Literal["once", "session"] = "once"

    def approval(self, by: str) -> Approval:
        """The same as it goes into the log."""
        from sandbox.domain.verdict import Approval

        return Approval(
            action=self.action,
            by=by,
            reason=self.reason,
            arguments=self.arguments,
            scope=self.scope,
        )


def _may_stand(question: Question) -> bool:
    """Whether an approval of it can hold for the session."""
    from sandbox.log.standing import UNTRACED_RULE

    return question.decision.rule != UNTRACED_RULE


class ConfirmScreen(Dialog[Answer]):
    """Shows the call, the rule and its evidence. Esc rejects and asks nothing else."""

    BINDINGS = bindings("confirm")
    AUTO_FOCUS = "#confirm-body"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.armed = False
        self._arming: Any = None
        self._left = question.seconds
        self._handing_on = False
        self._may_stand = _may_stand(question)

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            with VerticalScroll(id="confirm-body"):
                yield Static(self._content(), markup=False)
                yield Static("", id="confirm-expected", markup=False)
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
        self._count_down()
        if self.question.seconds:
            self.set_interval(1, self._second_passed)
        self._mode("read")
        self._arm()
        self.run_worker(self._rehearse(), exit_on_error=False)

    async def _rehearse(self) -> None:
        """What the call would change, from a copy of the world; it may take its time."""
        reply = await self.question.rehearse(self.question.arguments)
        self.query_one("#confirm-expected", Static).update(expected_content(reply))

    def _second_passed(self) -> None:
        # The turn itself ends the wait: this only shows how long it will.
        self._left = max(self._left - 1, 0)
        self._count_down()

    def _count_down(self) -> None:
        minutes, seconds = divmod(round(self._left), 60)
        left = f" · rejected in {minutes}:{seconds:02d}" if self.question.seconds else ""
        frame = self.query_one("#confirm", Vertical)
        frame.border_subtitle = f"hop {self.question.turn}.{self.question.hop}{left}"

    def _arm(self) -> None:
        if self._arming is not None:
            self._arming.stop()
        self._arming = self.set_timer(ARM_AFTER, lambda: rested(self, self._arm, self._armed))

    def _armed(self) -> None:
        self.armed = True
        self.query_one("#confirm-keys", Static).update(self._keys())

    def on_key(self, event: KeyPressed) -> None:
        if not self.armed and event.key != "escape":
            event.stop()
            event.prevent_default()
            self._arm()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "approve_session" and not self._may_stand:
            return False
        if action in ("approve", "approve_session", "reject", "edit", "escalate"):
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
            "-reason": (("Enter", "hand on" if self._handing_on else "reject"), ("Esc", "back")),
            "-edit": (("^S", "run with these"), ("Esc", "back")),
        }
        shown = next((keys for name, keys in words.items() if self.has_class(name)), None)
        shown = shown or tuple(
            (moved.shown(key), word)
            for key, word in _KEYS
            if self._may_stand or key != "approve_session"
        )
        parts = [part for key, word in shown for part in ((key, style), (f" {word}  ", ""))]
        return Content.assemble(*parts)

    def _mode(self, mode: str) -> None:
        for name in ("read", "reason", "edit"):
            self.set_class(name == mode, f"-{name}")
        self.remove_class("-error")
        self.query_one("#confirm-keys", Static).update(self._keys())

    def action_approve(self) -> None:
        self.finish(Answer("approve"))

    def action_approve_session(self) -> None:
        self.finish(Answer("approve", scope="session"))

    def action_reject(self) -> None:
        self._ask_why(handing_on=False)

    def action_escalate(self) -> None:
        self._ask_why(handing_on=True)

    def _ask_why(self, handing_on: bool) -> None:
        self._handing_on = handing_on
        reason = self.query_one("#reason", Input)
        what = "hands it on" if handing_on else "rejects"
        reason.placeholder = f"why? (Enter {what}, also without)"
        self._mode("reason")
        reason.focus()

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
        action = "escalate" if self._handing_on else "reject"
        self.finish(Answer(action, event.value.strip()))

    def key_ctrl_s(self, event: KeyPressed) -> None:
        # Else the screen below, which is on top again, opens its sessions.
        event.stop()
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
