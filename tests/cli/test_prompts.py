"""`sandbox prompts` and `compare --prompts`: versions, what they say, and side by side."""

import json
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.cli.new_pack import bikes

__all__ = ["bikes"]

PROMPT = Path("prompts/bikes/agent.md.j2")


@pytest.fixture
def sandbox(bikes: Sandbox) -> Sandbox:
    return bikes


def second(version: str = "2") -> None:
    """A version whose text differs by one word."""
    text = PROMPT.read_text("utf-8").replace('version: "1"', f'version: "{version}"')
    PROMPT.write_text(text.replace("Be friendly, brief", "Be solemn, brief"), "utf-8")


def listed(sandbox: Sandbox) -> list[tuple[str, bool, bool, bool]]:
    _, out, _ = sandbox("prompts", "--json")
    return [
        (one["version"], one["now"], one["locked"], one["text_known"]) for one in json.loads(out)
    ]


def test_versions_are_those_of_the_pack_of_the_lock_and_of_sessions(
    sandbox: Sandbox,
) -> None:
    assert listed(sandbox) == [("1", True, True, True)]
    sandbox("run", "-m", "hello")
    second()
    assert listed(sandbox) == [("1", False, True, True), ("2", True, False, True)]
    assert sandbox("prompts", "lock")[0] == 0
    assert listed(sandbox)[1] == ("2", True, True, True)
    code, out, _ = sandbox("prompts")
    assert (code, "1 session" in out) == (0, True)


def test_a_text_that_nobody_kept_is_told_as_unknown(sandbox: Sandbox) -> None:
    second()
    assert listed(sandbox)[0] == ("1", False, True, False)
    code, _, err = sandbox("prompts", "diff", "1")
    assert (code, "the text of agent 1 is nowhere" in err) == (3, True)


def test_a_diff_shows_the_lines_that_changed_and_what_stands_around_them(
    sandbox: Sandbox,
) -> None:
    sandbox("run", "-m", "hello")
    second()
    code, out, _ = sandbox("prompts", "diff", "1")
    lines = out.splitlines()
    assert (code, "agent 1" in lines[0], "2 lines gone, 2 new" in lines[0]) == (0, True, True)
    assert '- version: "1"' in lines
    assert '+ version: "2"' in lines
    at = next(i for i, line in enumerate(lines) if line.startswith("- - Be friendly"))
    assert lines[at + 1].startswith("+ - Be solemn")
    assert not any("Call cancel_appointment" in line for line in lines)
    _, out, _ = sandbox("prompts", "diff", "now", "now")
    assert out.strip().endswith("the same")


def test_show_prints_a_version_as_it_was(sandbox: Sandbox) -> None:
    old = PROMPT.read_text("utf-8")
    sandbox("run", "-m", "hello")
    second()
    assert sandbox("prompts", "show", "1")[1] == old
    assert sandbox("prompts", "show")[1] == PROMPT.read_text("utf-8")


@pytest.mark.parametrize("word", ["7", "nothing", "abc"])
def test_a_version_that_there_is_not_is_one_line_with_those_there_are(
    sandbox: Sandbox, word: str
) -> None:
    code, _, err = sandbox("prompts", "show", word)
    assert (code, err.count("\n"), "there are 1, now" in err) == (2, 1, True)


def test_a_text_that_left_its_version_behind_is_not_locked(sandbox: Sandbox) -> None:
    second(version="1")
    code, _, err = sandbox("prompts", "lock")
    assert (code, "prompts/agent.md.j2:3" in err) == (1, True)
    assert listed(sandbox)[0][1:3] == (False, True)


def test_two_prompts_side_by_side_name_their_versions(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    second()
    script = "fixtures/bikes/scenarios/cancel.yaml"
    code, out, _ = sandbox("compare", "--prompts", "1,now", "--script", script, "--json")
    arms = json.loads(out)["arms"]
    assert (code, [one["label"] for one in arms]) == (
        0,
        ["agent 1 · sandbox/scripted", "agent 2 · sandbox/scripted"],
    )
    for arm, word in zip(arms, ("friendly", "solemn"), strict=True):
        folder = Path(".sandbox/sessions") / arm["runs"][0]["session"]
        (copy,) = folder.glob("packs/*/prompts/agent.md.j2")
        assert f"Be {word}, brief" in copy.read_text("utf-8")


def test_files_are_prompts_too_and_a_session_goes_on_with_each(
    sandbox: Sandbox,
) -> None:
    draft = Path("draft.md.j2")
    text = PROMPT.read_text("utf-8")
    draft.write_text(
        text.replace('version: "1"', 'version: "draft"').replace("brief", "long"), "utf-8"
    )
    sandbox("run", "-m", "I can't come on Thursday", "-m", "A-1002")
    code, out, _ = sandbox("compare", "last", "--prompts", "now,draft.md.j2", "--json")
    arms = json.loads(out)["arms"]
    assert (code, [one["label"].split(" · ")[0] for one in arms]) == (0, ["agent 1", "agent draft"])
    assert {one["state"] for one in arms} == {"done"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--prompts", "1", "-m", "hi"), "two to four"),
        (("--prompts", "1,1", "-m", "hi"), "names agent 1"),
        (("--prompts", "1,", "-m", "hi"), "empty name"),
        (("--prompts", "1,9", "-m", "hi"), "has no version '9'"),
        (("--prompts", "1,README.md", "-m", "hi"), "is no prompt"),
        (("fixtures/bikes/recordings/cancel.rec.jsonl@1", "--prompts", "1,d.md.j2"), "recording"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    sandbox: Sandbox, words: tuple[str, ...], says: str
) -> None:
    Path("README.md").write_text("# no prompt\n", "utf-8")
    text = PROMPT.read_text("utf-8").replace("brief", "long")
    Path("d.md.j2").write_text(text, "utf-8")
    code, out, err = sandbox("compare", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err
