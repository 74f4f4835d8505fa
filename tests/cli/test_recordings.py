"""Saving, editing and replaying recordings on the command line."""

import asyncio
import json
import shlex
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.cli.saving import save_session
from sandbox.domain.tool import ToolCall
from sandbox.log.event import ModelRequested
from sandbox.log.recording import read_recording
from sandbox.pack.find import shipped
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.privacy.canary import canaries, leaks
from sandbox.replay.suggest import suggested_rules
from sandbox.settings import Settings
from sandbox.testing import replay
from tests.cli.command_line import Sandbox

QUESTION = "where is my order 10042?"
SAVED = Path("fixtures/brightcart/recordings/mine.rec.jsonl")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder."""
    monkeypatch.delenv("VISUAL", raising=False)
    here = tmp_path / "here"
    here.mkdir()
    return here


@pytest.fixture
def own(sandbox: Sandbox) -> Sandbox:
    """The same in a folder that has its own brightcart, with one session in it."""
    leave = shutil.ignore_patterns("recordings", "__pycache__")
    for part in ("fixtures", "prompts"):
        shutil.copytree(shipped().parent / part / "brightcart", f"{part}/brightcart", ignore=leave)
    assert sandbox("run", "-m", QUESTION)[0] == 0
    return sandbox


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """An editor that does what these lines of Python do to `text`."""

    def set_to(does: str) -> None:
        script = tmp_path / "editor.py"
        script.write_text(
            "import sys, pathlib\nfile = pathlib.Path(sys.argv[1])\n"
            f"text = file.read_text('utf-8')\n{does}\nfile.write_text(text, 'utf-8')\n",
            "utf-8",
        )
        monkeypatch.setenv("EDITOR", f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}")

    return set_to


def test_a_bare_name_goes_to_the_recordings_of_the_pack(own: Sandbox) -> None:
    words = ("sessions", "save", "last", "mine", "--title", "My order", "--tag", "smoke", "--tag")
    code, out, err = own(*words, "orders")
    assert (code, err) == (0, "")
    assert out == "saved mine.rec.jsonl\nin fixtures/brightcart/recordings\n"
    head = read_recording(SAVED).head
    assert (head.title, head.tags, head.pack) == ("My order", ("smoke", "orders"), "brightcart")
    assert head.may_differ == ()


def test_saving_twice_changes_no_byte_and_keeps_what_the_head_says(own: Sandbox) -> None:
    own("sessions", "save", "last", "mine", "--title", "My order", "--tag", "smoke")
    before = SAVED.read_bytes()
    assert own("sessions", "save", "last", "mine")[1].startswith("unchanged mine.rec.jsonl")
    assert SAVED.read_bytes() == before
    assert own("run", "--resume", "last", "-m", "thank you")[0] == 0
    assert own("sessions", "save", "last", "mine")[1].startswith("saved")
    after = SAVED.read_bytes()
    assert read_recording(SAVED).head.title == "My order"
    assert after.partition(b"\n")[2].startswith(before.partition(b"\n")[2])
    own("sessions", "save", "last", "mine", "--title", "Another")
    assert read_recording(SAVED).head.tags == ("smoke",)
    assert read_recording(SAVED).head.title == "Another"


def test_a_path_stays_as_it_is_and_a_renamed_session_keeps_its_title(own: Sandbox) -> None:
    own("sessions", "rename", "last", "Where it is")
    code, out, _ = own("sessions", "save", "last", "tests/mine")
    assert (code, out) == (0, "saved mine.rec.jsonl\nin tests\n")
    assert read_recording(Path("tests/mine.rec.jsonl")).head.title == "Where it is"


def test_what_is_no_recording_is_not_written_over(own: Sandbox) -> None:
    SAVED.parent.mkdir(exist_ok=True)
    SAVED.write_text("dear diary\n", "utf-8")
    code, _, err = own("sessions", "save", "last", "mine")
    assert code == 3
    assert "line 1: not JSON" in err
    assert SAVED.read_text("utf-8") == "dear diary\n"


def test_a_session_whose_pack_changed_is_saved_as_on_the_pack_of_now(own: Sandbox) -> None:
    prompt = Path("prompts/brightcart/agent.md.j2")
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    assert own("run", "--resume", "last", "-m", "thank you")[0] == 0
    assert own("replay", "last")[0] == 1
    assert own("sessions", "save", "last", "mine")[0] == 0
    code, out, _ = own("replay", "mine")
    assert (code, "mine: identical · strict · 2 turns" in out) == (0, True)


def test_where_a_turn_goes_another_way_now_it_is_named_and_nothing_is_saved(
    own: Sandbox,
) -> None:
    assert own("run", "-m", "My parcel arrived broken, order 10042")[0] == 0
    limit = Path("fixtures/brightcart/policy/data.yaml")
    limit.write_text(limit.read_text("utf-8").replace("100.00", "10.00"), "utf-8")
    assert own("run", "--resume", "last", "-m", "thank you")[0] == 0
    code, _, err = own("sessions", "save", "last", "mine")
    assert code == 1
    assert "turn 1" in err
    assert "record that conversation again" in err
    assert not SAVED.exists()


class _Leaky:
    """A model that says every canary, in its words and in a call."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.asked = 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        self.asked += 1
        if self.asked % 2:
            arguments = json.dumps({"order_id": "O-10042", "note": self.words})
            named = f"call-{self.words}"
            call = ToolCall(position=0, id=named, tool="get_order", arguments=arguments)
            yield ModelReply(model="m", calls=(call,), finish="tool_calls")
            return
        yield TextDelta(text=self.words)
        yield ModelReply(model="m", text=f"I heard {self.words}", finish="stop")


