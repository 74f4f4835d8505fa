"""Filter packs and actions: mask, hash, drop, allow."""

import pytest

from sandbox.domain.personal import Privacy
from sandbox.privacy.kinds import KINDS
from sandbox.privacy.mask import Mask
from sandbox.privacy.rules import filter_actions, rules_of
from sandbox.privacy.vault import Vault

MAIL = "Grace.Hopper@navy.example.net"
KEY = b"k" * 32


def mask_with(shop, vault: Vault | None = None, **kinds: str) -> Mask:
    rules = rules_of(Privacy.model_validate({"kinds": kinds}))
    return Mask(vault or Vault(key=KEY), shop.known(), shop.keys(), rules=rules)


def test_a_dropped_value_leaves_a_marker_that_nothing_restores(shop, tmp_path):
    mask = mask_with(shop, card="drop")
    redaction = mask.redact("card 4111 1111 1111 1111 and ann@shop.io", 1)
    assert redaction.text == "card [CARD_REMOVED] and [EMAIL_1]"
    assert mask.restore(redaction.text) == "card [CARD_REMOVED] and ann@shop.io"
    assert [(at.kind, at.action) for at in redaction.spans] == [("card", "drop"), ("email", "mask")]
    mask.vault.save(tmp_path / "vault.json")
    assert "4111" not in (tmp_path / "vault.json").read_text()


def test_a_replay_finds_the_marker_where_a_value_was_dropped(shop):
    live = mask_with(shop, card="drop").redact("card 4111 1111 1111 1111", 1)
    assert mask_with(shop, card="drop").redact(live.text, 1).spans == live.spans


def test_spans_of_dropped_values_point_at_their_markers(shop):
    redaction = mask_with(shop, card="drop").redact("a@b.io 4111111111111111 c@d.io", 1)
    assert [redaction.text[at.start : at.end] for at in redaction.spans] == [
        "[EMAIL_1]",
        "[CARD_REMOVED]",
        "[EMAIL_2]",
    ]


def test_a_hashed_value_has_one_placeholder_in_every_spelling_and_is_restored(shop):
    mask = mask_with(shop, email="hash")
    text = mask.redact("ann@shop.io or ANN@shop.io or bob@shop.io", 1).text
    one, same, other = (word for word in text.split() if word != "or")
    assert one == same != other
    assert mask.restore(one) == "ann@shop.io"
    assert mask.mask(text, 1) == text


def test_a_hash_depends_on_a_key_that_only_the_vault_has(shop, tmp_path):
    vaults = Vault(key=KEY), Vault(key=KEY), Vault(key=b"another")
    first, again, other = (
        mask_with(shop, vault, email="hash").redact("ann@shop.io", 1).text for vault in vaults
    )
    assert first == again != other
    logged = [at.model_dump_json() for at in vaults[0].take_new()]
    assert KEY.hex() not in "".join(logged)
    vaults[0].save(tmp_path / "vault.json")
    assert Vault.load(tmp_path / "vault.json").key == KEY


def test_a_replay_without_the_key_gives_a_hashed_value_its_logged_placeholder(shop):
    live = mask_with(shop, email="hash")
    text = live.redact("write to ann@shop.io", 1).text
    logged = live.vault.take_new()
    told = Vault.rebuild(logged, shop.lookup)
    fresh = Vault.rebuild(logged, shop.lookup, seen=False)
    raw = str(mask_with(shop, told, email="hash").restore(text))
    assert "ann@shop.io" not in raw
    assert mask_with(shop, fresh, email="hash").redact(raw, 1).text == text


def test_an_allowed_kind_stays_unless_the_back_end_knows_the_value(shop):
    mask = mask_with(shop, email="allow")
    assert mask.redact(f"ann@shop.io, {MAIL}", 1).text == "ann@shop.io, [EMAIL_1]"
    assert mask.mask({"to": "ann@shop.io"}, 1) == {"to": "ann@shop.io"}


def test_an_allowed_value_is_masked_once_a_row_holds_it(shop):
    mask = mask_with(shop, email="allow")
    mask.known.extend([("crm", "customers", "C-0050", "email", "email", "ann@shop.io")])
    assert mask.redact("ann@shop.io", 1).text == "[EMAIL_1]"


def test_a_known_value_of_another_kind_inside_an_allowed_one_is_still_masked(shop):
    mask = mask_with(shop, name="allow")
    assert mask.redact("my name is Grace Brewster Hopper", 1).text == "my name is [NAME_1]"
    assert mask.redact("my name is Ada Lovelace", 1).text == "my name is Ada Lovelace"


def test_secrets_are_dropped_whatever_the_rules_allow(shop):
    mask = mask_with(shop, vault=None, **{kind: "allow" for kind in KINDS if kind != "literal"})
    assert mask.redact("cvv 123, key sk-proj-abcdefghijklmnop1234", 1).text == (
        "cvv [SECRET], key [SECRET]"
    )


def test_what_looks_like_a_placeholder_becomes_a_literal_whatever_the_rules_say(shop):
    mask = mask_with(shop, literal="allow")
    assert mask.redact("say [EMAIL_1]", 1).text == "say [LITERAL_1]"


@pytest.mark.parametrize(
    ("name", "dropped"),
    [
        ("gdpr", {"card", "national_id"}),
        ("hipaa", {"birth_date", "national_id", "iban", "card", "ip"}),
        ("pci", {"card"}),
    ],
)
def test_filter_packs_drop_what_their_rules_say(name, dropped):
    actions = filter_actions(name)
    assert {kind for kind, action in actions.items() if action == "drop"} == dropped
    assert "allow" not in actions.values()


def test_no_code_of_the_safe_harbour_is_derived_from_the_person():
    assert "hash" not in filter_actions("hipaa").values()


def test_a_packs_own_kinds_go_over_its_filter():
    rules = rules_of(Privacy(filter="gdpr", kinds={"ip": "allow"}))
    assert (rules["ip"], rules["card"]) == ("allow", "drop")
