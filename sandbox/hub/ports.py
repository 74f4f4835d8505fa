"""The ports of one turn, filled by `wiring` for a live session and by `replay` for a tape."""

from dataclasses import dataclass

from sandbox.ports import (
    Ask,
    Decide,
    Dice,
    Model,
    Progress,
    Rows,
    Search,
    Sleep,
    Toolbox,
    Wall,
    WorldClock,
)


@dataclass
class Ports:
    """Everything outside the agent."""

    model: Model
    toolbox: Toolbox
    rows: Rows
    search: Search
    clock: WorldClock
    ask: Ask
    sleep: Sleep
    wall: Wall
    dice: Dice
    decide: Decide
    progress: Progress
