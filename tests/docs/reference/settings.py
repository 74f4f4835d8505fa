"""settings.md"""

from sandbox.settings import Settings
from tests.docs.reference.markdown import default, kind, table

HEAD = """
# Settings

A flag wins over a variable of the environment, which wins over the nearest `.env` upward from
where you are, which wins over `config.toml`, which wins over the default.
[`.env.example`](../../.env.example) lists them to be copied; `config.toml` has the same words
without `SANDBOX_`, see [models](../models.md). `sandbox doctor` says where each value comes from.

Provider keys keep their own names (`OPENAI_API_KEY`, `ANTHROPIC_API_KEY`, …) and are looked up in
the environment, then in the same `.env`, then in the system's keyring.
"""
TAIL = """
Sessions lie in `SANDBOX_HOME`; else in `.sandbox/` of the nearest folder upward that holds
`fixtures/`, `.sandbox/` or a `pyproject.toml`; else in the platform's folder for user data.
"""


def text() -> str:
    rows = [
        (
            f"`SANDBOX_{name.upper()}`",
            kind(field.annotation),
            default(field),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]
    return f"{HEAD}\n{table(('variable', 'type', 'default', 'what'), rows)}\n{TAIL}"
