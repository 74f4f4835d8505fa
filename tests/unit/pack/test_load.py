"""Loading: a whole pack comes in typed; every mistake names file, line and what to do."""

import json
from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.log.codec import digest
from sandbox.pack.load import load_pack
from tests.unit.pack.tiny import Tiny


def test_a_good_pack_loads_without_a_finding(tiny: Tiny) -> None:
    assert tiny.findings() == []
    pack = load_pack(str(tiny.root))
    assert (pack.name, pack.title, pack.now) == ("tiny", "Tiny", "2026-01-02T03:04:05Z")
    assert pack.principal.customer == "P-01"
    assert pack.root == tiny.root
    assert list(pack.tables) == ["people", "things"]
    assert set(pack.functions) == set(pack.contracts) == {"get_thing", "hand_off"}
    assert pack.policy_data == {"limits": {"price": "10.00"}}
    assert [article.text for article in pack.articles] == ["Wipe it with a cloth."]
    assert pack.procedures["look"].guidance == "Be brief."
    assert [step.kind for step in pack.procedures["look"].steps] == [
        "ask",
        "call",
        "when",
        "hand_off",
        "say",
    ]


def test_rows_are_typed_by_the_schema_and_an_empty_cell_is_null(tiny: Tiny) -> None:
    rows = load_pack(str(tiny.root)).rows["things"]
    assert rows == (
        {
            "id": "X-001",
            "person_id": "P-01",
            "state": "open",
            "price_minor": 1990,
            "weight": 1.5,
            "fragile": True,
        },
        {
            "id": "X-002",
            "person_id": "P-02",
            "state": None,
            "price_minor": None,
            "weight": None,
            "fragile": False,
        },
    )


def test_a_table_comes_after_the_tables_that_it_references(tiny: Tiny) -> None:
    text = (tiny.root / "schema.yaml").read_text()
    head, people, things = (
        text.split("  people:")[0],
        *text.split("  people:")[1].split("  things:"),
    )
    tiny.write("schema.yaml", f"{head}  things:{things}  people:{people}")
    assert list(load_pack(str(tiny.root)).tables) == ["people", "things"]


def test_a_table_may_reference_itself(tiny: Tiny) -> None:
    tiny.swap("schema.yaml", "weight: real", "weight: real\n      part_of: {references: things}")
    assert tiny.errors() == []


def test_json_schemas_keep_their_lists(tiny: Tiny) -> None:
    contract = load_pack(str(tiny.root)).contracts["get_thing"]
    assert json.loads(json.dumps(contract.arguments))["required"] == ["thing_id"]
    assert isinstance(contract.arguments["required"], list)


def test_a_top_level_x_key_of_tools_yaml_is_a_place_for_anchors(tiny: Tiny) -> None:
    tiny.write(
        "tools.yaml", "x-id: &id {type: string}\n" + (tiny.root / "tools.yaml").read_text()
    ).swap("tools.yaml", "thing_id: {type: string}", "thing_id: *id")
    assert tiny.errors() == []


def test_digests_are_of_every_file_that_makes_the_pack_and_no_other(tiny: Tiny) -> None:
    tiny.write("recordings/a.rec.jsonl", "{}\n").write("scenarios/a.yaml", "a: 1\n")
    tiny.write("tests/a.py", "").write("policy/rules_test.rego", "package policy_test\n")
    pack = load_pack(str(tiny.root))
    assert set(pack.digests) == set(pack.files)
    assert "prompts/agent.md.j2" in pack.files
    assert not {name for name in pack.files if "a." in name.split("/")[-1][:2]}
    assert pack.digests["domain.yaml"] == digest(pack.files["domain.yaml"])


def test_digests_do_not_depend_on_line_ends_or_a_byte_order_mark(tiny: Tiny) -> None:
    before = load_pack(str(tiny.root)).digests
    for path in tiny.root.rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack(str(tiny.root)).digests == before


def test_prompts_beside_the_fixtures_have_the_same_names_as_those_inside(tiny: Tiny) -> None:
    inside = load_pack(str(tiny.root))
    beside = tiny.root.parent.parent / "prompts" / "tiny"
    beside.parent.mkdir()
    (tiny.root / "prompts").rename(beside)
    assert load_pack(str(tiny.root)).digests == inside.digests


def test_the_files_of_a_pack_written_out_are_the_same_pack(tiny: Tiny, tmp_path: Path) -> None:
    pack = load_pack(str(tiny.root))
    copy = tmp_path / "packs" / "copy"
    for name, text in pack.files.items():
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    again = load_pack(str(copy))
    assert (again.name, again.digests) == (pack.name, pack.digests)


def test_functions_are_reloaded_when_their_file_changes(tiny: Tiny) -> None:
    first = load_pack(str(tiny.root)).functions["get_thing"]
    assert load_pack(str(tiny.root)).functions["get_thing"] is first
    tiny.swap("tools.py", '"open"', '"shut"')
    second = load_pack(str(tiny.root)).functions["get_thing"]
    assert second is not first
    assert (first(None, "X-001"), second(None, "X-001")) == ({"state": "open"}, {"state": "shut"})


def test_tools_may_be_spread_over_files_of_a_folder(tiny: Tiny) -> None:
    text = (tiny.root / "tools.py").read_text()
    head, get, off = text.split("@tool")
    tiny.drop("tools.py")
    tiny.write("tools/shop.py", f"{head}@tool{get}").write("tools/crm.py", f"{head}@tool{off}")
    assert tiny.errors() == []


def test_nothing_is_written_into_the_folder_of_a_pack(tiny: Tiny) -> None:
    before = {path: path.stat().st_mtime_ns for path in tiny.root.rglob("*")}
    tiny.findings()
    assert {path: path.stat().st_mtime_ns for path in tiny.root.rglob("*")} == before


def test_load_raises_the_first_error_and_counts_the_others(tiny: Tiny) -> None:
    tiny.swap("domain.yaml", "region: DE", "region: Germany")
    tiny.swap("rows/things.csv", "1990", "19.90")
    with pytest.raises(SandboxError) as raised:
        load_pack(str(tiny.root))
    assert raised.value.message.startswith("domain.yaml:5: region")
    assert "1 more" in raised.value.hint
    assert raised.value.code == 2
