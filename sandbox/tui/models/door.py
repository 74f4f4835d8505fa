"""What the model picker needs; `sandbox.cli.driver.ScreenDriver` gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from sandbox.models.listing import Choice
    from sandbox.tui.driver import Driver


@runtime_checkable
class ModelSource(Protocol):
    """Who knows all models there are."""

    def model_list(self, asking: bool) -> list[Choice]:
        """For a thread. `asking` also asks servers of this machine, and past sessions."""
        ...


def listed(driver: Driver, asking: bool) -> list[Choice]:
    """Models of `driver`, or as much as one says that has only names. For a thread."""
    from sandbox.models.listing import Choice

    if isinstance(driver, ModelSource):
        return driver.model_list(asking)
    return [
        Choice(one.name, one.provider, one.key, one.window, one.price, one.note)
        for one in driver.models()
    ]
