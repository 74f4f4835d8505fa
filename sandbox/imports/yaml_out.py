"""YAML as people write it: block style, in the order given."""

from typing import Any

import yaml


def dump(data: dict[str, Any]) -> str:
    """A mapping as YAML."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