def test_no_canary_of_customer_model_or_title_is_in_the_file(tmp_path: Path) -> None:
    said, heard, titled = canaries(1), canaries(2), canaries(3)
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    pack = wiring.load(settings, str(shipped() / "brightcart"))
    model = _Leaky(" and ".join(one.value for one in heard))

    async def talk():
        live = wiring.new_session(settings, pack, ask=AnswerAll(True), home=tmp_path / "home")
        live.parts.model_for = lambda name: model
        for canary in said:
            await live.send(f"{QUESTION} I am {canary.value}")
        await live.close()
        return live

    live = asyncio.run(talk())
    title = " ".join(one.value for one in titled)
    tags = [one.value for one in titled]
    path, _ = save_session(live.folder, tmp_path / "mine", title, tags=tags)
    assert model.asked >= 4
    assert read_recording(path).head.tags != ()
    assert leaks(path, [*said, *heard, *titled]) == []
    assert leaks(live.folder.vault, said, skip=()) != []
    assert str(tmp_path) not in path.read_text("utf-8")
    replay(path, pack=str(shipped() / "brightcart")).assert_identical()


def test_of_a_providers_model_it_is_suggested_what_does_not_matter() -> None:
    asked = ModelRequested(model="openai/gpt-5-mini", messages=())
    rules = suggested_rules([asked])
    assert ("model_responded", "/usage") in {(rule.of, rule.at) for rule in rules}
    assert all(rule.ignore and rule.why for rule in rules)
    assert suggested_rules([asked.model_copy(update={"model": "sandbox/sloppy"})]) == ()


