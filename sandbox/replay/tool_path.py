"""The path of tools: which ran, and in which order."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sandbox.replay.assertions import Failure, ToolPath


def check_path(path: ToolPath, ran: Sequence[str], where: str) -> Iterator[Failure]:
    """What of `path` does not hold for the tools that `ran`."""
    if path.exact is not None and list(path.exact) != list(ran):
        yield _failure(f"{where}.exact", "other tools ran, or in another order", path.exact, ran)
    if path.in_order is not None and (missing := _first_missing(path.in_order, ran)):
        said = f"{missing} did not run where it should"
        yield _failure(f"{where}.in_order", said, path.in_order, ran)
    if path.any_order is not None and (rest := Counter(path.any_order) - Counter(ran)):
        said = f"did not run, or not so often: {', '.join(sorted(rest))}"
        yield _failure(f"{where}.any_order", said, path.any_order, ran)
    if path.subset is not None and (others := {*ran} - {*path.subset}):
        said = f"ran though it should not: {', '.join(sorted(others))}"
        yield _failure(f"{where}.subset", said, path.subset, ran)


def _first_missing(wanted: Sequence[str], ran: Sequence[str]) -> str:
    """The first of `wanted` that does not come after the ones before it; "" if all do."""
    rest = iter(ran)
    return next((tool for tool in wanted if tool not in rest), "")


def _failure(where: str, said: str, wanted: Sequence[str], ran: Sequence[str]) -> Failure:
    return Failure(where=where, said=said, expected=list(wanted), got=list(ran))
