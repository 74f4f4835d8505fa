"""The default pack as a whole: it lints clean, has what it promises, and shows no real person."""

import re
from collections import Counter
from pathlib import Path

import pytest

from sandbox.pack.find import shipped
from sandbox.pack.lint import lint_pack
from sandbox.pack.pack import Pack
from sandbox.policy.rego import RegoPolicy
from sandbox.prompting.render import render

ROOT = shipped() / "brightcart"


def test_brightcart_lints_clean() -> None:
    assert lint_pack(ROOT) == []


def test_it_is_as_large_as_a_small_shop(pack: Pack) -> None:
    sizes = {name: len(rows) for name, rows in pack.rows.items()}
    assert sizes["customers"] == 60
    assert sizes["orders"] == 200
    assert sizes["products"] == 40
    assert sizes["tickets"] == 80
    assert min(sizes[name] for name in ("refunds", "returns", "entitlements", "leads")) >= 10
    assert sizes["shipments"] > 150
    assert len(pack.contracts) >= 14
    assert len(pack.articles) == 12
    assert len(pack.intents) == 7


def test_every_intent_has_a_dozen_examples_and_a_procedure_of_its_own(pack: Pack) -> None:
    assert min(len(intent.examples) for intent in pack.intents) >= 12
    assert len({intent.procedure for intent in pack.intents}) == len(pack.intents)
    assert set(pack.procedures) == {*(intent.procedure for intent in pack.intents), pack.identify}


def test_its_policy_compiles(pack: Pack) -> None:
    assert RegoPolicy.compile(pack.policy, pack.policy_data).speaks


def test_every_write_says_what_tells_one_effect_from_another(pack: Pack) -> None:
    writes = [contract for contract in pack.contracts.values() if contract.writes]
    assert all(contract.idempotency and contract.scopes for contract in writes)
    assert {c.name for c in writes if c.effect == "irreversible"} == {
        "cancel_order",
        "issue_refund",
    }


def test_the_default_principal_has_every_scope_that_a_tool_asks_for(pack: Pack) -> None:
    needed = {scope for contract in pack.contracts.values() for scope in contract.scopes}
    assert set(pack.principal.scopes) == needed


def test_no_text_that_a_model_reads_holds_an_id_of_the_seed(pack: Pack) -> None:
    keys = re.compile("|".join(rf"\b{table.pattern}\b" for table in pack.tables.values()))
    texts = [contract.model_dump_json() for contract in pack.contracts.values()]
    texts += [procedure.guidance for procedure in pack.procedures.values()]
    texts += [step.text for p in pack.procedures.values() for step in p.steps]
    texts += [article.text for article in pack.articles]
    texts += [template.text for template in pack.templates.values()]
    assert [found for text in texts for found in keys.findall(text)] == []


def test_no_variable_means_two_things(pack: Pack) -> None:
    shapes: dict[str, set[object]] = {}
    for procedure in pack.procedures.values():
        for spec in procedure.variables:
            shape = (spec.type, spec.table, tuple(spec.choices.items()))
            shapes.setdefault(spec.name, set()).add(shape)
    assert [name for name, found in shapes.items() if len(found) > 1] == []


def test_mail_addresses_are_on_reserved_domains(pack: Pack) -> None:
    reserved = re.compile(r"^[a-z0-9.]+@(?:[a-z]+\.)?example\.(?:com|org|net)$")
    mails = [row["email"] for row in pack.rows["customers"]]
    assert [mail for mail in mails if not reserved.match(mail)] == []
    assert max(Counter(mails).values()) == 1


# Numbers kept free for fiction: Bundesnetzagentur's "Rufnummern für Medienproduktionen" and
# Arcep's numbers for audiovisual works.
FICTION = (
    r"\+49 30 23125 \d{3}",
    r"\+49 40 66969 \d{3}",
    r"\+49 69 90009 \d{3}",
    r"\+49 221 4710 \d{3}",
    r"\+49 89 99998 \d{3}",
    r"\+49 152 (?:28817386|28895456|54599371)",
    r"\+49 171 39200 \d\d",
    r"\+49 172 99(?:25904|68532|73185|73186|80752)",
    r"\+49 176 040690 \d\d",
    r"\+33 [2-5] (?:61 91|53 01|65 71|36 49) \d\d \d\d",
)


def test_phone_numbers_are_kept_free_for_fiction(pack: Pack) -> None:
    phones = [row["phone"] for row in pack.rows["customers"] if row["phone"]]
    free = re.compile("|".join(FICTION))
    assert [phone for phone in phones if not free.fullmatch(phone)] == []
    assert len(phones) == len(set(phones))


@pytest.mark.parametrize("known", [True, False])
def test_the_agent_prompt_prints_its_blocks_on_lines_of_their_own(pack: Pack, known: bool) -> None:
    passage = {"id": "care", "title": "Care", "text": "Wipe it.", "score": 1.0, "used": True}
    block, state = '<procedure id="x">\nask a\n</procedure>', '<state>\n{"a": 1}\n</state>'
    text = render(
        pack.templates["agent"],
        {
            "pack": {"title": pack.title, "greeting": pack.greeting},
            "now": pack.now,
            "principal": {"customer": "C-0007" if known else ""},
            "abilities": [intent.title for intent in pack.intents],
            "guidance": "Be kind." if known else "",
            "procedure": block if known else "",
            "state": state,
            "passages": [passage] if known else [],
            "summary": "1. customer: hello" if known else "",
            "tools": sorted(pack.contracts),
        },
    )
    lines = text.splitlines()
    start = lines.index("<abilities>")
    assert lines[start + 1 : lines.index("</abilities>")] == [i.title for i in pack.intents]
    assert f"\n{state}\n" in text
    assert (f"\n{block}\n" in text) is known
    assert ('<passage id="care" title="Care">Wipe it.</passage>' in lines) is known
    assert ("not identified yet" in text) is not known
    # Providers cache what requests begin with: what changes at each step comes last.
    assert text.index("<abilities>") < text.index("<state>") < text.index(pack.now)


def test_the_pack_holds_only_files_that_are_read() -> None:
    stray = [path for path in Path(ROOT).rglob("*") if path.suffix in (".pyc", ".db", ".orig")]
    assert [path for path in stray if "__pycache__" not in path.parts] == []
