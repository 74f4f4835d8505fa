"""A foreign domain as a pack: what it allows, what it marks, what it leaves to a person."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.api import ToolError, World, is_stub, tool
from sandbox.domain.faults import SandboxError
from sandbox.hub.masking import mask_for, new_vault
from sandbox.imports.domain import pack_files
from sandbox.imports.ids import deep_ids
from sandbox.imports.personal import kind_of_field
from sandbox.imports.state import same, state_of
from sandbox.imports.tables import read_database
from sandbox.pack.lint import lint_pack
from sandbox.pack.load import load_pack
from sandbox.pack.pack import Pack
from sandbox.policy.input import policy_input
from sandbox.policy.lint import look as look_at_rules
from sandbox.policy.rego import RegoPolicy
from sandbox.prompting.render import render
from sandbox.world.database import WorldDatabase
from tests.unit.imports.stage import LIBRARY, SMALL, domain, imported, library, run_actions
from tests.unit.imports.stage import small_retail as retail_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return retail_pack(tmp_path_factory.mktemp("retail"))


def test_the_world_is_the_database_exactly(retail: Pack, tmp_path: Path) -> None:
    world = WorldDatabase.create(tmp_path / "w.sqlite", retail)
    assert same(state_of(world), read_database(SMALL / "db.json.gz"))
    world.close()


async def test_a_stub_fails_and_says_so_at_every_call(pack: Pack, tmp_path: Path) -> None:
    assert [name for name, function in pack.functions.items() if is_stub(function)] == [
        "reserve_book"
    ]
    world = WorldDatabase.create(tmp_path / "w.sqlite", pack)
    call = {"name": "reserve_book", "arguments": {"member_id": "m_ada_17", "book_id": "b-0518"}}
    run = await run_actions(pack, world, [call])
    assert (run.errors, run.rows) == ([True], {})
    world.close()
    with pytest.raises(ToolError, match="reserve_book has no body yet"):
        pack.functions["reserve_book"](None)


def test_lint_names_the_stub_and_its_line_and_finds_no_other_error(pack: Pack) -> None:
    errors = [f for f in lint_pack(pack.root, [look_at_rules]) if f.severity == "error"]
    assert [(f.file, f.message) for f in errors] == [
        ("tools/stubs.py", "the tool reserve_book has no body yet")
    ]
    line = pack.files["tools/stubs.py"].splitlines()[errors[0].line - 1]
    assert line in ("@stub", "def reserve_book(world: World, member_id: Any, book_id: Any) -> Any:")


def test_reads_are_allowed_writes_ask_and_nothing_else_happens_silently(pack: Pack) -> None:
    decide = RegoPolicy.compile(pack.policy, pack.policy_data).decide
    found = {
        name: decide(policy_input(pack.principal, contract, {}, {}, {}, pack.now))
        for name, contract in pack.contracts.items()
    }
    assert {name: one.verdict for name, one in found.items()} == {
        "find_member": "allow",
        "get_member": "allow",
        "search_books": "allow",
        "renew_loan": "confirm",
        "reserve_book": "confirm",
    }


def test_the_documents_are_in_the_prompt_whatever_signs_they_hold(tmp_path: Path) -> None:
    said = "Say {{ nothing }} {% endraw %} and {# no #} {%- endraw -%} more.\n\n* a list"
    made = domain(
        "odd", LIBRARY / "tools.json", LIBRARY / "db.json", (), policies=[said, "Second."]
    )
    text = render(imported(tmp_path, made).templates["agent"], {"state": "{}", "summary": ""})
    assert said in text
    assert "Second." in text


def test_personal_columns_and_values_deep_in_records_are_masked(retail: Pack) -> None:
    marks = {f"{t.name}.{c.name}" for t in retail.tables.values() for c in t.columns if c.personal}
    assert marks >= {
        "users.name__first_name",
        "users.name__last_name",
        "users.email",
        "users.address__address1",
        "users.address__zip",
        "orders.address__zip",
        "personal_values.value",
    }
    assert not any(mark.startswith("products.") for mark in marks)
    user = retail.rows["users"][0]
    cards = [row["value"] for row in retail.rows["personal_values"]]
    said = f"{user['name__first_name']}, {user['email']}, {user['address__zip']}, card {cards[0]}"
    masked = str(mask_for(new_vault(retail), retail).mask(said, 1))
    for value in (user["name__first_name"], user["email"], user["address__zip"], cards[0]):
        assert value not in masked


@pytest.mark.parametrize(
    ("record", "values"),
    [
        ({**{f"n{i}": i for i in range(52)}, "last_name": "Wojtyla"}, ["Wojtyla"]),
        ({**{f"n{i}": i for i in range(52)}, "name": "Wojtyla"}, ["Wojtyla"]),
        ({"lastName": "Wojtyla", "eMail": "zbig@corp.example"}, ["Wojtyla", "zbig@corp.example"]),
        (
            {"contact": {"lastName": "Wojtyla", "birthDate": "1980-05-17", "Zip Code": "04109"}},
            ["Wojtyla", "1980-05-17", "04109"],
        ),
        ({"fullName": {"first": "Zbigniew", "Last": "Wojtyla"}}, ["Zbigniew", "Wojtyla"]),
        (
            {"a/b": {"surname": "Wojtyla"}, "a": {"b": {"surname": "Kowalczyk"}}},
            ["Wojtyla", "Kowalczyk"],
        ),
        ({"last_name": ["Wojtyla\0", "Woj\ud800tyla"]}, ["Wojtyla"]),
    ],
)
def test_personal_values_are_known_wherever_they_stand(
    tmp_path: Path, record: dict[str, Any], values: list[str]
) -> None:
    pack = pack_of(tmp_path, {"users": {"u-1": record}})
    mask = mask_for(new_vault(pack), pack)
    for value in values:
        assert value not in str(mask.mask({"said": f"it is {value} here"}, 1))


def test_a_part_that_is_a_text_only_here_and_there_is_known(tmp_path: Path) -> None:
    users = {"u-1": {"address": {"zip": "04109"}}, "u-2": {"address": {"zip": 5}}}
    pack = pack_of(tmp_path, {"users": users})
    assert [(row["place"], row["value"]) for row in pack.rows["personal_values"]] == [
        ("users/u-1/address__zip", "04109")
    ]


@pytest.mark.parametrize(
    ("field", "kind"),
    [("lastName", "name"), ("fullName", "name"), ("birthDate", "value"), ("DOB", "value"),
     ("zipCode", "value"), ("eMail", "email"), ("phoneNumber", "phone"), ("IBAN", "iban"),
     ("addressLine1", "address"), ("Last Name", "name"), ("userName", None), ("birthDates", None),
     ("mailbox", None), ("é", None)],
)  # fmt: skip
def test_a_field_is_personal_however_its_words_are_joined(field: str, kind: str | None) -> None:
    assert kind_of_field(field, False) == kind


def pack_of(folder: Path, database: dict[str, Any]) -> Pack:
    (folder / "db.json").write_text(json.dumps(database), "utf-8")
    return imported(folder, domain("odd", LIBRARY / "tools.json", folder / "db.json", ()))


def test_ids_deep_in_records_are_no_phone_numbers(retail: Pack) -> None:
    mask = mask_for(new_vault(retail), retail)
    ids = [row["id"] for row in retail.rows["known_ids"]]
    assert any(one.isdigit() and len(one) == 10 for one in ids)
    for one in ids:
        assert mask.mask({one: f"item {one}"}, 1) == {one: f"item {one}"}


def test_dates_and_names_of_fields_are_no_ids() -> None:
    record = {"dates": {"2024-05-10": {"seat_id": "2024-05-11"}}, "lines": {"address1": "x"}}
    items = {"6469567736": {"tracking_ids": ["357962501027"], "tax_id": "1234567"}}
    found = deep_ids({"things": {"T-1": {**record, "items": items, "own_id": "T-1"}}})
    assert found == [{"id": "357962501027"}, {"id": "6469567736"}]


def test_what_is_there_already_is_not_replaced(pack: Pack) -> None:
    before = {path: path.read_bytes() for path in pack.root.rglob("*") if path.is_file()}
    with pytest.raises(SandboxError, match="is there already"):
        library(pack.root.parent)
    assert {path: path.read_bytes() for path in pack.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def f(:\n", "tools/code.py:1: not Python"),
        ("import no_such_module\n", "while it was loaded"),
        ("raise SystemExit(3)\n", "SystemExit while it was loaded"),
        (
            "from sandbox.api import tool\n@tool\ndef another(world):\n    pass\n",
            "the function another has no contract",
        ),
    ],
)
def test_code_that_can_not_be_a_tool_leaves_nothing_behind(
    tmp_path: Path, code: str, said: str
) -> None:
    (tmp_path / "code.py").write_text(code, "utf-8")
    target, bodies = tmp_path / "fixtures", (tmp_path / "code.py",)
    made = domain("odd", LIBRARY / "tools.json", LIBRARY / "db.json", bodies)
    with pytest.raises(SandboxError, match=said):
        imported(target, made)
    assert not target.exists() or list(target.iterdir()) == []


def test_a_file_that_a_pack_does_not_read_is_no_module_of_bodies(tmp_path: Path) -> None:
    for name in ("test_bodies.py", "bodies.txt"):
        (tmp_path / name).write_text("", "utf-8")
        with pytest.raises(SandboxError, match="not a name for tools"):
            domain("odd", LIBRARY / "tools.json", LIBRARY / "db.json", (tmp_path / name,))


def test_arguments_that_are_no_names_of_python_have_a_stub_too(tmp_path: Path) -> None:
    specs = tmp_path / "tools.json"
    specs.write_text(
        '[{"name": "get_it", "description": "It says \\"so\\"", "parameters": '
        '{"type": "object", "properties": {"class": {}, "from-date": {}}}},'
        '{"name": "get_world", "parameters": {"type": "object", "properties": {"world": {}}}}]',
        "utf-8",
    )
    made = imported(tmp_path, domain("odd", specs, LIBRARY / "db.json", ()))
    assert set(made.functions) == {"get_it", "get_world"}
    assert [f for f in lint_pack(made.root) if f.file == "procedures/assist.md"] == []


def test_a_tool_called_stub_and_control_characters_have_their_stubs(tmp_path: Path) -> None:
    specs = tmp_path / "tools.json"
    specs.write_text('[{"name": "stub"}, {"name": "get_it", "description": "a\\u0000\\u001b b"}]')
    made = imported(tmp_path, domain("odd", specs, LIBRARY / "db.json", ()))
    assert {name for name, function in made.functions.items() if is_stub(function)} == {
        "stub",
        "get_it",
    }
    assert '    """a b"""' in made.files["tools/stubs.py"]


def test_a_pack_without_writes_loads(tmp_path: Path) -> None:
    files = pack_files(domain("odd", LIBRARY / "tools.json", LIBRARY / "db.json", ()))
    assert "call renew_loan(" in files["procedures/assist.md"]
    specs = tmp_path / "tools.json"
    specs.write_text('[{"name": "get_it"}]', "utf-8")
    made = imported(tmp_path, domain("odd", specs, LIBRARY / "db.json", ()))
    assert load_pack(str(made.root)).name == "odd"


def test_a_person_turns_a_stub_into_a_tool() -> None:
    @tool
    def reserve_book(world: World) -> str:
        return "done"

    assert not is_stub(reserve_book)
