"""The pytest plugin, in pytest runs of their own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sandbox.pack.find import prompts_folder, shipped

pytest_plugins = ["pytester"]

NAMES = ("denied", "order-status", "refund")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a copy of brightcart and three recordings."""
    pack = shipped() / "brightcart"
    prompts = prompts_folder(pack)
    assert prompts is not None
    copy = pytester.path / "fixtures" / "brightcart"
    shutil.copytree(pack, copy, ignore=shutil.ignore_patterns("recordings", "__pycache__"))
    shutil.copytree(prompts, pytester.path / "prompts" / "brightcart")
    (copy / "recordings").mkdir()
    for name in NAMES:
        file = f"{name}.rec.jsonl"
        shutil.copy(pack / "recordings" / file, copy / "recordings" / file)
    monkeypatch.setenv("SANDBOX_HOME", str(pytester.path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return pytester.path


def _run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("fixtures", *words, timeout=120)


def _be_brief(project: Path) -> None:
    prompt = project / "prompts" / "brightcart" / "agent.md.j2"
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")


def _recording(project: Path, name: str) -> Path:
    return project / "fixtures" / "brightcart" / "recordings" / f"{name}.rec.jsonl"


def _lines(project: Path, name: str) -> list[str]:
    return _recording(project, name).read_text("utf-8").splitlines()


def _retitle(path: Path, **head: object) -> None:
    first, _, rest = path.read_text("utf-8").partition("\n")
    path.write_text(f"{json.dumps(json.loads(first) | head)}\n{rest}", "utf-8")


def test_every_recording_is_a_test_with_a_readable_name(
    pytester: pytest.Pytester, project: Path
) -> None:
    run = _run(pytester, "-v", "--strict-markers", "-m", "recording")
    run.assert_outcomes(passed=3)
    run.stdout.fnmatch_lines(["*recordings/refund.rec.jsonl::strict?refund? PASSED*"])
    assert not (project / "home").exists()


def test_recordings_are_chosen_by_name_and_by_tag(pytester: pytest.Pytester, project: Path) -> None:
    _retitle(_recording(project, "denied"), tags=["smoke"])
    _run(pytester, "-k", "refund").assert_outcomes(passed=1, deselected=2)
    run = _run(pytester, "-k", "smoke", "-v")
    run.assert_outcomes(passed=1, deselected=2)
    run.stdout.fnmatch_lines(["*denied.rec.jsonl*PASSED*"])


def test_a_difference_is_shown_as_a_diff_without_traceback(
    pytester: pytest.Pytester, project: Path
) -> None:
    _be_brief(project)
    run = _run(pytester, "-x", "--junitxml=report.xml")
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(
        [
            "denied: differs*",
            "  first difference: turn 1, 1.5 prompt",
            "  + Be brief.",
            "  cause? prompt changed: prompts/brightcart/agent.md.j2",
            "FAILED *denied.rec.jsonl::strict?denied? - turn 1, 1.5 prompt*",
        ]
    )
    assert "Traceback" not in run.stdout.str()
    assert ".py:" not in run.stdout.str()
    failure = ElementTree.parse(project / "report.xml").find(".//failure")
    assert failure is not None
    assert "1.5 prompt" in str(failure.get("message"))


def test_those_that_failed_last_are_run_alone(pytester: pytest.Pytester, project: Path) -> None:
    limit = project / "fixtures" / "brightcart" / "policy" / "data.yaml"
    limit.write_text(limit.read_text("utf-8").replace("100.00", "10.00"), "utf-8")
    _run(pytester).assert_outcomes(passed=2, failed=1)
    _run(pytester, "--lf").assert_outcomes(failed=1)


def test_an_update_rewrites_what_changed_and_shows_it(
    pytester: pytest.Pytester, project: Path
) -> None:
    before = {name: _lines(project, name) for name in NAMES}
    _run(pytester, "--recordings-update").assert_outcomes(passed=3)
    assert {name: _lines(project, name) for name in NAMES} == before
    _be_brief(project)
    run = _run(pytester, "--recordings-update", "-k", "refund")
    run.assert_outcomes(passed=1, deselected=2)
    run.stdout.fnmatch_lines(
        ["*recordings updated*", "refund.rec.jsonl: 8 events changed", "    + Be brief."]
    )
    after = _lines(project, "refund")
    assert len(after) == len(before["refund"])
    assert json.loads(after[0]) | {"last": ""} == json.loads(before["refund"][0]) | {"last": ""}
    assert _lines(project, "denied") == before["denied"]
    _run(pytester, "-k", "refund").assert_outcomes(passed=1, deselected=2)


def test_an_update_that_needs_a_model_fails_and_changes_nothing(
    pytester: pytest.Pytester, project: Path
) -> None:
    limit = project / "fixtures" / "brightcart" / "policy" / "data.yaml"
    limit.write_text(limit.read_text("utf-8").replace("100.00", "10.00"), "utf-8")
    before = _recording(project, "refund").read_bytes()
    run = _run(pytester, "--recordings-update", "-k", "refund")
    run.assert_outcomes(failed=1, deselected=2)
    run.stdout.fnmatch_lines(["*can't be updated: turn 1, 1.21 policy orders.issue_refund*"])
    assert _recording(project, "refund").read_bytes() == before


def test_on_several_workers_results_diffs_and_updates_are_the_same(
    pytester: pytest.Pytester, project: Path
) -> None:
    _be_brief(project)
    run = _run(pytester, "-n", "2", "-p", "xdist")
    run.assert_outcomes(failed=3)
    run.stdout.fnmatch_lines(
        ["  + Be brief.", "FAILED *::strict?refund? - turn 1, 1.5 prompt*"], consecutive=False
    )
    updated = _run(pytester, "-n", "2", "-p", "xdist", "--recordings-update")
    updated.assert_outcomes(passed=3)
    updated.stdout.fnmatch_lines(["refund.rec.jsonl: 8 events changed"])


def test_a_file_that_cannot_be_read_fails_in_one_line(
    pytester: pytest.Pytester, project: Path
) -> None:
    _recording(project, "denied").write_text("hello\n", "utf-8")
    rule = {"of": "promt", "at": "/x", "ignore": True}
    _retitle(_recording(project, "refund"), may_differ=[rule])
    run = _run(pytester)
    run.assert_outcomes(passed=1, failed=2)
    run.stdout.fnmatch_lines(["denied.rec.jsonl, line 1: not JSON*", "*did you mean prompt*"])
    assert "Traceback" not in run.stdout.str()


def test_replay_is_used_in_tests_of_ones_own_async_ones_too(
    pytester: pytest.Pytester, project: Path
) -> None:
    file = pytester.makepyfile(
        """
        import asyncio
        import pytest
        from sandbox.testing import replay

        FILE = "fixtures/brightcart/recordings/refund.rec.jsonl"

        def test_identical():
            replay(FILE).assert_identical()
            replay(FILE.removesuffix(".rec.jsonl"), pack="brightcart").assert_identical()

        def test_inside_a_loop():
            async def inside():
                assert replay(FILE).identical
            asyncio.run(inside())

        def test_difference():
            with pytest.raises(AssertionError, match="1.21 policy orders.issue_refund"):
                replay(FILE, pack="other/brightcart").assert_identical()
        """
    )
    other = project / "other" / "brightcart"
    shutil.copytree(project / "fixtures" / "brightcart", other)
    shutil.copytree(project / "prompts" / "brightcart", other / "prompts")
    limit = other / "policy" / "data.yaml"
    limit.write_text(limit.read_text("utf-8").replace("100.00", "10.00"), "utf-8")
    pytester.runpytest_subprocess(file, timeout=120).assert_outcomes(passed=3)


def test_the_plugin_loads_pytest_alone() -> None:
    code = (
        "import pytest, json, sys\nbefore = set(sys.modules)\n"
        "import sandbox.testing.plugin\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = {"sandbox", "sandbox.testing", "sandbox.testing.plugin"}
    assert set(json.loads(done.stdout)) == ours


def test_a_run_that_meets_no_recording_loads_no_more(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_light():
            ours = {name for name in sys.modules if name.split(".")[0] == "sandbox"}
            assert ours == {"sandbox", "sandbox.testing", "sandbox.testing.plugin"}
        """
    )
    pytester.runpytest_subprocess(timeout=120).assert_outcomes(passed=1)
