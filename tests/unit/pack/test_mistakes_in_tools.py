"""Mistakes in tools.yaml and tools.py, each with its file, line and remedy."""

import pytest

from tests.unit.pack.tiny import Mistake, Tiny

MISTAKES: dict[str, Mistake] = {
    "no such effect": Mistake(
        "tools.yaml", "effect: write", "effect: writes", says="writes", hint="'write'"
    ),
    "no such service": Mistake(
        "tools.yaml", "service: shop", "service: shopp", says="shopp", hint="shop"
    ),
    "a reference from no argument": Mistake(
        "tools.yaml", "{thing_id: things}", "{thing: things}", says="no argument", hint="thing_id"
    ),
    "a reference into no table": Mistake(
        "tools.yaml", "{thing_id: things}", "{thing_id: thing}", says="no table", hint="things"
    ),
    "idempotency by no argument": Mistake(
        "tools.yaml", "idempotency: [reason]", "idempotency: [why]", says="'why'", hint="reason"
    ),
    "a schema that is none": Mistake(
        "tools.yaml",
        "thing_id: {type: string}",
        "thing_id: {type: text}",
        says="get_thing: arguments/properties/thing_id/type",
        hint="json-schema.org",
    ),
    "a fallback that is no result": Mistake(
        "tools.yaml",
        "      state: {type: string}\n",
        "      state: {type: string}\n  fallback: {state: 7}\n",
        says="fallback/state: 7 is not of type",
        hint="stands in for a result",
    ),
    "a keyword that is none": Mistake(
        "tools.yaml",
        "thing_id: {type: string}",
        "thing_id: {type: string, maxlength: 3}",
        says="/properties/thing_id/maxlength is no keyword",
        hint="maxLength",
    ),
    "a pattern that is none": Mistake(
        "tools.yaml",
        "thing_id: {type: string}",
        "thing_id: {type: string, pattern: '['}",
        says="regex",
    ),
    "arguments that are no object": Mistake(
        "tools.yaml",
        "type: object\n    required: [thing_id]",
        "type: array\n    required: [thing_id]",
        says="object",
        hint="type: object",
        line=5,
    ),
    "a function without a contract": Mistake(
        "tools.py",
        "def hand_off(world",
        "def hand_on(world",
        says="hand_on has no contract",
        hint="hand_off",
        line=9,
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_hint(tiny: Tiny, name: str) -> None:
    MISTAKES[name].is_named(tiny)


def test_a_schema_that_points_elsewhere_is_refused_and_nothing_is_fetched(tiny: Tiny) -> None:
    import http.server
    import threading

    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            return None

    with http.server.HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        there = f"http://127.0.0.1:{server.server_port}/track"
        tiny.swap("tools.yaml", "thing_id: {type: string}", f'thing_id: {{$ref: "{there}"}}')
        errors = tiny.errors()
        server.shutdown()
    assert [error.file for error in errors] == ["tools.yaml"]
    assert asked == []
