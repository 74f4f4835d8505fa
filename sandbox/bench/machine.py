"""The machine, as far as anybody needs to know it: cores, memory, how fast and how busy it is."""

import contextlib
import hashlib
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

from sandbox.bench.stats import median

_ROUNDS = 15
_SPIN = 0.3
BUSY = 0.15
"""Share of the machine in other hands from which times on the clock mean little."""
_DOCUMENT = {
    "rows": [{"id": f"O-{n:05d}", "total": n * 17, "note": "broken " * 5} for n in range(40)]
}
# One for each core, at the same time: what others use of any core is missing here.
_SPINNER = """
import sys, time
cpu, start = time.process_time(), time.perf_counter()
while time.perf_counter() - start < float(sys.argv[1]):
    pass
print((time.process_time() - cpu) / (time.perf_counter() - start))
"""


def describe() -> dict[str, object]:
    """Cores, memory and versions; no names."""
    return {
        "cores": cores(),
        "memory_gb": round(memory_bytes() / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        "unit_ms": unit_ms(),
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
    return round(median(samples), 4)


def others(seconds: float = _SPIN) -> float:
    """Share of all cores (0 to 1) that others use: what busy loops on every core don't get."""
    command = [sys.executable, "-I", "-S", "-c", _SPINNER, str(seconds)]
    spinners = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        for _ in range(cores())
    ]  # in a session of their own: a Ctrl+C is not for them, and they end by themselves
    got = [float(spinner.communicate()[0]) for spinner in spinners]
    return round(max(0.0, 1 - sum(got) / len(got)), 3)


def load() -> float | None:
    """The load average of the last minute, our own work included; None where there is none."""
    try:
        return round(os.getloadavg()[0], 2)
    except (AttributeError, OSError):
        return None


def resident_bytes(process: int | None = None) -> int | None:
    """Memory of a process (this one) now; None where neither /proc nor `ps` tells."""
    process = process or os.getpid()
    statm = Path(f"/proc/{process}/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    told = _ps("rss=", process)
    return int(told) * 1024 if told else None


def cpu_of_children() -> float:
    """Seconds of CPU that ended children have used."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def cpu_seconds(process: int) -> float | None:
    """CPU that another process has used; None where the system does not tell.

    In steps of 10 ms.
    """
    stat = Path(f"/proc/{process}/stat")
    if stat.exists():
        spent = stat.read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")
    parts = _ps("time=", process).replace("-", ":").split(":")
    if not parts[0]:
        return None
    return sum(float(part) * 60**at for at, part in enumerate(reversed(parts)))


def descriptors() -> int | None:
    """Open descriptors of this process; None where the system does not list them."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        if Path(folder).is_dir():
            return sum(1 for _ in Path(folder).iterdir()) - 1  # the listing holds one itself
    return None


def descriptor_limit() -> int:
    """How many this process may have, after asking for as many as it may ask for; 0: unknown."""
    try:
        import resource
    except ImportError:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft if soft != resource.RLIM_INFINITY else 0


def _ps(column: str, process: int) -> str:
    command = ["ps", "-o", column, "-p", str(process)]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
