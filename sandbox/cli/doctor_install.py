"""Versions, settings and keys, for `sandbox doctor`. A key's text is never looked at twice."""

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata

from sandbox.cli.doctor_report import Check
from sandbox.settings import Settings

_PACKAGES = ("litellm", "textual", "pydantic", "sqlite-utils", "gordon-to-regorus", "jsonschema-rs")


def versions() -> Iterator[Check]:
    """Python, Hopscope and what it stands on, from the packages' metadata: nothing is imported."""
    from sandbox.log.envelope import FORMAT
    from sandbox.replay.causes import code_version

    part = "versions"
    yield Check(part, "hopscope", "ok", f"{code_version()}, log format {FORMAT}")
    told = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    old = sys.version_info < (3, 11)
    hint = "Hopscope needs 3.11 or later" if old else ""
    yield Check(part, "python", "bad" if old else "ok", told, hint)
    for name in _PACKAGES:
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Check(part, name, "bad", "not installed", f"pip install {name}")
            continue
        wanted = _pinned(name)
        if wanted and found != wanted:
            hint = f"pip install {name}=={wanted}: calls with tools are only tested with that one"
            yield Check(part, name, "warn", found, hint)
        else:
            yield Check(part, name, "ok", found)
    yield _sqlite()


def _pinned(name: str) -> str:
    """The exact version that our own metadata asks for, "" if it takes more than one."""
    try:
        wanted = metadata.requires("hopscope") or []
    except metadata.PackageNotFoundError:
        return ""
    line = next((w for w in wanted if w.split("==")[0] == name and "==" in w), "")
    return line.partition("==")[2].split(";")[0].strip()


def _sqlite() -> Check:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    except sqlite3.Error:
        hint = "knowledge search needs it; use a Python whose sqlite3 has FTS5"
        return Check("versions", "sqlite", "bad", f"{sqlite3.sqlite_version}, no FTS5", hint)
    finally:
        connection.close()
    return Check("versions", "sqlite", "ok", f"{sqlite3.sqlite_version} with FTS5")


def settings_of(settings: Settings, origins: Mapping[str, str]) -> Iterator[Check]:
    """Each setting with where its value comes from."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        told = "set" if name == "api_key" and value else _words(value)
        where = origins.get(name, "default")
        yield Check("settings", name, "note", f"{told}  ({where})")


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(map(str, value)) or "none"
    text = str(value)
    # A user and password may stand in an address.
    if "://" in text and "@" in text:
        scheme, _, rest = text.partition("://")
        text = f"{scheme}://{rest.rpartition('@')[2]}"
    return text or "–"


def keys(environ: Mapping[str, str]) -> Iterator[Check]:
    """Which provider's key was found, under which name, and where: never its text or length."""
    from sandbox.models.catalog import PREFERRED
    from sandbox.models.key_ring import WithKeyring, problem
    from sandbox.models.key_ring import installed as ring_installed
    from sandbox.models.keys import key_state

    ring = WithKeyring(environ) if ring_installed() else environ
    missing: list[str] = []
    for provider in PREFERRED:
        state = key_state(provider, ring)
        if state.found:
            told = f"{state.variable} ({_source(state.variable, environ)})"
            yield Check("keys", provider, "ok", told)
        else:
            missing.append(state.variable)
    if missing:
        yield Check("keys", "not found", "note", ", ".join(missing))
    if wrong := problem():
        yield Check("keys", "keyring", "note", wrong)


def _source(variable: str, environ: Mapping[str, str]) -> str:
    if os.environ.get(variable, "").strip():
        return "environment"
    return ".env" if environ.get(variable, "").strip() else "keyring"
