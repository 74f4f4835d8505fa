"""Rules of a pack with a file, or all of them, replaced by what somebody is about to try."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.domain.faults import SandboxError
from sandbox.pack.digest import POLICY_DATA
from sandbox.pack.finding import Report
from sandbox.pack.pack import Pack
from sandbox.pack.yaml_text import read_mapping

_YAML = (".yaml", ".yml")


@dataclass(frozen=True)
class ChangedRules:
    """`names`: the files of the pack's policy that differ from the pack as it lies."""

    files: Mapping[str, str]
    data: Mapping[str, Any]
    names: tuple[str, ...]


def changed_rules(pack: Pack, path: Path) -> ChangedRules:
    """The pack's rules with `path` in place: a `.rego`, a data file, or a whole folder.

    A file stands in for the one of its name, or comes on top. A folder (of a pack, or its
    `policy/`) stands in for all of them. Raises `SandboxError` (code 2) for what is none of these.
    """
    if path.is_dir():
        folder = path / "policy" if (path / "policy").is_dir() else path
        files = {f"policy/{file.name}": _text(file) for file in sorted(folder.glob("*.rego"))}
        if not files:
            raise SandboxError(f"{path.name} holds no rules", "they end in .rego", code=2)
        data_file = folder / Path(POLICY_DATA).name
        data = _data(data_file) if data_file.is_file() else {}
        return _compared(pack, files, data)
    if not path.is_file():
        raise SandboxError(
            f"there is no file {path.name[:60]}",
            "name a changed .rego, a data.yaml, or a folder of rules",
            code=2,
        )
    if path.suffix == ".rego":
        files = {**pack.policy, f"policy/{path.name}": _text(path)}
        return _compared(pack, files, pack.policy_data)
    if path.suffix in _YAML:
        return _compared(pack, pack.policy, _data(path))
    raise SandboxError(
        f"{path.name[:60]} is neither rules nor their data", "they end in .rego and .yaml", code=2
    )


def _compared(pack: Pack, files: Mapping[str, str], data: Mapping[str, Any]) -> ChangedRules:
    every = sorted({*files, *pack.policy})
    names = [name for name in every if files.get(name) != pack.policy.get(name)]
    if dict(data) != dict(pack.policy_data):
        names.append(POLICY_DATA)
    return ChangedRules(files, data, tuple(names))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SandboxError(f"can't read {path.name[:60]}: {why}", code=2) from None


def _data(path: Path) -> dict[str, Any]:
    report = Report()
    located = read_mapping(path.name, _text(path), report)
    errors = [finding for finding in report.in_order() if finding.severity == "error"]
    if errors or located is None:
        raise errors[0].as_error() if errors else SandboxError(f"{path.name} is empty", code=2)
    return located.data
