"""The panel over the prompt while a turn is stopped: where, what, and the keys that go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from sandbox.domain.step import StepAction, Stop
from sandbox.hub.by_hand import put_back
from sandbox.privacy.kinds import PLACEHOLDER
from sandbox.tui.config.moved import now
from sandbox.tui.feed.format import arguments
from sandbox.tui.feed.safe import clean, escape_json, one_line
from sandbox.tui.inorder import rested
from sandbox.tui.key import Key
from sandbox.tui.stepping.bar import StopBar
from sandbox.tui.stepping.editor import StopEditor
from sandbox.tui.stepping.keys import KEYS

ARM_AFTER: Final = 0.35
"""Seconds without a key before the keys count: what was typed for the prompt does nothing."""

EDIT_CAP: Final = 20_000

_OTHER_ACTS: Final = ("look", "explain", "cancel", "command", "prompt")
_ALWAYS: Final = ("go_on", "next", "finish", *_OTHER_ACTS)
_BY_ID: Final = {key.id: key for key in KEYS}
_ACTS: Final = ("step_on", "step_next", "step_finish", "step_edit", "step_skip", "step_hand")
_OTHERS: Final = ("step_cancel", "step_explain", "step_look", "step_command")
_WORDS: Final = {"arguments": "edit arguments", "result": "edit result", "reply": "edit reply"}


@dataclass(frozen=True)
class Stopped:
    """A stop as the panel shows it.

    `act` takes an action, for an edit with its value; `other` what is no act: look, explain, cancel
    and command. `restore` puts real values back, as tools get them.
    """

    stop: Stop
    act: Callable[[StepAction, Any], None]
    other: Callable[[str], None]
    restore: Callable[[Any], Any]

    def can(self, what: str) -> bool:
        """Whether it can be done at this stop."""
        if what == "edit":
            return bool(self.stop.editable)
        return what in _ALWAYS or what in self.stop.can


class StopPanel(Vertical):
    """Hidden until a turn stops; kept from then on."""

    def __init__(self) -> None:
        super().__init__(id="stop")
        self.display = False
        self.armed = False
        self.stopped: Stopped | None = None
        self._hidden = False
        self._aside = False
        """Whether an edit with real values waits, unseen, until they are shown again."""
        self._arming: Timer | None = None
        self.bar = StopBar(self._pressed)
        self.editor = StopEditor(self._take, self._leave_edit)
        self.editor.display = False
        self.told = Static("", id="stop-told", markup=False)
        self.told.display = False

    def compose(self) -> ComposeResult:
        yield self.bar
        yield self.editor
        yield self.told

    def ask(self, stopped: Stopped, *, hidden: bool = False) -> None:
        """Shows a stop, real values as placeholders where `hidden`; an act goes to its `act`."""
        self._hidden = hidden
        again = self.display and self.bar.has_focus
        self.stopped, self.display = stopped, True
        spot = stopped.stop.spot
        title = f"Stopped at {spot.hop} {one_line(spot.words, 80)}"
        self.border_title = Content(title)  # pyright: ignore[reportAttributeAccessIssue]
        why = "every hop" if stopped.stop.spec == "step" else one_line(stopped.stop.spec, 60)
        self.border_subtitle = Content(why)  # pyright: ignore[reportAttributeAccessIssue]
        self._read()
        if again:
            self._armed()  # whoever steps has the keys already
        else:
            self._arm()

    @property
    def value(self) -> Any:
        """What can be changed at the stop, as it is shown: with real values, or placeholders."""
        if self.stopped is None:
            return None
        value = self.stopped.stop.value
        return value if self._hidden else self.stopped.restore(value)

    def hide_values(self, hide: bool) -> None:
        """Placeholders in place of real values, or these again. Nothing typed is lost."""
        if hide == self._hidden or self.stopped is None:
            return
        self._hidden = hide
        if hide and self.editor.display:
            self._put_aside()
        elif not hide and self._aside:
            self._take_up()
        else:
            self._quiet()  # what is wrong with an edit may name a real value
        self._show()

    def rest(self) -> None:
        """The turn goes on; the next stop may come soon."""
        if self.editor.has_focus:
            self.bar.focus()
        self.stopped = None
        self._read()
        self.bar.update(Content("goes on…").stylize("$foreground-muted"))

    def close(self) -> None:
        """Nothing is stopped any more."""
        self.stopped = None
        self.display = False

    @property
    def writing(self) -> StopBar | StopEditor:
        """What takes the keys: the bar, or the field in which an edit is under way."""
        return self.editor if self.editor.display else self.bar

    # Keys that were meant for the prompt -------------------------------------------------------

    def _arm(self) -> None:
        if self._arming is not None:
            self._arming.stop()
        self.armed = False
        self._arming = self.set_timer(ARM_AFTER, lambda: rested(self, self._arm, self._armed))
        self._show()

    def _armed(self) -> None:
        self.armed = True
        self._show()

    def on_resize(self) -> None:
        self._show()

    def on_key(self, event: events.Key) -> None:
        if self.stopped is not None and not self.armed and self.bar.has_focus:
            self._arm()

    # Inside ------------------------------------------------------------------------------------

    def _pressed(self, what: str) -> None:
        stopped = self.stopped
        if stopped is None or not (self.armed or what == "prompt"):
            return
        if not stopped.can(what):
            self._tell(_cannot(what, stopped.stop))
        elif what == "edit" and self._aside:
            self._tell("an edit with real values waits unseen; /mask shows it again")
        elif what == "edit":
            self._edit()
        elif what == "hand_off" or what in _OTHER_ACTS:
            stopped.other(what)
        else:
            stopped.act(what, None)  # pyright: ignore[reportArgumentType]

    def _edit(self) -> None:
        text = json.dumps(self.value, indent=2, ensure_ascii=False)
        text = "\n".join(escape_json(line) for line in text.split("\n"))
        if len(text) > EDIT_CAP:
            self._tell("too long to edit here")
            return
        self.editor.text = text
        self.editor.display = True
        self._quiet()
        self._show()
        self.editor.focus()

    def _take(self) -> None:
        """Takes the edit, or says in one line what is wrong with it; nothing typed is lost."""
        stopped = self.stopped
        if stopped is None:
            return
        try:
            value = json.loads(self.editor.text)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "too deep"
            where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            self._tell(f"not JSON: {what}{where}")
            return
        if stopped.stop.editable == "arguments" and not isinstance(value, dict):
            self._tell("arguments are a JSON object: { … }")
        else:
            self._take_value(stopped, value)

    def _take_value(self, stopped: Stopped, typed: Any) -> None:
        real = put_back(typed, None if self._hidden else self.value, stopped.restore)
        if real == stopped.restore(stopped.stop.value):
            self._tell("nothing is changed; Esc, then c goes on as it is")
        elif wrong := stopped.stop.check(real):
            self._tell(clean(self._as_shown(wrong))[:400])
        else:
            stopped.act("edit", real)

    def _as_shown(self, words: str) -> str:
        """Words about an edit; while values are hidden, with the placeholders that it has."""
        if self._hidden and self.stopped is not None:
            for placeholder in set(PLACEHOLDER.findall(self.editor.text)):
                words = words.replace(str(self.stopped.restore(placeholder)), placeholder)
        return words

    def _put_aside(self) -> None:
        self._aside, had_keys = True, self.editor.has_focus
        self.editor.display = False
        self._quiet()
        if had_keys:
            self.bar.focus()

    def _take_up(self) -> None:
        self._aside = False
        self.editor.display = True
        self._quiet()
        if self.bar.has_focus:
            self.editor.focus()

    def _leave_edit(self) -> None:
        self._read()
        self.bar.focus()

    def _read(self) -> None:
        self._aside = self.editor.display = False
        self.editor.text = ""
        self._quiet()
        self._show()

    def _quiet(self) -> None:
        self.told.display = False

    def _tell(self, words: str) -> None:
        self.told.update(Content(words).stylize("$text-error"))
        self.told.display = True

    def _show(self) -> None:
        stopped = self.stopped
        if stopped is None:
            return
        style = "bold $text-accent" if self.armed else "$foreground-muted"
        parts: list[Content | str | tuple[str, str]] = []
        small = self.screen.has_class("-squat")
        if stopped.stop.editable and not self.editor.display and self.value is not None:
            room = max(self.size.width - 4, 40)
            told = one_line(arguments(self.value, 4 * room), room - 1)
            parts = [] if small else [(told, ""), "\n"]
        lines = [("step_take", "step_leave")] if self.editor.display else [_ACTS, _OTHERS]
        for number, line in enumerate(lines):
            parts += ["\n"] if number else []
            for key in (_BY_ID[name] for name in line):
                if self.editor.display or stopped.can(_what(key)):
                    parts += [(now(key).show, style), f" {_label(key, stopped)}  "]
        self.bar.update(Content.assemble(*parts))


def _what(key: Key) -> str:
    """`edit` of `step('edit')`."""
    return key.action.partition("'")[2].partition("'")[0]


def _label(key: Key, stopped: Stopped) -> str:
    return _WORDS.get(stopped.stop.editable, key.label) if _what(key) == "edit" else key.label


def _cannot(what: str, stop: Stop) -> str:
    match what:
        case "edit":
            return f"nothing can be changed {stop.spot.place} {stop.spot.name}"
        case "skip":
            return "only a call that is about to run can be skipped: before execute"
        case _:
            return "the pack has no hand_off tool"
