"""The help page of `sandbox bench`."""

from typing import Final

BENCH_PAGE: Final = (
    "Measures what is fast and what it costs, on this machine: the screen in a terminal of its\n"
    "own, a turn's CPU by hop, replays, many sessions at once, wrong calls mended. What has a\n"
    "reference takes turns with it, and each row says how many samples it has and how far they\n"
    "spread. It uses both cores: close what else works. Ctrl+C keeps what was measured.\n"
    "docs/performance.md explains each figure.",
    (
        ("sandbox bench", "everything, in under ten minutes"),
        ("sandbox bench --list", "what can be measured, and what can't be here"),
        ("sandbox bench --only counts", "one measurement; this one takes three seconds"),
        ("sandbox bench --quick --json before.json", "three minutes, kept as data"),
        ("sandbox bench --only hub_turn --against before.json", "what a change cost"),
        ("sandbox bench --profile counts", "which functions take its time"),
        ("sandbox bench --from run.json --markdown table.md", "a run as Markdown"),
    ),
    "0 fine · 1 a target is missed (only with --strict) · 2 wrong use · 3 a measurement broke.",
    "works in the system's folder for temporary files and removes what it made; writes the\n"
    "FILE of --json and --markdown.",
)
