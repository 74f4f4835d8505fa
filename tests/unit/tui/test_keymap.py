"""Keys and commands are each written down once, and every one of them works somewhere."""

import inspect as python
import re

from sandbox.tui.app import HopscopeApp
from sandbox.tui.commands import COMMANDS
from sandbox.tui.db.grid import DbLines
from sandbox.tui.dock.faults.view import FaultList
from sandbox.tui.dock.log.list import LogList
from sandbox.tui.dock.state.view import StateList
from sandbox.tui.human.composer import Composer
from sandbox.tui.keymap import KEYS, hints
from sandbox.tui.screens.compare import CompareScreen
from sandbox.tui.screens.confirm import ConfirmScreen
from sandbox.tui.screens.help import help_choices
from sandbox.tui.screens.main import MainScreen
from sandbox.tui.screens.mark import MarkScreen
from sandbox.tui.stepping.panel import StopBar, StopEditor
from sandbox.tui.widgets.chat import ChatView
from sandbox.tui.widgets.inspector import InspectorView
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.prompt import Prompt
from sandbox.tui.widgets.sessionlist import SessionList
from sandbox.tui.widgets.trace import TraceView

HOMES = {
    "app": HopscopeApp,
    "main": MainScreen,
    "prompt": Prompt,
    "human": Composer,
    "lists": LineView,
    "chat": ChatView,
    "trace": TraceView,
    "inspect": InspectorView,
    "state": StateList,
    "db": DbLines,
    "faults": FaultList,
    "log": LogList,
    "step": StopBar,
    "stepedit": StopEditor,
    "confirm": ConfirmScreen,
    "mark": MarkScreen,
    "sessions": SessionList,
    "compare": CompareScreen,
}
LOST = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+left_square_bracket", "f10", "f11"}


def test_every_key_has_an_action_that_exists():
    for key in KEYS:
        action = key.action.partition("(")[0]
        home = HOMES[key.area]
        if action.startswith("screen."):
            home, action = MainScreen, action[7:]
        elif action.startswith("app."):
            home, action = HopscopeApp, action[4:]
        assert hasattr(home, f"action_{action}"), key.id


def test_ids_are_unique_and_no_key_is_one_that_terminals_lose():
    assert len({key.id for key in KEYS}) == len(KEYS)
    assert not [key.id for key in KEYS if set(key.keys.split(",")) & LOST]


def test_no_pane_binds_a_key_twice():
    for area in ("chat", "trace", "inspect"):
        keys = [k for key in KEYS if key.area in (area, "lists") for k in key.keys.split(",")]
        assert len(set(keys)) == len(keys), area


def test_help_lists_every_key_and_command():
    ids = {choice.id for choice in help_choices("trace")}
    assert {f"key:{key.id}" for key in KEYS} <= ids
    assert {f"command:{command.name}" for command in COMMANDS} <= ids
    assert help_choices("trace")[0].search == "Trace"


def test_hints_show_the_panes_own_keys_first():
    shown = [key.label for key in hints("trace", "lists", "main")]
    assert shown[:3] == ["inspect", "fold", "filter"]
    assert len(set(shown)) == len(shown)


def test_commands_are_named_once_and_explained():
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+", name) for name in names)
    assert all(command.help and python.isfunction(command.run) for command in COMMANDS)
