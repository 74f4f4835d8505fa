"""Bodies for the library's tools. `reserve_book` is left out: the import makes a stub of it."""

from datetime import date, timedelta
from typing import Any

from sandbox.api import ToolError, World, get_record, get_records, put_record, tool

MOST_RENEWALS = 2
DAYS = 14


@tool
def find_member(world: World, email: str) -> str:
    found = get_records(world, "members", email=email.strip().lower())
    if not found:
        raise ToolError("member not found", "unknown_reference")
    return next(iter(found))


@tool
def get_member(world: World, member_id: str) -> dict[str, Any]:
    return _member(world, member_id)


@tool
def search_books(world: World, words: str) -> list[dict[str, Any]]:
    books = get_records(world, "books").values()
    return [book for book in books if words.lower() in book["title"].lower()]


@tool
def renew_loan(world: World, member_id: str, book_id: str) -> dict[str, Any]:
    member = _member(world, member_id)
    loan = member["loans"].get(book_id)
    book = get_record(world, "books", book_id)
    if loan is None or book is None:
        raise ToolError("this member has not borrowed that book", "unknown_reference")
    if book["waiting"]:
        raise ToolError("somebody waits for the book")
    if loan["renewed"] >= MOST_RENEWALS:
        raise ToolError("the loan was renewed twice already")
    loan["due"] = (date.fromisoformat(loan["due"]) + timedelta(days=DAYS)).isoformat()
    loan["renewed"] += 1
    put_record(world, "members", member_id, member)
    return {"book_id": book_id, **loan}


def _member(world: World, member_id: str) -> dict[str, Any]:
    member = get_record(world, "members", member_id)
    if member is None:
        raise ToolError("member not found", "unknown_reference")
    return member
