"""The only package that knows which adapter fills which port. Heavy modules are imported in here,

inside functions, after the first frame of the screen.
"""

from sandbox.wiring.models import model_choices, models_of
from sandbox.wiring.packs import load, rules_of, search_of
from sandbox.wiring.replays import go_on_from, strict_replay, sweep_of
from sandbox.wiring.sessions import Start, fork_session, new_session, open_session

__all__ = [
    "Start",
    "fork_session",
    "go_on_from",
    "load",
    "model_choices",
    "models_of",
    "new_session",
    "open_session",
    "rules_of",
    "search_of",
    "strict_replay",
    "sweep_of",
]
