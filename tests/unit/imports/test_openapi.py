"""An OpenAPI document as a pack: the pet store works from its document alone."""

import asyncio
import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.adapters.clocks import SteppingClock
from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import Failed, Ok
from sandbox.imports.domain import Domain, pack_files
from sandbox.imports.openapi.document import Document, read_document
from sandbox.imports.openapi.pack import Imported, imported, read_all
from sandbox.imports.openapi.schemas import Schemas
from sandbox.imports.writing import write_pack
from sandbox.pack.pack import Pack
from sandbox.ports import Attempt
from sandbox.tools.arguments import check_arguments
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase
from tests.unit.imports.stage import ROOT

PETSTORE = ROOT / "tests" / "data" / "openapi" / "petstore.yaml"


def read(path: Path, only: tuple[str, ...] = (), db: Any = None, customers: str = "") -> Imported:
    document = read_document(path)
    base = Domain("shop", "Shop", "2026-01-01T09:00:00Z", "US", "USD", "", [], {})
    operations = read_all(document, base.service, only)
    return imported(document, operations, base, db or {}, customers)


class Mock:
    """An imported pack, and a world on which its tools are called."""

    def __init__(self, folder: Path, found: Imported) -> None:
        target = folder / "fixtures" / "shop"
        self.found = found
        self.pack: Pack = write_pack(target, pack_files(found.domain), found.domain.database)
        self.world = WorldDatabase.create(folder / "world.sqlite", self.pack, scratch=True)
        clock = SteppingClock(self.pack.now, 1)
        pack = self.pack
        self.box = WorldToolbox(self.world, pack.contracts, pack.functions, lambda: "", clock)
        self.calls = 0

    def call(self, tool: str, **arguments: Any) -> Any:
        """The result, or the words of the failure, of a call that its contract takes."""
        self.calls += 1
        contract = self.pack.contracts[tool]
        assert check_arguments(contract, arguments, self.world, self.pack.tables) == ()
        key = f"key-{self.calls}" if contract.writes else ""
        attempt = Attempt(tool=tool, arguments=arguments, key=key, turn=1, hop=self.calls)
        outcome = asyncio.run(self.box.attempt(attempt)).outcome
        assert isinstance(outcome, Ok | Failed)
        return outcome.result if isinstance(outcome, Ok) else outcome.fault.message


Make = Callable[[Imported], Mock]
BOMB = "openapi: 3.1.0\npaths: {/x: {get: {}}}\nx0: &x0 [a, b]\n" + "\n".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 9)
)


@pytest.fixture
def make(tmp_path: Path) -> Generator[Make]:
    made: list[Mock] = []

    def one(found: Imported) -> Mock:
        made.append(Mock(tmp_path, found))
        return made[-1]

    yield one
    for mock in made:
        mock.world.close()


def spec(folder: Path, paths: Any, schemas: Any = None, version: str = "3.1.0") -> Path:
    """A small document in a file."""
    file = folder / "api.yaml"
    data = {"openapi": version, "info": {}, "paths": paths, "components": {"schemas": schemas}}
    file.write_text(yaml.safe_dump(data), "utf-8")
    return file


def answer(schema: Any, **more: Any) -> dict[str, Any]:
    return {"responses": {"200": {"content": {"application/json": {"schema": schema, **more}}}}}


def body(schema: Any) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def test_the_pet_store_works_from_its_document_alone(make: Make) -> None:
    shop = make(read(PETSTORE))
    assert shop.call("get_pet_by_id", pet_id=10)["name"] == "doggie"
    added = shop.call("add_pet", name="Rex", photo_urls=["a.png"], status="sold")
    assert added == {"id": 11, "name": "Rex", "photoUrls": ["a.png"], "status": "sold"}
    assert shop.call("find_pets_by_status", status="sold") == [added]
    renamed = shop.call("update_pet_with_form", pet_id=11, name="Rexi")
    assert renamed == {**added, "name": "Rexi"}
    whole = {"id": 11, "name": "Max", "photo_urls": [], "status": "pending"}
    assert shop.call("update_pet", **whole)["status"] == "pending"
    assert shop.call("delete_pet", pet_id=11) is None
    assert shop.call("get_pet_by_id", pet_id=11) == "there is no pet 11"
    assert shop.call("update_pet", **whole) == "there is no pet 11"
    assert shop.call("add_pet", id=10, name="Rex", photo_urls=[]) == "there is a pet 10 already"


