"""How a random session is set up: its pack's options and its settings."""

from pathlib import Path
from random import Random
from typing import Any

import yaml

from sandbox.settings import Settings

ACTIONS = ("ask", "static", "hand_off")


def settings_of(dice: Random) -> Settings:
    """Settings that change what the engine does."""
    chosen: dict[str, Any] = {
        "repair": dice.choice(["off", "deterministic", "model"]),
        "tool_mode": dice.choice(["auto", "native", "schema", "prompt"]),
        "privacy": dice.choice(["", "", "gdpr", "pci"]),
        "turn_budget": dice.choice(["", "", "", "0.001"]),
        "fallback": dice.choice(["", "", "", "sandbox/sloppy"]),
    }
    return Settings(_env_file=None, **chosen)  # pyright: ignore[reportCallIssue]


def vary(pack: Path, dice: Random) -> None:
    """Gives `domain.yaml` of a pack about a third of the options that there are."""
    path = pack / "domain.yaml"
    domain: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    domain["now"] = domain["now"].strftime("%Y-%m-%dT%H:%M:%SZ")
    for name, value in _options(dice).items():
        if dice.random() < 0.3:
            domain[name] = value
    if dice.random() < 0.6:
        domain["policy"]["answer_within"] = dice.choice([0.5, 1, 30])
    if dice.random() < 0.1:
        domain["principal"]["role"] = "trainee"
    for name in ("handoff", "person", "greeting"):
        if dice.random() < 0.15:
            domain.pop(name)
    path.write_text(yaml.safe_dump(domain, allow_unicode=True, sort_keys=False), "utf-8")


def _options(dice: Random) -> dict[str, Any]:
    return {
        "step": dice.choice([0.25, 60, 86_400, 1_000_000]),
        "route": {
            "by": dice.choice(["examples", "model"]),
            "threshold": dice.choice([0.1, 0.3, 0.9]),
        },
        "privacy": {"filter": dice.choice(["gdpr", "hipaa", "pci"])},
        "knowledge": {"used_over": dice.choice([0, 1, 5]), "near": dice.choice([0, 1])},
        "services": {name: _guards(dice) for name in dice.sample(["orders", "crm", "tickets"], 2)},
        "abstain": {
            "frustration": {"over": 0.3, "do": dice.choice(ACTIONS)},
            "unclear": {"turns": 2, "do": dice.choice(ACTIONS)},
            "loop": {"repeats": 2, "do": dice.choice(ACTIONS)},
            "steps": {
                "model_calls": dice.choice([2, 8]),
                "tool_calls": dice.choice([1, 2, 16]),
                "do": dice.choice(ACTIONS),
            },
        },
    }


def _guards(dice: Random) -> dict[str, Any]:
    breaker = {"failures": dice.choice([1, 2]), "rest": dice.choice([0, 5, 1000])}
    guards: dict[str, Any] = {"breaker": breaker, "at_once": dice.choice([1, 4])}
    if dice.random() < 0.5:
        guards["limit"] = {"calls": dice.choice([1, 3]), "per": dice.choice([5, 3600])}
    return guards
