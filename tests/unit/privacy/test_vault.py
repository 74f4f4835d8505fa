import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.personal import Placeholder
from sandbox.privacy.found import Found, found
from sandbox.privacy.kinds import KINDS
from sandbox.privacy.vault import Entry, Vault


def mail(value: str, reference: str = "") -> Found:
    return found(0, len(value), "email", value, reference)


def filled() -> Vault:
    vault = Vault()
    vault.entry_for(mail("ann@shop.io"), 1)
    vault.entry_for(mail("Grace.Hopper@navy.example.net", "crm.customers/C-0007#email"), 2)
    vault.entry_for(found(0, 8, "phone", "467 3395"), 3)
    return vault


def test_the_same_value_has_the_same_placeholder():
    vault = Vault()
    first = vault.entry_for(mail("ann@shop.io"), 1)
    assert vault.entry_for(mail("ann@shop.io"), 5) is first
    assert first.text == "[EMAIL_1]"


def test_second_spelling_keeps_its_own_placeholder():
    vault = Vault()
    one = vault.entry_for(mail("ann@shop.io"), 1)
    other = vault.entry_for(mail("Ann@Shop.io"), 1)
    assert (one.text, other.text) == ("[EMAIL_1]", "[EMAIL_2]")
    assert vault.value_of("[EMAIL_1]") == "ann@shop.io"
    assert vault.value_of("[EMAIL_2]") == "Ann@Shop.io"


def test_placeholders_count_per_kind():
    vault = filled()
    assert [entry.text for entry in vault.entries()] == ["[EMAIL_1]", "[EMAIL_2]", "[PHONE_1]"]


def test_an_entry_has_a_reference_or_a_surrogate_and_never_the_value():
    for entry, value in filled().pairs():
        assert bool(entry.reference) != bool(entry.surrogate)
        assert value not in entry.model_dump_json()


def test_a_secret_gets_no_entry():
    with pytest.raises(ValueError, match="dropped"):
        Vault().entry_for(found(0, 9, "secret", ""), 1)


def test_a_surrogate_is_never_somebodys_value():
    vault = Vault()
    first = vault.entry_for(mail("ann@shop.io"), 1, lambda _, text: text == "sample1@example.net")
    assert first.surrogate not in ("", "sample1@example.net")


def test_new_placeholders_are_taken_once():
    vault = filled()
    taken = vault.take_new()
    assert [type(at) for at in taken] == [Placeholder] * 3
    assert vault.take_new() == ()


def test_after_a_crash_what_the_log_lacks_is_new_again():
    vault = filled()
    vault.take_new()
    vault.offer_again(["[EMAIL_1]"])
    assert [at.text for at in vault.take_new()] == ["[EMAIL_2]", "[PHONE_1]"]


def test_a_vault_comes_back_from_its_file(tmp_path: Path):
    vault = filled()
    vault.save(tmp_path / "vault.json")
    back = Vault.load(tmp_path / "vault.json")
    assert list(back.pairs()) == list(vault.pairs())
    assert back.take_new() == vault.take_new()
    assert back.entry_for(mail("new@shop.io"), 9).text == "[EMAIL_3]"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")
def test_the_file_is_readable_by_its_owner_only_even_where_an_open_one_lay(tmp_path: Path):
    path = tmp_path / "vault.json"
    for left_over in (path, tmp_path / "vault.json.new"):
        left_over.write_text("old")
        left_over.chmod(0o644)
    filled().save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_save_leaves_the_old_file_whole(tmp_path: Path, monkeypatch):
    path = tmp_path / "vault.json"
    filled().save(path)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        Vault().save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"kind": "hopscope-vault", "entr', "is torn or no JSON"),
        (b"\xff\xfe", "is torn or no JSON"),
        (b"[" * 100_000, "is torn or no JSON"),
        (b"[]", "is not a vault"),
        (b'{"kind": "other"}', "is not a vault"),
        (b'{"kind": "hopscope-vault", "format": 99}', "format"),
        (b'{"kind": "hopscope-vault", "format": 1}', "damaged"),
    ],
)
def test_a_torn_or_foreign_file_is_refused_in_one_line(tmp_path: Path, content, what):
    path = tmp_path / "vault.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=what) as refused:
        Vault.load(path)
    assert "\n" not in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_damaged_entry_is_refused_without_showing_its_value(tmp_path: Path):
    path = tmp_path / "vault.json"
    filled().save(path)
    path.write_text(path.read_text().replace('"[EMAIL_1]"', '"ann@shop.io"'))
    with pytest.raises(ValueError, match="damaged") as refused:
        Vault.load(path)
    assert "ann@shop.io" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_every_torn_end_of_a_vault_is_refused(tmp_path: Path):
    path = tmp_path / "vault.json"
    filled().save(path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="torn"):
            Vault.load(path)


def test_a_fork_takes_what_its_turns_made():
    vault = filled()
    fork = vault.up_to(2)
    assert [entry.text for entry in fork.entries()] == ["[EMAIL_1]", "[EMAIL_2]"]
    assert fork.entry_for(found(0, 3, "phone", "467 9999"), 3).text == "[PHONE_1]"
    assert vault.value_of("[PHONE_1]") == "467 3395"


def test_a_recordings_vault_has_the_seeds_values_and_the_surrogates(shop):
    logged = filled().take_new()
    vault = Vault.rebuild(logged, shop.lookup)
    assert vault.value_of("[EMAIL_2]") == "Grace.Hopper@navy.example.net"
    assert vault.value_of("[EMAIL_1]") == logged[0].surrogate
    assert vault.take_new() == ()
    assert vault.entry_for(mail("x@y.io"), 9).text == "[EMAIL_3]"


def test_a_reference_whose_cell_is_gone_is_told_and_not_guessed(shop):
    gone = Placeholder(text="[NAME_1]", kind="name", rule="cell", reference="crm.customers/X#name")
    vault = Vault.rebuild([gone], shop.lookup)
    assert vault.value_of("[NAME_1]") is None
    assert vault.unresolved() == (Entry(**gone.model_dump()),)


def test_a_replays_vault_makes_the_same_entries_at_first_sight(shop):
    logged = filled().take_new()
    vault = Vault.rebuild(logged, shop.lookup, seen=False)
    assert vault.entries() == ()
    vault.entry_for(found(0, 1, "phone", logged[2].surrogate), 1)
    vault.entry_for(mail("Grace.Hopper@navy.example.net"), 1)
    assert vault.take_new() == (logged[2], logged[1])


def test_a_vault_shows_no_value_in_its_repr():
    assert repr(filled()) == "<vault, 3 placeholders>"


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.text(min_size=1, max_size=8)), max_size=30))
def test_values_and_placeholders_are_one_to_one(pairs):
    vault = Vault()
    made = {}
    for kind, value in pairs:
        made[kind, value] = vault.entry_for(found(0, 1, kind, value), 1).text
    assert len(set(made.values())) == len(made)
    for (_, value), text in made.items():
        assert vault.value_of(text) == value
