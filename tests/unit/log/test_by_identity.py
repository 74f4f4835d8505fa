"""What is worked out once from an object that never changes."""

import gc

from sandbox.domain.message import Message, text_message
from sandbox.log.by_identity import ByIdentity
from sandbox.log.canonical import canonical, digest
from sandbox.log.items import item_of, text_of


def test_it_is_worked_out_once_for_each_object() -> None:
    seen: list[str] = []

    def measured(message: Message) -> int:
        seen.append(message.text)
        return len(message.text)

    length = ByIdentity(measured)
    one, other = text_message("user", "hello"), text_message("user", "hello")
    assert [length(one), length(one), length(other)] == [5, 5, 5]
    assert seen == ["hello", "hello"]


def test_what_is_gone_is_forgotten() -> None:
    length = ByIdentity[Message, int](lambda message: len(message.text))
    kept = text_message("user", "kept")
    assert [length(text_message("user", "x" * n)) for n in range(1, 9)] == list(range(1, 9))
    length(kept)
    gc.collect()
    assert len(length._kept) == 1  # pyright: ignore[reportPrivateUsage]


def test_an_item_is_what_the_log_writes_of_a_message() -> None:
    message = text_message("tool", "done", call_id="call_1", tool="get_order")
    logged = message.model_dump(mode="json", exclude_defaults=True)
    assert item_of(message) == (logged, canonical(logged), digest(logged))
    assert text_of(message) == canonical(message.model_dump(mode="json"))
