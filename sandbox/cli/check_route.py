"""`sandbox check route`: which intent a message is; and how good the intents are on many."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.cli import check as checks
from sandbox.cli import options, output
from sandbox.cli.check_lines import route_lines
from sandbox.cli.progress import progress
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.check.route import RouteChecker

Train = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help='Lines of {"text", "intent"} in place of the pack\'s intents.'
    ),
]
Summary = Annotated[
    bool, typer.Option("--summary", help="Sums up a --file whose lines have an intent.")
]


def route(
    text: checks.Text = "",
    file: checks.Lines = None,
    train: Train = None,
    summary: Summary = False,
    pack: options.Pack = "",
    as_json: options.AsJson = False,
) -> None:
    """Which intent a message is, how sure, and the others by score."""
    if summary and (file is None or text):
        raise SandboxError("--summary needs --file FILE", "lines of {text, intent}", code=2)
    checker = _checker(pack, train)
    if summary and file is not None:
        _sum_up(checker, file, as_json)
        return

    def judge(given: dict[str, Any]) -> dict[str, JSON]:
        from sandbox.check.lines import text_in

        return checker.check(text_in(given, "text"))

    checks.judged(judge, {"text": text} if text else None, file, as_json, route_lines)


def _checker(pack: str, train: Path | None) -> "RouteChecker":
    from sandbox.check.lines import BadLine
    from sandbox.check.route import of_lines, of_pack

    if train is None:
        return of_pack(checks.load(pack), _folder())
    lines = _labelled(train)
    with progress("Training, in hundredths:") as shown:
        try:
            return of_lines(lines, _folder(), lambda share: shown(round(share * 100), 100))
        except BadLine as error:
            raise SandboxError(f"{train}: {error}", _FORM, code=2) from None


_FORM = 'each line is {"text", "intent"}'


def _labelled(file: Path) -> list[dict[str, Any]]:
    """The lines of a file, each with a text and an intent. Raises `SandboxError`."""
    from sandbox.check.lines import read_lines, text_in, verdicts
    from sandbox.check.route import label_in

    def judge(given: dict[str, Any]) -> dict[str, JSON]:
        text_in(given, "text")
        label_in(given)
        return {}

    lines = list(verdicts(read_lines(file), judge))
    bad = next((str(one["error"]) for one in lines if "error" in one), "")
    if bad:
        raise SandboxError(f"{file}: {bad}", _FORM, code=2)
    return [one["input"] for one in lines]  # pyright: ignore[reportReturnType]


def _sum_up(checker: "RouteChecker", file: Path, as_json: bool) -> None:
    from sandbox.check.route import label_in
    from sandbox.check.route_summary import Judged, summary, summary_lines

    lines = _labelled(file)
    judged: list[Judged] = []
    with progress("Judging") as shown:
        for number, line in enumerate(lines):
            shown(number, len(lines))
            ranked = checker.router.candidates(line["text"])
            best, score = (ranked[0].intent, ranked[0].score) if ranked else ("", 0.0)
            judged.append(Judged(label_in(line), best if score else "", score))
    told = summary(judged, checker.threshold)
    if as_json:
        output.data(told)
    else:
        output.lines(summary_lines(told))


def _folder() -> Path | None:
    """Where trained routers are kept; None where there is no state home yet."""
    from sandbox.settings import home_folder, load_settings

    home = home_folder(load_settings())
    return home / "routing" if home.is_dir() else None
