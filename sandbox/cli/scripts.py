"""Scripts: a YAML list of messages; an item is a text, or a mapping with `say`."""

from pathlib import Path

from sandbox.domain.faults import SandboxError


def read_script(path: Path) -> list[str]:
    """The messages of a script. Raises `SandboxError` naming file and item."""
    import yaml

    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise SandboxError(f"can't read {path.name}: {error.strerror}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SandboxError(f"{path.name}{line}: not YAML", "a script is a list", code=2) from None
    if not isinstance(data, list):
        raise SandboxError(f"{path.name}: a script is a list of messages", code=2)
    return [_message(item, number, path) for number, item in enumerate(data, 1)]


def _message(item: object, number: int, path: Path) -> str:
    if isinstance(item, dict):
        item = item.get("say")
    if not isinstance(item, str) or not item.strip():
        raise SandboxError(
            f"{path.name}, item {number}: no message",
            'write a text, or a mapping with `say: "…"`',
            code=2,
        )
    return item
