"""What the help of `sandbox compare` teaches, as in `pages.Page`."""

from typing import Final

COMPARE_PAGE: Final[tuple[str, tuple[tuple[str, str], ...], str, str]] = (
    "Two to four models hear the same words at the same time, each in its own session on its own\n"
    "copy of the back-end. The first one is the base. You get a scoreboard and the hops side by\n"
    "side. SESSION@TURN says that turn again, SESSION all of its turns; -m says something else.\n"
    "A script's expectations are judged for each model. With --repeat a run passes when these\n"
    "hold, else when tools and rows are the base's. The same model may stand there twice.\n"
    "--prompts lays versions of the prompt side by side, on one model or on each of two.",
    (
        (
            'sandbox compare --models sandbox/scripted,sandbox/sloppy -m "order 10042?"',
            "one message to two models",
        ),
        (
            "sandbox compare last@1 --models sandbox/scripted,sandbox/sloppy",
            "the first turn of the session written to last",
        ),
        (
            "sandbox compare --models sandbox/scripted,sandbox/sloppy --script talk.yaml",
            "a script, its expectations judged",
        ),
        (
            "sandbox compare last --models sandbox/sloppy,sandbox/sloppy --repeat 3",
            "how much one model varies",
        ),
        (
            'sandbox compare --prompts 1,draft.md.j2 -m "order 10042?"',
            "two prompts on one model: by version, or by file",
        ),
        (
            "sandbox compare last --models sandbox/scripted,sandbox/sloppy --json",
            "all of it as data",
        ),
    ),
    "0 fine · 1 an expectation does not hold · 2 wrong use · 3 no arm came to its end.",
    "a session for each run, tagged with the comparison; --html, --markdown and --save\n"
    "write what they name.",
)
