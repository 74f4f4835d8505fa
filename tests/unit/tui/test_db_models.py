"""The DB pane's models: who changed which row, which columns fit, what completes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.tool import Ok, RowChange
from sandbox.log.event import (
    Event,
    HopStarted,
    SessionStarted,
    ToolAttempted,
    ToolResponded,
    TurnFinished,
    TurnStarted,
    WorldEdited,
)
from sandbox.log.fold import Session, fold
from sandbox.log.row_history import row_history
from sandbox.tui.db.book import Book
from sandbox.tui.db.columns import fit
from sandbox.tui.db.complete import identifier, offers, plain

TABLES = {
    "orders": ["id", "customer_id", "status", "from"],
    "order_lines": ["id", "order_id", "sku"],
    'sel"ect [/x]': ["id", "or der"],
}


def _at(second: int) -> str:
    return f"2026-11-20T09:00:{second:02}Z"


def _change(table: str, key: str, before: str | None, after: str | None) -> RowChange:
    row = lambda value: None if value is None else {"id": key, "v": value}  # noqa: E731
    return RowChange(table=table, key=key, before=row(before), after=row(after))


def _turn(number: int, at: int, *changes: RowChange) -> list[Event]:
    then = _at(at + 1)
    return [
        TurnStarted(model="m", turn=number, at=_at(at)),
        HopStarted(name="execute", subject="orders.x", at=then, turn=number, hop=1),
        ToolAttempted(tool="x", arguments={}, at=then, turn=number, hop=1),
        ToolResponded(tool="x", outcome=Ok(), changes=changes, at=then, turn=number, hop=1),
        TurnFinished(outcome="answered", turn=number, at=_at(at + 2)),
    ]


def _session(*parts: list[Event]) -> Session:
    started = SessionStarted(pack="p", model="m", at=_at(0))
    return fold([started, *(event for part in parts for event in part)])


def _edited(at: int, *changes: RowChange, restored: str = "") -> list[Event]:
    return [WorldEdited(changes=changes, restored=restored, at=_at(at))]


def test_edits_stand_between_the_turns_that_they_were_made_between() -> None:
    session = _session(
        _edited(0, _change("a", "1", "x", "y")),
        _turn(1, 0, _change("a", "2", None, "new")),
        _edited(2, _change("a", "1", "y", "z")),
        _turn(2, 2, _change("a", "2", "new", None)),
        _edited(4, _change("a", "3", "old", None), restored="start"),
    )
    told = [(deed.label, deed.turn, deed.after) for deed in row_history(session)]
    assert told == [
        ("by hand", 0, 0),
        ("hop 1.1", 1, 0),
        ("by hand", 0, 1),
        ("hop 2.1", 2, 1),
        ("restore start", 0, 2),
    ]


def test_a_row_s_net_change_names_the_last_who_made_it_and_how_many_came_before() -> None:
    book = Book()
    session = _session(
        _turn(1, 0, _change("a", "1", "x", "y"), _change("a", "2", None, "new")),
        _edited(2, _change("a", "1", "y", "z")),
        _turn(2, 2, _change("a", "2", "new", None), _change("b", "9", "k", None)),
    )
    assert book.read(session)
    assert not book.read(session)
    row = book.of("a")["1"]
    assert (row.sign, row.columns, row.label) == ("~", ("v",), "← by hand +1")
    assert (row.change.before, row.change.after) == ({"id": "1", "v": "x"}, {"id": "1", "v": "z"})
    assert "2" not in book.of("a")  # came and went
    assert book.signs("b") == {"+": 0, "~": 0, "-": 1}


def test_since_a_turn_began_what_was_before_does_not_count() -> None:
    book = Book()
    book.read(
        _session(
            _turn(1, 0, _change("a", "1", "x", "y")),
            _edited(2, _change("a", "1", "y", "z")),
            _turn(2, 2, _change("a", "1", "z", "q")),
            _edited(4, _change("a", "5", None, "n")),
        )
    )
    book.begin(2)
    assert book.of("a")["1"].change.before == {"id": "1", "v": "z"}
    assert list(book.of("a")) == ["5", "1"]
    book.begin(0)
    assert book.of("a")["1"].change.before == {"id": "1", "v": "x"}


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=20),
    st.integers(0, 25),
    st.integers(1, 200),
)
def test_columns_never_take_more_than_there_is_and_the_key_stays(
    wanted: list[int], first: int, width: int
) -> None:
    names = [str(number) for number in range(len(wanted))]
    found = fit(names, first, width, lambda name: wanted[int(name)])
    assert found[0][0] == "0"
    assert sum(wide for _, wide in found) + 2 * (len(found) - 1) <= max(width, found[0][1])
    assert all(wide >= 1 for _, wide in found)
    order = [name for name, _ in found[1:]]
    assert order == names[max(first, 1) : max(first, 1) + len(order)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sel", "select"),
        ("SEL", "SELECT"),
        ("select * from ord", "orders"),
        ("select st", "status"),
        ("select * from order_lines where s", "sku"),
        ("select o.c", "customer_id"),
        ("select * from orders o where o.s", "status"),
        ("select * from orders as o where o.s", "status"),
        ("update ord", "orders"),
        ("select * from s", '"sel""ect [/x]"'),
        ('select * from "sel', '"sel""ect [/x]"'),
        ("select * from orders where fr", '"from"'),
        ("select * from orders ", ""),
        ("select 'st", ""),
        ("", ""),
    ],
)
def test_what_fits_comes_first(text: str, first: str) -> None:
    if "o.c" in text:
        text += " from orders o"
        found = offers(text, len("select o.c"), TABLES)
    else:
        found = offers(text, len(text), TABLES)
    assert (found.words[:1] or ("",))[0] == first


@given(st.text(max_size=80), st.integers(0, 80))
def test_no_text_breaks_completion(text: str, cursor: int) -> None:
    found = offers(text, min(cursor, len(text)), TABLES)
    assert 0 <= found.start <= len(text)


@given(st.text(min_size=1, max_size=20))
def test_a_quoted_name_is_the_name_again(name: str) -> None:
    assert plain(identifier(name)) == name
