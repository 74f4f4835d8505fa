"""`.env.example` is generated from the settings; `python -m sandbox.settings` writes it."""

from pathlib import Path

from sandbox.settings import example

ROOT = Path(__file__).parents[2]


def test_the_example_is_what_the_settings_say() -> None:
    assert (ROOT / ".env.example").read_text("utf-8") == example()
