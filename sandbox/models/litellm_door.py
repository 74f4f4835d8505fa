"""The only module that imports litellm: quietly, late, in a thread, with its traps disarmed.

Importing litellm takes three seconds and more, the first call another half. `warm()` does both in
a daemon thread, so that the screen stays alive; whoever calls a model awaits its future. Without
the settings below litellm fetches a price list from the net, loads a `.env` of its own choosing,
prints banners to stdout and logs to stderr, and freezes the event loop for half a minute to fetch
a tokenizer for every model with "llama-3" in its name.
"""

import asyncio
import gc
import logging
import os
import socket
import threading
import warnings
from concurrent.futures import Future
from contextlib import aclosing, suppress
from typing import Any, Final

from sandbox.models.price_book import load_prices

_ENVIRONMENT: Final = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # no price list from the net
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",  # no header list from the net
    "LITELLM_MODE": "PRODUCTION",  # no load_dotenv()
    "HF_HUB_OFFLINE": "1",  # no tokenizer from the net
}
_LOGGERS: Final = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy")
_THREAD_NAME: Final = "warm-litellm"

_lock = threading.Lock()
_warming: Future[Any] | None = None


def warm() -> Future[Any]:
    """The future of the litellm module; the first call starts the thread, later ones share it.

    It fails with whatever the import raised. Cancelling it has no effect: the thread goes on.
    """
    global _warming  # noqa: PLW0603  # one import a process, so one future a process
    with _lock:
        if _warming is None:
            _warming = Future()
            _warming.set_running_or_notify_cancel()
            threading.Thread(target=_work, args=(_warming,), name=_THREAD_NAME, daemon=True).start()
        return _warming


async def door() -> Any:
    """The litellm module, as soon as it is warm. Raises what the import raised."""
    return await asyncio.wrap_future(warm())


def _work(future: Future[Any]) -> None:
    # A collection while a thousand modules load holds the interpreter for a quarter second and
    # finds nothing; the stalls of the screen fall from 200-300 ms to 50.
    collecting = gc.isenabled()
    gc.disable()
    try:
        load_prices()  # 30 ms that would otherwise fall into the first call
        module = _import()
        with suppress(Exception):  # a failed rehearsal costs half a second later, no more
            asyncio.run(_rehearse(module))
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(module)
    finally:
        if collecting:
            gc.enable()
            gc.freeze()


def _import() -> Any:
    os.environ.update(_ENVIRONMENT)
    # No `import litellm` here: type checkers would read its thousand modules on each run.
    from importlib import import_module

    # Said on stderr about some providers' types, in the middle of a screen.
    warnings.filterwarnings("ignore", "Items .* on TypedDict class", UserWarning)
    module: Any = import_module("litellm")
    module.suppress_debug_info = True
    module.disable_hf_tokenizer_download = True
    # Where a provider reports no usage litellm counts tokens, half a second the first time. We
    # have an estimator of our own.
    module.disable_token_counter = True
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = False
        logger.addHandler(ToOurs())
    return module


class ToOurs(logging.Handler):
    """Hands a record on to our own log, which is never the terminal unless it was asked for."""

    def emit(self, record: logging.LogRecord) -> None:
        ours = logging.getLogger("sandbox.models")
        if ours.hasHandlers():  # else Python prints it
            ours.handle(record)


async def _rehearse(module: Any) -> None:
    """One mock stream and one call to a port that refuses: they load what a first call loads."""
    messages = [{"role": "user", "content": "."}]
    more: dict[str, Any] = {"messages": messages, "stream": True, "max_retries": 0}
    mock = await module.acompletion(model="openai/warm", mock_response=".", **more)
    async with aclosing(mock) as stream:
        async for _ in stream:
            pass
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: nobody can answer there
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with suppress(Exception):
            await module.acompletion(
                model="openai/warm", api_base=base, api_key="none", timeout=1, **more
            )


def keep_from_asking(module: Any, name: str) -> None:
    """Names a model of Ollama's to litellm, which else asks its server for it in the event loop.

    That call has no limit: a server that hangs would freeze the screen. What is said of the model
    here is not read by us.
    """
    provider = name.partition("/")[0]
    if provider in ("ollama", "ollama_chat") and name not in module.model_cost:
        # Not by register_model: that asks the server, too.
        module.model_cost[name] = {
            "litellm_provider": provider,
            "mode": "chat",
            "supports_function_calling": True,
            "input_cost_per_token": 0.0,
            "output_cost_per_token": 0.0,
        }
