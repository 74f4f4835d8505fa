"""The fault console: every fault, armed or not, with how often it fired."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sandbox.domain.faults import SandboxError
from sandbox.tui.dock.faults.rows import FaultLine, Fired, fault_lines, in_full, keyed, rows_of
from sandbox.tui.dock.faults.typing import FaultField, completions, next_parts
from sandbox.tui.dock.faults.words import Preset, does, presets, when
from sandbox.tui.dock.rowlist import Acting, RowList
from sandbox.tui.dock.view import DockView
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.keymap import bindings, hints

if TYPE_CHECKING:
    from sandbox.tui.driver import Driver, FaultTarget
    from sandbox.tui.key import Key

READ_ONLY = "a recording: faults can't be armed"


class FaultList(RowList):
    """The rows of the console."""

    BINDINGS = bindings("faults")


class FaultsView(DockView):
    """Arms and disarms from the next turn on; a recording only shows what was armed."""

    DEFAULT_CSS = """
    FaultsView #fault-field { display: none; height: 1; background: $surface; }
    FaultsView.-typing #fault-field { display: block; }
    FaultsView #fault-told { height: auto; max-height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.list = FaultList(id="fault-list")
        self.field = FaultField(self.targets)
        self.field.id = "fault-field"
        self.told = Static(id="fault-told", markup=False)
        self.driver: Driver | None = None
        self.replaced = ""
        self.armed = 0
        self.lines: dict[str, FaultLine] = {}
        self._fired = Fired()

    def compose(self) -> ComposeResult:
        yield self.list
        yield self.field
        yield self.told

    # What the host asks and tells --------------------------------------------------------------

    @property
    def home(self) -> Widget:
        return self.field if self.has_class("-typing") else self.list

    @property
    def title(self) -> str:
        if not self.armed:
            return "none armed"
        return f"fired {sum(one.fired for one in self.lines.values() if one.number)}"

    @property
    def below(self) -> str:
        if self.driver is None:
            return ""
        if not self.driver.live:
            return READ_ONLY
        return f"seed {self.driver.seed} · on replay the same fire"

    @property
    def hints(self) -> list[Key]:
        if self.driver is not None and not self.driver.live:
            others = hints("faults", "lists", "main")
            return [key for key in others if key.area != "faults" or key.id == "fault_open"]
        return []

    def opened(self, driver: Driver) -> None:
        self.driver = driver
        self._fired = Fired()
        if self.is_mounted:
            self.step_back()

    def changed(self) -> None:
        if self.driver is None:
            return
        armed, gone = fault_lines(self.driver.session, self._fired)
        self.armed = len(armed)
        self.lines = keyed(armed, gone)
        self.list.show(rows_of(self.lines))
        if self.list.row is not None and self.list.row.key == "/head":
            self.list.go_to_line(next(iter(_places(self.list)), 0))
        self._peek()
        self.post_message(self.Changed())

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        event.stop()
        self._peek()

    def _peek(self) -> None:
        """What the row under the cursor is, in full."""
        one = self.lines.get(self.list.row.key) if self.list.row is not None else None
        if not self.has_class("-typing"):
            self.tell(in_full(one) if one is not None else "", "$foreground-muted")

    def targets(self) -> list[FaultTarget]:
        """What faults can be aimed at here."""
        live = self.driver is not None and self.driver.live
        return self.driver.fault_targets() if live and self.driver else []

    # Keys --------------------------------------------------------------------------------------

    def on_acting_acted(self, event: Acting.Acted) -> None:
        event.stop()
        row = self.list.row
        one = self.lines.get(row.key) if row is not None else None
        if event.what == "open":
            if one is not None and one.last:
                self.post_message(self.Jumped(one.last))
            return
        if self.driver is None or not self.driver.live:
            self.tell(READ_ONLY, "$text-warning")
            return
        match event.what:
            case "toggle" if one is not None:
                self._do(partial(self._disarm if one.number else self._arm, one.text))
            case "add":
                self.type("")
            case "edit" if one is not None:
                self.type(one.text, one.text if one.number else "")
            case "none":
                self._do(partial(self._disarm, "all"))
            case "presets":
                self._pick()
            case _:
                pass

    def type(self, text: str, replaced: str = "") -> None:
        """Opens the line with `text`; Enter then arms it in place of `replaced`."""
        self.replaced = replaced
        self.add_class("-typing")
        self.field.value = text
        self.field.cursor_position = len(text)
        self.field.focus()
        self._judge(text)
        self.post_message(self.Changed())

    def step_back(self) -> bool:
        typing = self.has_class("-typing")
        self.remove_class("-typing")
        self._peek()
        self.post_message(self.Changed())
        if typing and self.field.has_focus:
            self.list.focus()
        return typing

    def on_fault_field_typed(self, event: FaultField.Typed) -> None:
        event.stop()
        self._judge(event.text)

    def on_fault_field_given(self, event: FaultField.Given) -> None:
        event.stop()
        text = event.text
        if text and self._do(lambda: self._replace(text)):
            self.step_back()

    # Arming ------------------------------------------------------------------------------------

    def _judge(self, text: str) -> None:
        """One line about what is typed: what it would do, or why it can't be armed."""
        from sandbox.domain.fault_spec import parse_fault

        if self.driver is None:
            return
        offers = [one for one in completions(text, self.targets()) if one != text][:12]
        names = "  ".join(one[len(text.rpartition(":")[0]) :].lstrip(":") for one in offers)
        if not text:
            self.tell(f"of what? {names}", "$foreground-muted")
            return
        try:
            spec = parse_fault(self.driver.check_fault(text))
        except SandboxError as error:
            if offers:
                self.tell(f"Tab completes: {names}", "$foreground-muted")
            else:
                why = error.message.removeprefix(f"--fault {text[:80]}: ")
                self.tell(f"{why} ({error.hint})" if error.hint else why, "$text-error")
            return
        more = f"  then {next_parts(text)}" if not (spec.arguments or "@" in text) else ""
        self.tell(f"Enter arms it: {does(spec)}, {when(spec)}.{more}", "$text-success")

    def _do(self, do: Callable[[], None]) -> bool:
        """Runs what arms or disarms; what is wrong is one line. False when it was."""
        try:
            do()
        except SandboxError as error:
            words = f"{error.message} ({error.hint})" if error.hint else error.message
            self.tell(words, "$text-error")
            return False
        self.changed()
        return True

    def _arm(self, text: str) -> None:
        if self.driver is not None:
            self.driver.arm(text)

    def _disarm(self, which: str) -> None:
        if self.driver is not None:
            self.driver.disarm(which)

    def _replace(self, text: str) -> None:
        if self.driver is None:
            return
        spec = self.driver.check_fault(text)
        if self.replaced and self.replaced != spec:
            self.driver.disarm(self.replaced)
        if self.replaced != spec:
            self.driver.arm(spec)

    def _pick(self) -> None:
        from sandbox.tui.screens.picker import Choice, Picker

        found = presets(self.targets())
        choices = [Choice(one.name, f"{one.name:<18}", f"{one.does}: {_all(one)}") for one in found]

        def picked(name: str | None) -> None:
            preset = next((one for one in found if one.name == name), None)
            if preset is not None:
                self._do(lambda: self._arm_all(preset))

        self.app.push_screen(Picker("Presets, built in · Enter arms", choices), picked)

    def _arm_all(self, preset: Preset) -> None:
        if self.driver is None:
            return
        armed = {one.text for one in self.driver.session.back.armoury.faults}
        for text in [self.driver.check_fault(one) for one in preset.specs]:
            if text not in armed:
                self.driver.arm(text)
        self.app.notify(f"Armed {plural(len(preset.specs), 'fault')}: {preset.name}", markup=False)

    def tell(self, words: str, style: str) -> None:
        """One line under the list."""
        self.told.update(Content(one_line(words, 500)).stylize(style))


def _places(rows: FaultList) -> list[int]:
    """Where the faults stand among the rows."""
    return [place for place, row in enumerate(rows.rows) if not row.key.startswith("/")]


def _all(preset: Preset) -> str:
    return ", ".join(preset.specs)