def test_methods_become_effects_and_tags_services(make: Make) -> None:
    shop = make(read(PETSTORE))
    contracts = shop.pack.contracts
    told = {name: (contracts[name].service, contracts[name].effect) for name in contracts}
    assert told["get_pet_by_id"] == ("pet", "read")
    assert told["place_order"] == ("store", "write")
    assert told["delete_user"] == ("user", "irreversible")
    assert contracts["get_pet_by_id"].result["required"] == ["name", "photoUrls"]


def test_what_rows_can_not_answer_is_a_stub_that_says_so(make: Make) -> None:
    shop = make(read(PETSTORE))
    assert "find_pets_by_tags" not in shop.found.served
    assert "has no body yet" in shop.call("get_inventory")


def test_passwords_of_examples_are_left_out_and_people_are_marked(make: Make) -> None:
    shop = make(read(PETSTORE))
    user = shop.call("get_user_by_name", username="theUser")
    assert "password" not in user
    assert {c.name: c.personal for c in shop.pack.tables["users"].columns}["email"] == "email"


def test_only_takes_some_tags_or_paths(tmp_path: Path) -> None:
    names = {one.name for one in read(PETSTORE, ("store", "/user/{username}")).domain.specs}
    assert "get_order_by_id" in names
    assert "update_user" in names
    assert not names & {"create_user", "add_pet"}
    with pytest.raises(SandboxError, match="--only shop: no operation has this tag or path"):
        read(PETSTORE, ("shop",))


