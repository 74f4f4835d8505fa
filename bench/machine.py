"""The machine, as far as anybody needs to know it: cores, memory, and how fast it is just now."""

import hashlib
import json
import os
import platform
import subprocess
import time
from pathlib import Path

from bench.stats import median

_ROUNDS = 15
_BUSY = 0.75
_DOCUMENT = {
    "rows": [{"id": f"O-{n:05d}", "total": n * 17, "note": "broken " * 5} for n in range(40)]
}


def describe() -> dict[str, object]:
    """Cores, memory and versions; no names."""
    return {
        "cores": cores(),
        "memory_gb": round(memory_bytes() / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        "unit_ms": round(unit_ms(), 4),
    }


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_bytes() -> int:
    """Memory of the machine; 0 where the system does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0


def unit_ms() -> float:
    """CPU of a fixed piece of work (JSON and digests): how fast the machine is just now."""
    samples: list[float] = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        for _ in range(20):
            text = json.dumps(_DOCUMENT, sort_keys=True)
            hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
            json.loads(text)
        samples.append((time.process_time() - start) * 1e3)
    return median(samples)


def busy() -> str:
    """A warning when others use the machine so much that times on the clock mean little, or ""."""
    try:
        load = os.getloadavg()[0]
    except (AttributeError, OSError):
        return ""
    if load <= cores() * _BUSY:
        return ""
    return f"load {load:.1f} on {cores()} cores: trust CPU, counts and ratios, not times"


def resident_bytes() -> int | None:
    """Memory of this process now; None where neither /proc nor `ps` tells."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    try:
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, text=True, check=True
        )
        return int(told.stdout) * 1024
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def descriptors() -> int | None:
    """Open descriptors of this process; None where the system does not list them."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        if Path(folder).is_dir():
            return sum(1 for _ in Path(folder).iterdir()) - 1  # the listing holds one itself
    return None
