"""Tools that no policy rule lets run: every call of them would be denied."""

from sandbox.pack.finding import Report
from sandbox.pack.pack import Pack
from sandbox.pack.rules_about import lets_run, rules_of
from sandbox.pack.tools_file import FILE


def look(pack: Pack, report: Report) -> None:
    """Warns of each such tool, at its line in tools.yaml."""
    if not pack.policy:
        return  # the loader has said so
    rules = [rule for rule in rules_of(pack) if lets_run(rule)]
    lines = pack.files.get(FILE, "").splitlines()
    for name, contract in pack.contracts.items():
        if not any(rule.about(contract) for rule in rules):
            line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{name}:")), 0)
            message = f"tool {name}: no policy rule lets it run, so it is always denied"
            report.warn(FILE, message, line, "write one in policy/")