def test_the_head_is_edited_as_yaml_and_written_back_as_one_line(
    own: Sandbox, editor: Callable[[str], None]
) -> None:
    own("sessions", "save", "last", "mine")
    before = SAVED.read_bytes()
    editor(
        "assert '# ' in text and 'in_order' in text\n"
        "text = text.replace('title: mine', 'title: Über order')\n"
        "rule = '{of: prompt, at: /output, ignore: true}'\n"
        "text = text.replace('may_differ: []', 'may_differ: [' + rule + ']')\n"
        "text = text.replace('assertions: {}', 'assertions: {outcomes: [answered]}')"
    )
    assert own("sessions", "edit", "mine")[:2] == (0, "saved mine.rec.jsonl\n")
    assert SAVED.read_bytes().partition(b"\n")[2] == before.partition(b"\n")[2]
    head = read_recording(SAVED).head
    assert head.title == "Über order"
    assert head.may_differ == ({"at": "/output", "ignore": True, "of": "prompt"},)
    assert own("replay", "mine")[0] == 0
    editor("")
    assert own("sessions", "edit", str(SAVED))[:2] == (0, "unchanged mine.rec.jsonl\n")


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("text = 'title: ['", "not YAML"),
        ("text = 'titel: x'", "did you mean title?"),
        ("text = '- a list'", "key: value"),
        ("text = 'may_differ: [{at: x, ignore: true}]'", "a pointer begins with a slash"),
        ("text = 'assertions: {calls: [{tool: get_ordr}]}'", "did you mean get_order"),
        ("text = 'title: mail jo@private.example'", "/title holds personal data"),
        ("sys.exit(7)", "ended with 7"),
        ("text = 'title: a\\ntitle: b'", "given twice"),
        ("text = 'tags: smoke'", "tags"),
    ],
)
def test_what_cannot_be_read_leaves_the_old_file_and_says_why_in_one_line(
    own: Sandbox, editor: Callable[[str], None], does: str, says: str
) -> None:
    own("sessions", "save", "last", "mine")
    before = SAVED.read_bytes()
    editor(does)
    code, out, err = own("sessions", "edit", "mine")
    assert (code in (2, 3), out) == (True, "")
    assert says in err
    assert "jo@" not in err
    assert len(err.splitlines()) == 1
    assert SAVED.read_bytes() == before


