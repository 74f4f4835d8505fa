"""The wheel, built from this tree, and an environment that holds it and no checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installed:
    """Hopscope as installed from a wheel. `scripts` holds its commands."""

    scripts: Path
    library: Path

    def run(self, *words: str, here: Path, ok: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs `sandbox` in folder `here`, with a home of its own and no setting of ours."""
        home = here.parent / f"{here.name}-home"
        home.mkdir(exist_ok=True)
        env = {name: value for name, value in os.environ.items() if "SANDBOX" not in name}
        env |= {"HOME": str(home), "XDG_DATA_HOME": str(home), "PYTHONPATH": ""}
        done = subprocess.run(
            [str(self.scripts / "sandbox"), *words],
            cwd=here,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0 or not ok, (words, done)
        return done


def build(kind: str, source: Path, target: Path) -> Path:
    """Builds a wheel or an sdist with the backend of this environment, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A fresh environment: the wheel is installed, its dependencies are those of this one."""
    place = tmp_path_factory.mktemp("env") / "venv"
    venv.create(place, with_pip=False, symlinks=os.name != "nt")
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    variables = {"base": str(place), "platbase": str(place)}
    library = Path(sysconfig.get_path("purelib", "venv", variables))
    _install(wheel, scripts / "python")
    # A path from a .pth file is not searched for .pth files, so that this checkout, which is
    # installed there as an editable, stays out of sight.
    (library / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return Installed(scripts, library)


def _install(wheel: Path, python: Path) -> None:
    if shutil.which("uv"):
        command = ["uv", "pip", "install", "--python", str(python), "--offline"]
    else:
        command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index"]
    command += ["--no-deps", "-q", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done
