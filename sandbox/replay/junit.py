"""Reports of replays as JUnit XML, as CI servers read it: one test case a recording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sandbox.replay.report import Report

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Case:
    """One recording: its report, or in `error` why there is none. `seconds`: on the clock."""

    name: str
    pack: str = ""
    file: str = ""
    report: Report | None = None
    error: str = ""
    seconds: float = 0.0


def junit(cases: Sequence[Case], mode: str) -> str:
    """One `testsuite` of all cases, as a document."""
    failed = [case for case in cases if case.report is not None and not case.report.passed]
    broken = [case for case in cases if case.report is None]
    suite = {
        "name": f"sandbox replay {mode}",
        "tests": str(len(cases)),
        "failures": str(len(failed)),
        "errors": str(len(broken)),
        "skipped": "0",
        "time": f"{sum(case.seconds for case in cases):.3f}",
    }
    root = Element("testsuites")
    parent = SubElement(root, "testsuite", suite)
    for case in cases:
        _case(parent, case)
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _case(parent: Element, case: Case) -> None:
    facts = {"classname": case.pack or "recordings", "name": case.name, "file": case.file}
    given = {name: _clean(value) for name, value in facts.items() if value}
    element = SubElement(parent, "testcase", given | {"time": f"{case.seconds:.3f}"})
    if case.report is None:
        _told(element, "error", case.error, "could not run", case.error)
    elif not case.report.passed:
        lines = "\n".join(case.report.lines())
        _told(element, "failure", case.report.why(), case.report.verdict, lines)
    else:
        SubElement(element, "system-out").text = _clean("\n".join(case.report.lines()))


def _told(element: Element, tag: str, message: str, kind: str, text: str) -> None:
    child = SubElement(element, tag, {"message": _clean(message), "type": kind})
    child.text = _clean(text)


def _clean(text: str) -> str:
    """Without what no XML document may hold."""
    return _NOT_XML.sub("\ufffd", text)
