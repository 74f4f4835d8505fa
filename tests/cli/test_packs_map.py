"""`sandbox packs map`: what leads where in a pack."""

import json
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.unit.pack.tiny import Tiny, lock


@pytest.fixture
def place(tmp_path: Path) -> Path:
    lock(Tiny(tmp_path / "fixtures" / "tiny"))
    return tmp_path


def test_the_tree_goes_from_phrases_to_services_and_rules(sandbox: Sandbox) -> None:
    code, out, _ = sandbox("packs", "map", "tiny")
    assert code == 0
    assert out.splitlines() == [
        "Tiny · 1 intent, 1 procedure, 2 tools, 2 services",
        "",
        "look · Look at a thing · low risk",
        "│ “show it”, “show me the thing”, “where is it”, … 2 more",
        "└─ look (procedures/look.md)",
        "   ├─ asks thing_id",
        "   ├─ shop.get_thing · read · allow all",
        "   └─ crm.hand_off · write · allow all",
    ]


def test_all_phrases_are_shown_on_demand(sandbox: Sandbox) -> None:
    _, out, _ = sandbox("packs", "map", "tiny", "--all")
    assert "“look at it”" in out
    assert "more" not in out


def test_as_data_it_has_every_phrase_tool_and_rule_with_its_place(
    sandbox: Sandbox,
) -> None:
    _, out, _ = sandbox("packs", "map", "tiny", "--json")
    (intent,) = json.loads(out)["intents"]
    assert len(intent["examples"]) == 5
    (rule,) = intent["procedure"]["tools"][0]["rules"]
    assert (rule["rule"], rule["file"], rule["line"]) == ("all", "policy/rules.rego", 5)


def test_what_nothing_leads_to_is_told_apart(sandbox: Sandbox, tmp_path: Path) -> None:
    tiny = Path("fixtures/tiny")
    page = (tiny / "procedures/look.md").read_text("utf-8")
    lost = page.replace("id: look", "id: lost", 1).replace("call get_thing(thing_id)\n", "")
    lost = lost.replace('when get_thing.state == "shut":\n  hand_off "it is shut"\n', "")
    lost = lost.replace("It is {get_thing.state}.", "Lost.")
    (tiny / "procedures/lost.md").write_text(lost, "utf-8")
    _, out, _ = sandbox("packs", "map", "tiny")
    assert "(nothing leads here)" in out
    assert "└─ lost (procedures/lost.md)" in out


def test_mermaid_quotes_what_would_be_its_own_syntax(sandbox: Sandbox) -> None:
    path = Path("fixtures/tiny/intents.yaml")
    title = 'Look "at" <b>#1</b>; end'
    path.write_text(path.read_text("utf-8").replace("Look at a thing", title), "utf-8")
    code, out, _ = sandbox("packs", "map", "tiny", "--mermaid", "-")
    lines = out.splitlines()
    assert (code, lines[0]) == (0, "flowchart LR")
    (intent,) = [line for line in lines if line.startswith("  i1([")]
    inside = (
        intent.removeprefix('  i1(["').removesuffix('"])').removesuffix("<br/>5 phrases, low risk")
    )
    assert inside == "Look #quot;at#quot; #lt;b#gt;#35;1#lt;/b#gt;; end"
    assert "  i1 --> p1" in lines
    assert "  p1 --> t2" in lines


def test_files_are_written_and_what_cannot_be_is_one_line(sandbox: Sandbox) -> None:
    code, out, err = sandbox("packs", "map", "tiny", "--mermaid", "map.mmd", "--page", "map.md")
    assert (code, out) == (0, "")
    assert "wrote map.mmd" in err
    chart = Path("map.mmd").read_text("utf-8")
    assert f"```mermaid\n{chart}```" in Path("map.md").read_text("utf-8")
    code, _, err = sandbox("packs", "map", "tiny", "--page", "no/such/map.md")
    assert (code, err.count("\n")) == (3, 1)


def test_the_list_of_packs_is_where_it_was(sandbox: Sandbox) -> None:
    code, out, _ = sandbox("packs")
    assert (code, "tiny" in out) == (0, True)
    assert ["tiny", "./fixtures"] in [
        list(one.values()) for one in json.loads(sandbox("packs", "--json")[1])
    ]
    assert sandbox("packs", "--copy", "tiny")[1] == "tiny is yours to change already\n"
