"""The second pack as a whole: no Python, lints clean, and shows no real person."""

import json
import re
from collections import Counter
from pathlib import Path

from sandbox.check.route import routed
from sandbox.pack.find import prompts_folder, shipped
from sandbox.pack.lint import lint_pack
from sandbox.pack.pack import Pack
from sandbox.pack.sql_body import SqlTool
from sandbox.policy.rego import RegoPolicy

ROOT = shipped() / "helpdesk"
PHRASES = Path(__file__).with_name("phrases.jsonl")


def test_the_pack_has_no_line_of_python(pack: Pack) -> None:
    folders = [ROOT, prompts_folder(ROOT)]
    assert all(folders)
    found = [path.name for folder in folders if folder for path in folder.rglob("*.py*")]
    assert found == []
    assert all(isinstance(tool, SqlTool) for tool in pack.functions.values())


def test_it_lints_clean() -> None:
    assert lint_pack(ROOT) == []


def test_it_has_what_a_help_desk_has(pack: Pack) -> None:
    assert pack.functions.keys() == pack.contracts.keys()
    assert len(pack.contracts) == 17
    assert len(pack.intents) == 7
    assert len(pack.articles) == 11
    assert {table.service for table in pack.tables.values()} == {"crm", "billing", "itsm"}
    assert len(pack.rows["incidents"]) == 62
    assert len(pack.rows["contacts"]) == 52


def test_every_intent_has_fifteen_examples_and_a_procedure_of_its_own(pack: Pack) -> None:
    assert min(len(intent.examples) for intent in pack.intents) >= 15
    assert set(pack.procedures) == {*(intent.procedure for intent in pack.intents), pack.identify}


def test_other_words_for_each_wish_are_understood_or_asked_about(pack: Pack) -> None:
    phrases = [json.loads(line) for line in PHRASES.read_text("utf-8").splitlines()]
    examples = {example for intent in pack.intents for example in intent.examples}
    assert Counter(one["intent"] for one in phrases) == {one.id: 20 for one in pack.intents}
    assert not examples & {one["text"] for one in phrases}
    routes = [(one["intent"], routed(one["text"], pack)["intent"]) for one in phrases]
    assert sum(wanted == found for wanted, found in routes) >= 0.9 * len(routes)
    wrong = [pair for pair in routes if pair[1] is not None and pair[0] != pair[1]]
    assert len(wrong) <= 0.02 * len(routes), wrong


def test_its_policy_compiles(pack: Pack) -> None:
    assert RegoPolicy.compile(pack.policy, pack.policy_data).speaks


def test_the_default_principal_has_every_scope_that_a_tool_asks_for(pack: Pack) -> None:
    needed = {scope for contract in pack.contracts.values() for scope in contract.scopes}
    assert set(pack.principal.scopes) == needed


def test_no_text_that_a_model_reads_holds_an_id_of_the_seed(pack: Pack) -> None:
    keys = re.compile("|".join(rf"\b{t.pattern}\b" for t in pack.tables.values() if t.pattern))
    texts = [contract.model_dump_json() for contract in pack.contracts.values()]
    texts += [step.text for p in pack.procedures.values() for step in p.steps]
    texts += [article.text for article in pack.articles]
    assert [found for text in texts for found in keys.findall(text)] == []


def test_mail_addresses_are_on_reserved_domains(pack: Pack) -> None:
    mails = [row["email"] for row in pack.rows["contacts"]]
    reserved = re.compile(r"^[a-z.]+@[a-z]+\.example$")
    assert [mail for mail in mails if not reserved.match(mail)] == []
    assert max(Counter(mails).values()) == 1


# Numbers that Ofcom keeps free for drama use.
FICTION = re.compile(r"\+44 (?:1632 960\d{3}|7700 900\d{3}|20 7946 0\d{3})")


def test_phone_numbers_are_kept_free_for_fiction(pack: Pack) -> None:
    phones = [row["phone"] for row in pack.rows["contacts"] if row["phone"]]
    assert [phone for phone in phones if not FICTION.fullmatch(phone)] == []
    assert len(phones) == len(set(phones))
