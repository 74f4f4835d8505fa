"""`python -m sandbox.local.server FILE`: llama.cpp's own HTTP server, from the wheel `xllamacpp`.

Speaks OpenAI's protocol on 127.0.0.1 until it is told to end (SIGTERM). Holds a lock on the file
`--lock` as long as it lives, so that others can tell that it does, and writes its address there.
"""

import argparse
import json
import os
import signal
import threading
import time
from pathlib import Path

from sandbox.log.lock import locked


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    asked = _arguments()
    lock = asked.lock.open("a+", encoding="utf-8")
    if not _alone(lock.fileno()):
        raise SystemExit("another one is running")
    lock.truncate(0)  # of what an earlier one told
    server = _server(asked)
    lock.write(
        json.dumps(
            {"name": asked.alias, "pid": os.getpid(), "base": f"{server.listening_address}/v1"}
        )
    )
    lock.flush()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    # The engine's own threads would keep the process for the rest of an answer.
    os._exit(0)


def _alone(handle: int) -> bool:
    """Whether nobody else serves. Who only looks whether somebody does holds the lock as well."""
    for _ in range(20):
        if locked(handle):
            return True
        time.sleep(0.1)
    return False


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.local.server")
    parser.add_argument("file", type=Path)
    parser.add_argument("--lock", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--alias", required=True)
    parser.add_argument("--context", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    return parser.parse_args()


def _server(asked: argparse.Namespace):
    import xllamacpp  # pyright: ignore[reportMissingImports] - of the extra `local`

    settings = xllamacpp.CommonParams()
    settings.model.path = str(asked.file)
    settings.model_alias = {asked.alias}
    settings.n_ctx, settings.n_parallel = asked.context, 1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = asked.threads
    settings.port = asked.port  # of 127.0.0.1, which is what it listens on by itself
    settings.use_jinja = settings.endpoint_props = True
    # A prompt that begins as the last one did is not read again: seconds instead of a minute.
    settings.cache_ram_mib = 256
    settings.sampling.temp, settings.sampling.seed = 0.0, 7
    settings.fit_params = False
    return xllamacpp.Server(settings)


if __name__ == "__main__":
    main()
