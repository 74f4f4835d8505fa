"""SQL functions of a pack's statements: money, and SQLite's date functions without its clock."""

import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

from sandbox.api import ToolError, to_major, to_minor

DATES: Final = ("date", "time", "datetime", "julianday", "unixepoch", "strftime")
"""They answer from the machine's clock when asked for 'now', and that differs in each replay."""

OURS: Final = ("to_major", "to_minor")

_NAMES: Final = """
abs coalesce concat concat_ws format glob hex ifnull iif instr length like lower ltrim max min
nullif printf quote replace round rtrim sign substr substring trim typeof unicode upper char
avg count group_concat string_agg sum total
cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
json json_array json_array_length json_extract json_group_array json_group_object json_insert
json_object json_patch json_quote json_remove json_replace json_set json_type json_valid
-> ->> likely unlikely likelihood
"""

ALLOWED: Final = frozenset((*OURS, *DATES, *_NAMES.split()))
"""What a statement may call: nothing that depends on the machine or an earlier statement."""

_CLOCK_WORDS: Final = frozenset(("now", "localtime", "utc"))
_raised = threading.local()


def prepare(connection: sqlite3.Connection) -> None:
    """Makes the functions known to a connection; cheap when they are already."""
    _raised.error = None
    try:
        connection.execute("SELECT to_major(NULL)")
    except sqlite3.OperationalError:
        clock = sqlite3.connect(":memory:", check_same_thread=False)
        _add(connection, "to_major", 1, lambda value: None if value is None else _major(value))
        _add(connection, "to_minor", 1, lambda text: None if text is None else to_minor(text))
        for name in DATES:
            _add(connection, name, -1, _without_clock(name, clock))


def taken() -> ToolError | None:
    """What a function of this thread complained of, once; SQLite says only that it failed."""
    error, _raised.error = getattr(_raised, "error", None), None
    return error


def _add(
    connection: sqlite3.Connection, name: str, arguments: int, body: Callable[..., Any]
) -> None:
    def told(*values: Any) -> Any:
        try:
            return body(*values)
        except ToolError as error:
            _raised.error = error
            raise

    connection.create_function(name, arguments, told, deterministic=True)


def _major(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ToolError("to_major takes whole minor units", "bad_arguments")
    return to_major(value)


def _without_clock(name: str, clock: sqlite3.Connection) -> Callable[..., Any]:
    """The date function, for given times only."""
    fewest = 2 if name == "strftime" else 1

    def dated(*values: Any) -> Any:
        if len(values) < fewest or _asks_the_clock(values):
            raise ToolError(f"{name}() without a time: use :now, the world's clock")
        marks = ", ".join("?" * len(values))
        return clock.execute(f"SELECT {name}({marks})", values).fetchone()[0]

    return dated


def _asks_the_clock(values: Iterable[Any]) -> bool:
    texts = (one.decode("latin-1") if isinstance(one, bytes) else one for one in values)
    return any(isinstance(one, str) and one.lower() in _CLOCK_WORDS for one in texts)
