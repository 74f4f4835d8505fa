"""A prompt that was put back: the template knows the newest version that lock.toml holds."""

from pathlib import Path

import pytest

from sandbox.pack.finding import Report
from sandbox.pack.load import load_pack
from sandbox.pack.lock import check_lock, with_newest
from sandbox.pack.pack import Template

WORKSHOP = Path(__file__).parents[3] / "fixtures" / "broken" / "workshop"


def template(version: str) -> Template:
    return Template(id="agent", version=version, text="", digest=f"digest of {version}")


@pytest.mark.parametrize(
    ("version", "locked", "newest"),
    [
        ("1", ("1", "2"), "2"),
        ("9", ("9", "10"), "10"),
        ("2", ("1", "2"), ""),
        ("3", ("1", "2"), ""),
        ("1", (), ""),
        ("draft", ("1", "2"), ""),
        ("1", ("1", "draft"), ""),
    ],
)
def test_only_a_higher_number_is_newer(version: str, locked: tuple[str, ...], newest: str):
    found = with_newest({"agent": template(version)}, {"agent": dict.fromkeys(locked, "x")})
    assert found["agent"].newest == newest


def test_lint_warns_of_a_version_that_is_behind():
    report = Report()
    versions = {"1": "digest of 1", "2": "digest of 2"}
    templates = with_newest({"agent": template("1")}, {"agent": versions})
    check_lock(templates, {"agent": versions}, {}, report)
    (finding,) = report.in_order()
    assert "is behind '2' of lock.toml" in finding.message


def test_the_workshops_pack_is_the_one_with_that_fault():
    assert load_pack(str(WORKSHOP)).templates["agent"].newest == "2"
    assert load_pack("brightcart").templates["agent"].newest == ""
