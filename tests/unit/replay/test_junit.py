"""JUnit XML as CI servers read it."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from sandbox.replay.divergence import Difference
from sandbox.replay.junit import Case, junit
from sandbox.replay.report import Report
from tests.unit.replay.conftest import edit


def _parsed(*cases: Case) -> ElementTree.Element:
    suite = ElementTree.fromstring(junit(cases, "strict")).find("testsuite")
    assert suite is not None
    return suite


def test_a_recording_that_passes_differs_or_cannot_run_is_a_case_each(
    replayed: Callable[..., Report], shop: Path
) -> None:
    good = replayed("denied", shop)
    edit(shop / "policy" / "data.yaml", "100.00", "10.00")
    bad = replayed("refund", shop)
    suite = _parsed(
        Case("denied", "brightcart", "recordings/denied.rec.jsonl", good, seconds=0.25),
        Case("refund", "brightcart", report=bad, seconds=0.5),
        Case("torn", error="torn.rec.jsonl is torn"),
    )
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "time")}
    assert counts == {"tests": "3", "failures": "1", "errors": "1", "time": "0.750"}
    passed, failed, broken = suite.findall("testcase")
    assert passed.get("classname") == "brightcart"
    assert passed.find("failure") is None
    failure, error = failed.find("failure"), broken.find("error")
    assert failure is not None
    assert error is not None
    assert "1.21 policy orders.issue_refund" in str(failure.get("message"))
    assert "cause? policy changed: policy/data.yaml" in str(failure.text)
    assert error.get("message") == "torn.rec.jsonl is torn"


def test_a_failed_assertion_is_a_failure(replayed: Callable[..., Report]) -> None:
    report = replayed("refund", assertions={"outcomes": ["asked"]})
    failure = _parsed(Case("refund", report=report)).find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "fails"
    assert failure.get("message") == "assertions.outcomes: the turns ended otherwise"


def test_what_xml_can_not_hold_is_replaced() -> None:
    strange = "a\x00b\x1b[31m<&>\ud800\uffff"
    found = Difference(turn=1, hop="1.1 x", kind="k", pointer="", expected=strange, got="]]>")
    suite = _parsed(Case(strange, report=Report("x", "strict", 1, found)))
    assert suite[0].get("name") == "a\ufffdb\ufffd[31m<&>\ufffd\ufffd"
    assert "]]>" in str(suite[0][0].text)