TICKET = {
    "type": "object",
    "required": ["id", "subject", "created_at", "priority"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "subject": {"type": "string"},
        "status": {"type": "string", "enum": ["open", "solved"], "default": "open"},
        "priority": {"type": "string", "nullable": True},
        "created_at": {"type": "string", "format": "date-time", "readOnly": True},
        "parent": {"$ref": "#/components/schemas/Ticket"},
    },
}
ONE = {"type": "object", "properties": {"ticket": {"$ref": "#/components/schemas/Ticket"}}}
MANY = {
    "type": "object",
    "required": ["tickets", "count", "end"],
    "properties": {
        "tickets": {"type": "array", "items": {"$ref": "#/components/schemas/Ticket"}},
        "count": {"type": "integer"},
        "end": {"type": "boolean"},
    },
}
EARLY = {"created_at": "2026-01-01T00:00:00Z"}
"""A required time that a record of one's own leaves out."""
PATHS: dict[str, Any] = {
    "/tickets": {
        "get": {
            "operationId": "listTickets",
            "parameters": [
                {"name": "status", "in": "query", "schema": {"type": "string"}},
                {"name": "q", "in": "query", "schema": {"type": "string"}},
                {"name": "per_page", "in": "query", "schema": {"type": "integer"}},
                {"name": "page", "in": "query", "schema": {"type": "integer"}},
                {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
            ],
            **answer(MANY),
        },
        "post": {"operationId": "createTicket", **body(ONE), **answer(ONE)},
    },
    "/tickets/{ticket_id}": {
        "parameters": [
            {"name": "ticket_id", "in": "path", "required": True, "schema": {"type": "integer"}}
        ],
        "get": {"operationId": "showTicket", **answer(ONE)},
        "patch": {"operationId": "updateTicket", **body(ONE), **answer(ONE)},
    },
}


def test_records_in_envelopes_are_listed_paged_and_filtered(make: Make, tmp_path: Path) -> None:
    rows = {
        str(n): {"id": n, "subject": f"No {n}", "status": "open", "priority": None}
        for n in (2, 9, 10)
    }
    file = spec(tmp_path, PATHS, {"Ticket": TICKET}, "3.0.3")
    shop = make(read(file, db={"tickets": rows}))
    page = shop.call("list_tickets", per_page=2, page=1)
    assert ([one["id"] for one in page["tickets"]], page["count"]) == ([2, 9], 3)
    assert [one["id"] for one in shop.call("list_tickets", per_page=2, page=2)["tickets"]] == [10]
    given = {"subject": "Help", "status": "solved", "priority": None}
    made = shop.call("create_ticket", ticket=given)["ticket"]
    assert (made["id"], made["created_at"], made["priority"]) == (11, "2026-01-01T09:00:00Z", None)
    assert shop.call("list_tickets", status="solved")["tickets"] == [made]
    changed = shop.call("update_ticket", ticket_id=9, ticket={"subject": "?", "priority": "high"})
    assert changed["ticket"] == {**rows["9"], "subject": "?", "priority": "high", **EARLY}
    clear = {"subject": "?", "priority": None}
    assert shop.call("update_ticket", ticket_id=9, ticket=clear)["ticket"]["priority"] is None
    assert shop.call("list_tickets", q="Help") == "this mock can't look tickets up by q"


def test_read_only_properties_are_no_arguments_and_circles_end(tmp_path: Path) -> None:
    found = read(spec(tmp_path, PATHS, {"Ticket": TICKET}, "3.0.3"))
    specs: dict[str, Any] = {one.name: one for one in found.domain.specs}
    ticket = specs["create_ticket"].parameters["properties"]["ticket"]
    assert set(ticket["properties"]) == {"subject", "status", "priority", "parent"}
    assert ticket["required"] == ["subject", "priority"]
    assert ticket["properties"]["priority"]["type"] == ["string", "null"]
    assert ticket["properties"]["parent"] == {}
    assert "authorization" not in specs["list_tickets"].parameters["properties"]


def test_all_of_that_goes_in_a_circle_counts_each_part_once(tmp_path: Path) -> None:
    ref, a = "#/components/schemas/", {"properties": {"a": {}}, "required": ["a"]}
    schemas = {
        "Self": {"allOf": [{"$ref": f"{ref}Self"}]},
        "A": {"allOf": [{"$ref": f"{ref}B"}], **a},
        "B": {"allOf": [{"$ref": f"{ref}A"}], "properties": {"b": {}}},
    }
    paths = {f"/{one}": {"post": body({"$ref": f"{ref}{one}"})} for one in schemas}
    found = read(spec(tmp_path, paths, schemas))
    specs: dict[str, Any] = {one.name: one.parameters for one in found.domain.specs}
    assert list(specs["post_self"]["properties"]) == ["body"]
    assert set(specs["post_a"]["properties"]) == set(specs["post_b"]["properties"]) == {"a", "b"}
    assert specs["post_b"]["required"] == ["a"]


def test_parts_that_stand_in_many_places_are_read_once() -> None:
    ref, last = "#/components/schemas/S", {"properties": {"id": {}}, "required": ["id"]}
    schemas: dict[str, Any] = {
        f"S{n}": {"allOf": [{"$ref": f"{ref}{n + 1}"}] * 2} for n in range(24)
    }
    schemas["S24"] = last
    document = Document("api.yaml", {"components": {"schemas": schemas}})
    assert Schemas(document).shape({"$ref": f"{ref}0"}) == last


def test_parts_within_parts_without_end_are_no_object() -> None:
    ref, last = "#/components/schemas/S", {"properties": {"id": {}}, "required": ["id"]}
    schemas: dict[str, Any] = {f"S{n}": {"allOf": [{"$ref": f"{ref}{n + 1}"}]} for n in range(2000)}
    schemas["S2000"] = last
    document = Document("api.yaml", {"components": {"schemas": schemas}})
    assert Schemas(document).shape({"$ref": f"{ref}0"}) == {}
    assert Schemas(document).shape({"$ref": f"{ref}1950"}) == last


def test_one_of_and_all_of_stay_in_arguments(tmp_path: Path) -> None:
    choice = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
    both = {"allOf": [{"properties": {"a": choice}, "required": ["a"]}, {"properties": {"b": {}}}]}
    paths = {"/x": {"post": {"operationId": "x", **body(both)}, "put": {**body(choice)}}}
    specs: dict[str, Any] = {one.name: one for one in read(spec(tmp_path, paths)).domain.specs}
    assert specs["x"].parameters["properties"]["a"] == choice
    assert specs["x"].parameters["required"] == ["a"]
    assert specs["put_x"].parameters["properties"] == {"body": choice}


def test_names_that_collide_or_mean_something_in_python_are_kept_apart(
    make: Make, tmp_path: Path
) -> None:
    thing = {"type": "object", "properties": {"id": {"type": "string"}, "class": {}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/things/{id}": {
            "parameters": [key],
            "get": {"operationId": "create", **answer(thing, example={"id": "a", "class": 1})},
            "delete": {"operationId": "import"},
            "put": {"operationId": "Create", **body(thing), **answer(thing)},
        }
    }
    shop = make(read(spec(tmp_path, paths)))
    assert shop.call("create", id="a") == {"id": "a", "class": 1}
    assert shop.call("create_2", id="a", **{"class": 2}) == {"id": "a", "class": 2}
    assert shop.call("import_it", id="a") is None
    assert shop.call("create", id="a") == "there is no thing a"


def test_an_example_that_breaks_its_own_schema_is_told_and_still_served(
    make: Make, tmp_path: Path
) -> None:
    thing = {"type": "object", "properties": {"id": {"type": "string"}, "n": {"type": "integer"}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    get = {"operationId": "get_it", **answer(thing, example={"id": "a", "n": "one"})}
    shop = make(read(spec(tmp_path, {"/things/{id}": {"parameters": [key], "get": get}})))
    assert shop.found.notes == ("things a: the record does not fit its own schema",)
    assert shop.call("get_it", id="a") == {"id": "a", "n": "one"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("swagger: '2.0'\npaths: {}", "api.yaml is Swagger 2.0, not OpenAPI 3"),
        ("openapi: 4.0.0", "api.yaml is OpenAPI 4.0.0"),
        ("title: x", "api.yaml has no `openapi:`"),
        ("- 1", "api.yaml is no OpenAPI document"),
        ("openapi: 3.1.0\npaths: {}", "api.yaml has no paths"),
        ("openapi: 3.1.0\npaths: {/x: {get: [}", "api.yaml:2: not YAML"),
        pytest.param(
            BOMB,
            "api.yaml: not YAML: too large: its aliases stand for over 200,000 keys",
            id="bomb",
        ),
        ("openapi: 3.1.0\nx: &a [*a]", "api.yaml:2: not YAML"),
        ("openapi: 3.1.0\npaths: {/x: 7}", "api.yaml: /x is no object of operations"),
        ("openapi: 3.1.0\npaths: {/x: {}}", "api.yaml has no operation"),
        (
            "openapi: 3.1.0\npaths: {/x: {$ref: '#/nowhere'}}",
            "api.yaml: '#/nowhere' leads nowhere",
        ),
        (
            "openapi: 3.1.0\npaths: {/x: {$ref: 'other.yaml'}}",
            "api.yaml: 'other.yaml' refers to another file",
        ),
        (
            "openapi: 3.1.0\npaths: {/x: {$ref: '#/paths/~1x'}}",
            "the reference #/paths/~1x goes in a circle",
        ),
        (
            "openapi: 3.1.0\npaths: {/x: {get: {parameters: [{in: query}]}}}",
            "api.yaml: get /x: a parameter has no name",
        ),
    ],
)
def test_a_bad_document_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(SandboxError) as caught:
        read(file)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_long_document_without_aliases_is_read(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    long = "x: [" + "1, " * 200_001 + "1]"
    file.write_text(f"openapi: 3.1.0\npaths: {{/x: {{get: {{}}}}}}\n{long}", "utf-8")
    assert [one.name for one in read(file).domain.specs] == ["get_x"]


def test_more_operations_than_a_model_takes_are_refused(tmp_path: Path) -> None:
    paths = {f"/x{n}": {"get": {"tags": ["a" if n else "b"]}} for n in range(140)}
    file = spec(tmp_path, paths)
    with pytest.raises(SandboxError, match="has 140 operations, and a model takes 128 tools"):
        read(file)
    assert len(read(file, ("b",)).domain.specs) == 1


def test_tables_that_no_resource_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="--db: no resource is kept in a table 'pet'"):
        read(PETSTORE, db={"pet": {}})
    with pytest.raises(SandboxError, match="--customers clients: there is no such table"):
        read(PETSTORE, customers="clients")


def test_json_documents_are_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps({"openapi": "3.0.0", "paths": {"/x": {"get": {}}}}), "utf-8")
    assert [one.name for one in read(file).domain.specs] == ["get_x"]
