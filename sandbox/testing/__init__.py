"""Recordings as tests: `from sandbox.testing import replay; replay("file").assert_identical()`.

Nothing of ours is imported until it is used: the pytest plugin lives in this package, and pytest
loads it in every run of the environment.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.testing.replayed import Replayed, replay

__all__ = ["Replayed", "replay"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sandbox.testing import replayed

    return getattr(replayed, name)
