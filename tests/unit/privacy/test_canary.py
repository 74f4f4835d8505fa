import gzip
import json
from urllib.parse import quote

import pytest

from sandbox.privacy.canary import Canary, canaries, leaks

CARD, MAIL, PHONE, KEY = canaries()


def test_every_canary_is_something_the_mask_takes_out(shop):
    text = " and ".join(canary.value for canary in canaries(3))
    redaction = shop.mask().redact(text, 1)
    assert redaction.text == "[CARD_1] and [EMAIL_1] and [PHONE_1] and [SECRET]"
    assert leaks(redaction.model_dump_json(), canaries(3)) == []


def test_no_surrogate_is_mistaken_for_a_canary(shop):
    mask = shop.mask()
    for ordinal in range(1, 60):
        mask.redact(" ".join(canary.value for canary in canaries(ordinal)), ordinal)
    logged = [at.model_dump_json() for at in mask.vault.take_new()]
    assert leaks(logged, [at for n in range(1, 60) for at in canaries(n)]) == []


@pytest.mark.parametrize(
    ("canary", "spelt"),
    [
        (CARD, CARD.value),
        (CARD, " ".join(CARD.value[at : at + 4] for at in range(0, 16, 4))),
        (CARD, f'{{"card": {CARD.value}}}'),
        (MAIL, MAIL.value.upper()),
        (MAIL, quote(MAIL.value, safe="")),
        (MAIL, json.dumps(MAIL.value).replace("@", "\\u0040")),
        (PHONE, PHONE.value),
        (PHONE, "(646) " + PHONE.value[-8:]),
        (PHONE, PHONE.value.replace(" ", "").replace("-", "")),
        (KEY, KEY.value),
    ],
)
def test_a_canary_is_found_however_it_is_spelt(canary: Canary, spelt: str):
    (leak,) = leaks(f"first line\nthen {spelt}", canaries())
    assert (leak.sink, leak.kind, leak.where.partition(",")[0]) == ("text", canary.kind, "line 2")
    assert canary.value not in repr(leak) + repr(canary)


def test_folders_are_searched_to_their_depths_and_vaults_left_out(tmp_path):
    deep = tmp_path / "sessions" / "one"
    deep.mkdir(parents=True)
    (deep / "vault.json").write_text(MAIL.value)
    (deep / "world.db").write_bytes(b"SQLite\0\xff" + CARD.value.encode() + b"\0")
    (deep / "log.jsonl.gz").write_bytes(gzip.compress(MAIL.value.encode()))
    found = leaks(tmp_path, canaries())
    assert [(at.sink, at.kind) for at in found] == [
        (str(deep / "log.jsonl.gz"), "mail"),
        (str(deep / "world.db"), "card"),
    ]


def test_a_path_that_is_not_there_is_an_error_and_no_clean_bill(tmp_path):
    with pytest.raises(OSError, match="missing"):
        leaks([tmp_path / "missing.jsonl"], canaries())


def test_canaries_of_different_ordinals_differ():
    values = {at.value for n in range(1, 200) for at in canaries(n)}
    assert len(values) == 4 * 199
