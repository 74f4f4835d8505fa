"""An OpenAPI document: read whole, checked for its version, its references followed."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from sandbox.domain.faults import SandboxError
from sandbox.imports.sources import read_json, read_text
from sandbox.pack.yaml_text import check_aliases

_MOST_HOPS: Final = 20
"""A reference to a reference to a reference: more than these go in a circle."""


class Document:
    """`data`: the document; `name`: of its file, for errors."""

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self.data = data

    def follow(self, node: Any) -> Any:
        """What a node stands for, its references followed. Raises `SandboxError` for one that
        leads nowhere, or out of the file."""
        for _ in range(_MOST_HOPS):
            if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
                return node
            node = self._at(node["$ref"])
        raise SandboxError(f"{self.name}: the reference {node['$ref'][:80]} goes in a circle")

    def _at(self, reference: str) -> Any:
        if not reference.startswith("#/"):
            hint = "bundle the document into one file first"
            message = f"{self.name}: {reference[:80]!r} refers to another file"
            raise SandboxError(message, hint)
        node: Any = self.data
        for part in reference[2:].split("/"):
            name = _unescaped(part)
            if isinstance(node, list) and name.isdigit() and int(name) < len(node):
                node = node[int(name)]
            elif isinstance(node, Mapping) and name in node:
                node = node[name]
            else:
                raise SandboxError(f"{self.name}: {reference[:80]!r} leads nowhere")
        return node


def read_document(path: Path) -> Document:
    """The document in a JSON or YAML file. Raises `SandboxError` that names the file."""
    data = read_json(path) if path.suffix == ".json" else _yaml(path)
    if not isinstance(data, dict):
        raise SandboxError(f"{path.name} is no OpenAPI document", "its top level is no object")
    version = data.get("openapi", data.get("swagger"))
    if "swagger" in data:
        hint = "convert it to OpenAPI 3 first; editor.swagger.io does"
        raise SandboxError(f"{path.name} is Swagger {version}, not OpenAPI 3", hint)
    if not re.match(r"3\.[0-9]", str(version)):
        said = "has no `openapi:`" if version is None else f"is OpenAPI {version}"
        raise SandboxError(f"{path.name} {said}", "versions 3.0 to 3.2 can be read")
    if not isinstance(data.get("paths"), dict) or not data["paths"]:
        raise SandboxError(f"{path.name} has no paths", "then there is nothing to call")
    return Document(path.name, data)


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """YAML whose dates stay texts, and whose keys are texts (`200:`), as in JSON."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    loader.flatten_mapping(node)
    pairs = ((key, loader.construct_object(value, deep=True)) for key, value in node.value)
    return {
        key.value if isinstance(key, yaml.ScalarNode) else str(key): value for key, value in pairs
    }


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def _yaml(path: Path) -> Any:
    loader = _Loader(read_text(path))
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        check_aliases(node)
        return loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        where = f"{path.name}:{line}" if line else path.name
        raise SandboxError(f"{where}: not YAML: {error.problem or 'it is torn'}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SandboxError(f"{path.name}: not YAML: {str(error).splitlines()[0][:80]}") from None
    finally:
        loader.dispose()


def _unescaped(part: str) -> str:
    """One part of a JSON pointer in a fragment (RFC 6901, section 6)."""
    from urllib.parse import unquote

    return unquote(part).replace("~1", "/").replace("~0", "~")
