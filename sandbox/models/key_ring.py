"""Keys in the system's keyring (macOS Keychain, Secret Service, Windows Credential Locker).

They are looked up under the service `hopscope` and the variable's own name, after the environment
and `.env`: `keyring set hopscope OPENAI_API_KEY` keeps one. The package `keyring` is an extra; it
is imported at the first key that is missing elsewhere.
"""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Final

SERVICE: Final = "hopscope"
_SECRETS: Final = ("_KEY", "_TOKEN", "APIKEY")


def installed() -> bool:
    """Whether the package is there; nothing is imported."""
    return find_spec("keyring") is not None


def with_keyring(environ: Mapping[str, str]) -> Mapping[str, str]:
    """`environ`, and under it the keyring where there is one."""
    return WithKeyring(environ) if installed() else environ


class WithKeyring(Mapping[str, str]):
    """Variables; a name of a key that is not set, or empty, is looked up in the keyring, once.

    Only lookups by name see the keyring: it can't be listed.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._found: dict[str, str | None] = {}

    def __getitem__(self, name: str) -> str:
        value = self._environ.get(name, "")
        if value.strip() or not name.endswith(_SECRETS):
            return self._environ[name]
        if name not in self._found:
            self._found[name] = _read(name)
        kept = self._found[name]
        return self._environ[name] if kept is None else kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


def in_keyring(name: str) -> bool:
    """Whether the keyring holds a key under this variable's name."""
    return installed() and _read(name) is not None


def _read(name: str) -> str | None:
    from importlib import import_module

    try:
        value = import_module("keyring").get_password(SERVICE, name)
    except Exception:  # locked, refused, no backend: the same as no key, and doctor says so
        return None
    return value or None


def problem() -> str:
    """What keeps the keyring from being read, "" if nothing does. Asks for no key."""
    from importlib import import_module

    if not installed():
        return "the package keyring is not installed: pip install 'hopscope[keyring]'"
    try:
        backend = import_module("keyring").get_keyring()
    except Exception as error:
        return f"it can't be opened: {type(error).__name__}"
    if type(backend).__module__.endswith(("backends.fail", "backends.null")):
        return "this system has no keyring that the package knows"
    return ""
