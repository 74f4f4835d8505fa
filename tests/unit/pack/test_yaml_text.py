"""YAML is read as people expect it, and every key knows its line."""

import pytest

from sandbox.pack.finding import Report
from sandbox.pack.yaml_text import read_mapping, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12:30", "12:30"),
        ("007", "007"),
        ("7", 7),
        ("1.50", 1.5),
        ("1e5", "1e5"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z"),
    ],
)
def test_plain_words_stay_what_they_look_like(text: str, value: object) -> None:
    located = read_yaml("a.yaml", f"key: {text}\n", Report())
    assert located is not None
    assert located.data == {"key": value}


def test_lines_are_known_by_path_and_fall_back_to_the_nearest_parent() -> None:
    located = read_yaml("a.yaml", "a:\n  b:\n    - x\n    - y\n", Report())
    assert located is not None
    assert located.line("a", "b", 1) == 4
    assert located.line("a", "b", "missing") == 2
    assert located.line("nowhere") == 1


def test_a_key_given_twice_is_an_error_with_its_line() -> None:
    report = Report()
    read_yaml("a.yaml", "a: 1\nb: 2\na: 3\n", report)
    assert [(f.line, f.message) for f in report.findings] == [(3, "the key 'a' is given twice")]


def test_broken_yaml_gives_the_line_also_below_front_matter() -> None:
    report = Report()
    assert read_yaml("a.md", "a: [1\nb: 2\n", report, first_line=10) is None
    assert report.findings[0].line == 11


def test_a_tab_gets_its_own_hint() -> None:
    report = Report()
    read_yaml("a.yaml", "a:\n\tb: 1\n", report)
    assert report.findings[0].hint == "indent with spaces, not tabs"


@pytest.mark.parametrize("text", ["- a\n", "just words\n", "1: a\n", "[a]: b\n", "? {a: b}\n: c\n"])
def test_what_is_no_mapping_of_names_is_refused(text: str) -> None:
    report = Report()
    assert read_mapping("a.yaml", text, report) is None
    assert report.failed


def test_python_objects_are_never_made() -> None:
    report = Report()
    assert read_yaml("a.yaml", "a: !!python/object/apply:os.getcwd []\n", report) is None
    assert report.failed


def test_a_bomb_of_aliases_is_refused_and_not_unfolded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    report = Report()
    assert read_yaml("a.yaml", "\n".join(lines), report) is None
    assert "too large" in report.findings[0].message


def test_merge_keys_and_anchors_work() -> None:
    located = read_yaml("a.yaml", "x: &x {k: 1}\ny:\n  <<: *x\n  z: 2\n", Report())
    assert located is not None
    assert located.data["y"] == {"k": 1, "z": 2}
