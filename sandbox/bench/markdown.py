"""The table of docs/performance.md, made from the document of a run."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sandbox.bench.machine import BUSY
from sandbox.bench.table import cells
from sandbox.domain.faults import SandboxError

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def write(path: Path, run: Mapping[str, Any]) -> None:
    """Puts the table between the two marks of the file; a file that is not there is made.

    Raises `SandboxError` for a file without the marks (code 2), or that can't be written.
    """
    table = "\n".join((BEGIN, *lines(run), END))
    try:
        old = path.read_text("utf-8") if path.exists() else f"{BEGIN}\n{END}\n"
        before, begin, rest = old.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not begin or not end:
            hint = f"put a line {BEGIN} and a line {END} where the table goes"
            raise SandboxError(f"{path.name} does not say where the table goes", hint, code=2)
        path.write_text(f"{before}{table}{after}", "utf-8")
    except OSError as error:
        raise SandboxError(f"can't write {path.name}: {error.strerror}", "name another") from None


def lines(run: Mapping[str, Any]) -> Iterator[str]:
    """Where and when, then a table for each measurement, then what was not measured."""
    yield _where(run)
    if run.get("stopped"):
        yield "It was stopped before its end."
    figures = {item["name"]: [] for item in run["measured"]}
    for item in run["figures"]:
        figures.setdefault(item["measurement"], []).append(item)
    for section in run["measured"]:
        yield ""
        yield f"**{section['title']}** (`{section['name']}`){_busy(section)}"
        yield ""
        yield "| figure | target | median | p95 | spread | n | met |"
        yield "|---|---|---|---|---|---|---|"
        busy = section["others"] > BUSY
        yield from (_row(item, busy) for item in figures[section["name"]])
    if run["not_measured"]:
        yield ""
        yield "Not measured there:"
        yield ""
        yield from (f"* `{item['name']}`: {item['why']}" for item in run["not_measured"])


def _where(run: Mapping[str, Any]) -> str:
    machine = run["machine"]
    shares = [section["others"] for section in run["measured"]]
    others = f"{min(shares):.0%} to {max(shares):.0%}".replace("%", " %") if shares else "unknown"
    return (
        f"Run of {run['day']}, version {run['version']}, size {run['size']}: "
        f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}. Others used {others} of the machine meanwhile."
    )


def _busy(section: Mapping[str, Any]) -> str:
    if section["others"] <= BUSY:
        return ""
    share = f"{section['others']:.0%}".replace("%", " %")
    return f": others used {share} of the machine, so times on the clock are too long"


def _row(item: Mapping[str, Any], busy: bool) -> str:
    name = item["name"]
    words = f"– {name.strip()}" if name.startswith(" ") else name
    told = list(cells(item))
    if told[-1] == "NO":
        told[-1] = "no, busy" if busy and item["on_the_clock"] else "**no**"
    note = f"<br>{item['note']}" if item["note"] else ""
    return "| " + " | ".join(_plain(cell) for cell in (words + note, *told)) + " |"


def _plain(cell: str) -> str:
    return cell.replace("|", "\\|")