def test_an_editor_that_is_not_there_is_named(
    own: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    own("sessions", "save", "last", "mine")
    monkeypatch.setenv("EDITOR", "no-such-editor")
    code, _, err = own("sessions", "edit", "mine")
    assert code == 3
    assert "no-such-editor" in err


def test_only_a_recording_has_a_head(own: Sandbox) -> None:
    code, _, err = own("sessions", "edit", "last", "--show")
    assert code == 2
    assert "it is a log" in err


def test_a_folder_is_replayed_to_its_end_and_reported_as_junit_and_json(own: Sandbox) -> None:
    for name in ("a", "b", "c"):
        own("sessions", "save", "last", name)
    folder = SAVED.parent
    prompt = Path("prompts/brightcart/agent.md.j2")
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    (folder / "b.rec.jsonl").write_bytes((folder / "b.rec.jsonl").read_bytes()[:-9])
    out = Path("reports/junit.xml")
    code, printed, err = own("replay", str(folder), "--junit", str(out), "--json")
    lines = {line["recording"]: line for line in map(json.loads, printed.splitlines())}
    mine = {name: lines[name] for name in "abc"}
    assert code == 3
    assert "b.rec.jsonl is torn" in err
    assert "b.rec.jsonl is torn" in mine["b"]["error"]
    found = mine["c"]["difference"]
    assert found["pointer"] == "/output/digest"
    assert found["then"]["pointer"] == "/messages/0/parts/0/text"
    assert found["events"][0]["kind"] == found["events"][1]["kind"] == "hop_finished"
    cases = ElementTree.parse(out).findall(".//testcase")
    results = {case.get("name"): [child.tag for child in case] for case in cases}
    assert results["a"] == ["failure"]
    assert results["b"] == ["error"]
    assert all(not Path(case.get("file", "")).is_absolute() for case in cases)


def test_without_a_terminal_no_colour_is_printed(own: Sandbox) -> None:
    own("sessions", "save", "last", "mine")
    prompt = Path("prompts/brightcart/agent.md.j2")
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    code, out, _ = own("replay", "mine")
    assert (code, "\x1b" in out, "  + Be brief." in out) == (1, False, True)


def test_on_a_terminal_the_words_that_changed_stand_out_and_foreign_text_drives_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandbox.cli import coloured
    from sandbox.replay.report import Row

    row = Row("-", (("same ", False), ("old\x1b[2J", True)))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    coloured.rows([row])
    assert capsys.readouterr().out == "\x1b[31msame \x1b[0m\x1b[31;7mold\\x1b[2J\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    coloured.rows([row])
    assert capsys.readouterr().out == "same old\\x1b[2J\n"


def test_a_recording_of_another_session_is_only_replaced_when_told_to(own: Sandbox) -> None:
    assert own("sessions", "save", "last", "mine")[0] == 0
    before = SAVED.read_bytes()
    assert own("run", "-m", "thank you")[0] == 0
    code, out, err = own("sessions", "save", "last", "mine")
    assert (code, out) == (2, "")
    assert "mine.rec.jsonl is the recording of another session" in err
    assert "--force" in err
    assert SAVED.read_bytes() == before
    assert own("sessions", "save", "last", "mine", "--force")[0] == 0
    assert read_recording(SAVED).log.events != ()
    assert SAVED.read_bytes() != before
    assert own("sessions", "save", "last", "mine")[1].startswith("unchanged")


def test_run_saves_over_its_own_script_and_over_nothing_else(own: Sandbox) -> None:
    told = ("run", "-m", "thank you", "--save", "thanks")
    assert own(*told)[0] == 0
    assert own(*told)[0] == 0
    before = Path("thanks.rec.jsonl").read_bytes()
    code, out, err = own("run", "-m", "where is my order 10042?", "--save", "thanks")
    assert (code, "another session" in err, "sandbox sessions save 2" in err) == (2, True, True)
    assert out != ""
    assert Path("thanks.rec.jsonl").read_bytes() == before
    other = ("run", "-m", "thank you", "--as", "C-0012", "--save", "thanks")
    assert own(*other)[0] == 2
    assert own(*other, "--force")[0] == 0
    assert Path("thanks.rec.jsonl").read_bytes() != before


def test_a_damaged_recording_is_not_written_over_unasked(own: Sandbox) -> None:
    assert own("sessions", "save", "last", "mine")[0] == 0
    SAVED.write_bytes(SAVED.read_bytes()[:-200])
    code, _, err = own("sessions", "save", "last", "mine")
    assert (code, "damaged" in err, "--force" in err) == (2, True, True)
    assert own("sessions", "save", "last", "mine", "--force")[0] == 0
    assert own("replay", "mine")[0] == 0


def test_save_without_a_name_is_refused_before_anything_runs(own: Sandbox, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("log.jsonl"))
    code, out, err = own("run", "-m", "thank you", "--save", "")
    assert (code, out, "--save needs" in err) == (2, "", True)
    assert sorted(tmp_path.rglob("log.jsonl")) == before


def test_lint_and_run_name_the_line_of_rules_that_do_not_compile(own: Sandbox) -> None:
    rules = Path("fixtures/brightcart/policy/orders.rego")
    text = rules.read_text("utf-8")
    rules.write_text(text + "garbage {{\n", "utf-8")
    where = f"policy/orders.rego:{text.count(chr(10)) + 1}: "
    code, out, _ = own("lint")
    told = out.startswith(f"fixtures/brightcart/{where}")
    assert (code, told, "1 finding\n" in out) == (1, True, True)
    code, out, err = own("run", "-m", "hi")
    assert (code, out, err.startswith(f"sandbox: {where}")) == (2, "", True)


def test_a_customer_reads_nothing_of_a_broken_rule(own: Sandbox) -> None:
    rules = Path("fixtures/brightcart/policy/access.rego")
    text = rules.read_text("utf-8")
    broken = text.replace('"verdict": "allow"', '"verdict": "alow"')
    assert broken != text
    rules.write_text(broken, "utf-8")
    code, out, _ = own("run", "-m", "where is my order 10042?", "--json")
    assert code == 0
    (turn,) = json.loads(out)["turns"]
    decisions = [hop["output"]["decision"] for hop in turn["hops"] if hop["hop"] == "policy"]
    assert {decision["rule"] for decision in decisions} == {"policy-error"}
    assert "verdict" in decisions[0]["evidence"]["problem"]
    told = turn["reply"] + decisions[0]["reason"]
    assert not any(word in told for word in ("alow", "malformed", "verdict", "rule"))
