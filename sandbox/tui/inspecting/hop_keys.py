"""What the keys of trace and inspector do on the main screen: to the next trouble, hops out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sandbox.tui.feed.format import plural

if TYPE_CHECKING:
    from sandbox.tui.feed.suspects.suspect import Suspect
    from sandbox.tui.inspecting.hops import Act
    from sandbox.tui.screens.main import MainScreen


class HopKeys:
    """For the main screen: a mixin, so that its file stays about the one cursor."""

    _trouble: tuple[object, str] = (None, "")
    """The session's pump, and the hop that the key went to last."""

    def action_trouble(self, by: int) -> None:
        """Puts the trace's cursor on the next suspicious hop, and the inspector on its tab."""
        screen = cast("MainScreen", self)
        found = screen.pump.suspicions.worth() if screen.pump is not None else []
        if not found:
            screen.notify("Nothing is suspicious in this session.", markup=False, timeout=3)
            return
        hops = list(dict.fromkeys(one.hop for one in found))
        pump, before = self._trouble
        before = before if pump is screen.pump else ""
        at = _next(hops, before, by)
        if at == 0 and before in hops:
            some = f"The first of {plural(len(hops), 'trouble')} again."
            words = some if len(hops) > 1 else f"{before} is the only hop in trouble."
            screen.notify(words, markup=False, timeout=2)
        self._trouble = (screen.pump, hops[at])
        trace = screen.trace.trace
        if trace is not None and trace.filter is not None and trace.find(hops[at]) is None:
            screen.filter_trace("")  # `f f` puts it back
        screen.inspect_hop(hops[at], _tab([one for one in found if one.hop == hops[at]]))

    def action_inspect_tab(self, by: int) -> None:
        """Another tab of the inspector, from the trace."""
        cast("MainScreen", self).inspector.action_tab(by)

    def action_open_hop(self) -> None:
        """The inspector's tab in the person's editor."""
        self._act("open")

    def action_copy_json(self) -> None:
        """In trace and inspector the hop; elsewhere what is under the cursor there."""
        if self._on_a_hop:
            self._act("json")
        else:
            super().action_copy_json()  # pyright: ignore[reportAttributeAccessIssue]

    def action_export(self) -> None:
        """In trace and inspector the hop; elsewhere the conversation."""
        if self._on_a_hop:
            self._act("export")
        else:
            super().action_export()  # pyright: ignore[reportAttributeAccessIssue]

    @property
    def _on_a_hop(self) -> bool:
        screen = cast("MainScreen", self)
        return screen.trace.has_focus or screen.inspector.has_focus

    def _act(self, wanted: Act) -> None:
        from sandbox.tui.inspecting.hops import act

        act(cast("MainScreen", self), wanted)


def _tab(here: list[Suspect]) -> str:
    """Where the most telling suspicion shows; of a call that failed, why it was made to fail."""
    armed = [one.tab for one in here if one.kind == "fault"]
    return armed[0] if armed and here[0].kind == "failed" else here[0].tab


def _next(hops: list[str], before: str, by: int) -> int:
    """Where to go from the hop that was shown before; from none, to the first."""
    if before not in hops:
        return 0 if by > 0 else len(hops) - 1
    return (hops.index(before) + by) % len(hops)
