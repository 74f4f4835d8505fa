"""policy/*.rego and policy/data.yaml. The rules themselves are judged by `sandbox.policy`."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.pack.digest import POLICY_DATA
from sandbox.pack.finding import Report
from sandbox.pack.yaml_text import read_mapping

_PACKAGE = re.compile(r"^package\s+policy\s*(#.*)?$", re.MULTILINE)


def read_policy(files: Mapping[str, str], report: Report) -> tuple[dict[str, str], dict[str, Any]]:
    """Rules by path (`policy/refunds.rego`), and the data they read as `data.…`."""
    rules = {file: text for file, text in files.items() if file.endswith(".rego")}
    for file, text in rules.items():
        if not _PACKAGE.search(text):
            hint = "its first lines are `package policy` and `import rego.v1`"
            report.error(file, "is not in the package `policy`", 1, hint)
    if not rules:
        hint = "write policy/rules.rego; without a rule that allows it, every call is denied"
        with report.across("policy/"):
            report.error("policy", "has no rules", 0, hint)
    text = files.get(POLICY_DATA)
    located = read_mapping(POLICY_DATA, text, report) if text and text.strip() else None
    data = located.data if located else {}
    if located and "policy" in data:
        hint = "the rules have this name"
        report.error(POLICY_DATA, "a key `policy`", located.line("policy"), hint)
    return rules, data
