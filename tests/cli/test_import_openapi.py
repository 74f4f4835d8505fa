"""`sandbox import openapi` as a person uses it: an API's description, then a mock that answers."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from tests.cli.command_line import Sandbox

ROOT = Path(__file__).parents[2]
IMPORT = ("import", "openapi", "shop", "--spec", "petstore.yaml")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "tests" / "data" / "openapi" / "petstore.yaml", tmp_path)
    return tmp_path


def test_a_description_becomes_a_mock_that_talks_and_replays(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    code, out, err = sandbox(*IMPORT)
    assert (code, "Traceback" in err) == (0, False)
    assert "made fixtures/shop: 19 tools of 3 services" in out
    assert "13 are answered from rows, by fixtures/shop/tools/served.py" in out
    assert "tables, with their rows: pets (1), orders (1), users (1)" in out
    code, out, _ = sandbox("lint", "shop")
    errors = [line for line in out.splitlines() if " error: " in line]
    assert code == 1  # a stub is an error, and nothing else is one
    assert len(errors) == 6
    assert all("has no body yet" in line for line in errors)
    replies = [
        '/call get_pet_by_id {"pet_id": 10}',
        "It is there.",
        '/call add_pet {"name": "Rex", "photo_urls": []}',
        "Rex was added.",
    ]
    (tmp_path / "replies.yaml").write_text(yaml.safe_dump(replies), "utf-8")
    model = ("--model", "sandbox/human", "--human", "replies.yaml", "--approve", "all")
    told = ("-m", "hello, is pet 10 there?", "-m", "please add a pet, Rex")
    code, out, _ = sandbox("run", "--pack", "shop", *model, *told)
    assert (code, "execute pet.get_pet_by_id  ok" in out) == (0, True)
    assert "execute pet.add_pet  ok" in out
    assert "+ pets 11" in sandbox("db", "last", "diff")[1]
    assert "identical · strict · 2 turns" in sandbox("replay", "last")[1]


def test_it_says_as_data_what_it_made(sandbox: Sandbox) -> None:
    code, out, _ = sandbox(*IMPORT, "--only", "store", "--json")
    made = json.loads(out)
    assert (code, made["records"]) == (0, {"orders": 1, "customers": 0})
    assert made["served"] == ["delete_order", "get_order_by_id", "place_order"]
    assert made["without_body"] == ["get_inventory"]
    assert made["writes"] == ["delete_order", "place_order"]


def test_rows_of_ones_own_take_the_place_of_examples(sandbox: Sandbox, tmp_path: Path) -> None:
    rows = {"pets": {"7": {"id": 7, "name": "Ida", "photoUrls": [], "tags": [{"id": 1}]}}}
    (tmp_path / "db.json").write_text(json.dumps(rows), "utf-8")
    assert sandbox(*IMPORT, "--db", "db.json")[0] == 0
    text = (tmp_path / "fixtures" / "shop" / "rows" / "pets.jsonl").read_text("utf-8")
    assert (text.count("\n"), "Ida" in text) == (1, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "openapi", "Shop", "--spec", "petstore.yaml"), "can't be the name of a pack"),
        (("import", "openapi", "shop", "--spec", "none.yaml"), "there is no file none.yaml"),
        ((*IMPORT, "--only", "/petz"), "no operation has this tag or path"),
        ((*IMPORT, "--customers", "clients"), "--customers clients: there is no such table"),
    ],
)
def test_wrong_use_is_one_line_and_leaves_nothing(
    sandbox: Sandbox, words: tuple[str, ...], told: str
) -> None:
    code, out, err = sandbox(*words)
    assert code in (2, 3)
    assert (out, err.count("\n")) == ("", 1)
    assert told in err
    assert not Path("fixtures").exists()


def test_what_is_there_is_never_replaced(sandbox: Sandbox) -> None:
    assert sandbox(*IMPORT)[0] == 0
    code, _, err = sandbox(*IMPORT)
    assert (code, "fixtures/shop is there already" in err) == (2, True)
