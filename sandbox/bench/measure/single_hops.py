"""One hop on its own, called as the hub calls it: redaction, validate and repair, policy."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator

import jsonschema_rs

from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import Run
from sandbox.bench.sessions import STATUS, Bench
from sandbox.domain.hop import ValidateOutput
from sandbox.domain.text import RawText
from sandbox.hops.policy import Judgement, decide, policy_document
from sandbox.hops.provenance import Sources
from sandbox.hops.redact import redact
from sandbox.hops.repair import repair
from sandbox.hops.validate import Surroundings, validate
from sandbox.hub.live import LiveSession
from sandbox.hub.masking import mask_for, new_vault
from sandbox.pack.pack import Pack

_OWN = Target(25, by="p95")
_CALL = Target(2, by="p95")
_POLICY = Target(3, by="p95")
_TOOL = "get_order"
_RIGHT = {"order_id": "O-10042"}
_WRONG = {"orderId": "o10042"}
"""A miscased field name, and an id without its dash in lower case."""
_SENTENCES = (
    "The parcel came on Tuesday and the carafe in it was broken into three pieces.",
    "You can reach me at kim.{n}@private.example or under +49 30 9018 {n:04d} after six.",
    "I paid with my card, and the invoice went to 14 Elm Street, Springfield.",
    "Please tell me whether order 10042 can be sent again before the weekend.",
    "My neighbour took it in, so the driver may have dropped it on the stairs.",
)
_WORDS = 500


def measure(run: Run) -> Iterator[Figure]:
    """Each sample is one call; texts differ, so that no cache answers."""
    bench = Bench(run.pack, run.scratch)
    yield from asyncio.run(_measure(bench, run.pick(60, 300, tiny=5)))


async def _measure(bench: Bench, rounds: int) -> list[Figure]:
    live = bench.session()
    await live.send(STATUS)
    try:
        return [
            *_redacting(bench.pack, rounds),
            *_validating(live, rounds),
            *_deciding(live, rounds),
        ]
    finally:
        await live.close()


def _redacting(pack: Pack, rounds: int) -> list[Figure]:
    texts = [RawText(message(number)) for number in range(rounds)]
    mask = mask_for(new_vault(pack), pack)
    redact(RawText("warm"), mask, 1)
    samples: list[float] = []
    spans = 0
    for text in texts:
        fresh = mask_for(new_vault(pack), pack)
        samples.append(_ms(lambda text=text, fresh=fresh: redact(text, fresh, 1)))
        spans = len(redact(text, fresh, 1).spans)
    note = f"{len(texts[0].reveal()):,} characters, {spans} finds, a new vault each"
    again = [_ms(lambda text=text: redact(text, mask, 1)) for text in texts]
    return [
        figure(f"redaction of a {_WORDS}-word message", "ms", samples, _OWN, note),
        figure(f"  in one session, after up to {rounds} others", "ms", again, _OWN),
    ]


def message(number: int) -> str:
    """500 words with personal data of several kinds; no two are the same."""
    words: list[str] = []
    for place, sentence in enumerate(itertools.cycle(_SENTENCES)):
        words += sentence.format(n=(number * 40 + place) % 10_000).split()
        if len(words) >= _WORDS:
            break
    return " ".join(words[:_WORDS])


def _validating(live: LiveSession, rounds: int) -> list[Figure]:
    around = Surroundings(
        contracts=live.pack.contracts,
        tables=live.pack.tables,
        rows=live.parts.ports.rows,
        sources=Sources(live.parts.agent.known, {}, {}, None),
        mask=lambda value: live.parts.mask.mask(value, 1),
    )
    contract = live.pack.contracts[_TOOL]
    bare = jsonschema_rs.Draft202012Validator(contract.arguments)

    def mended() -> ValidateOutput:
        judged = validate(_TOOL, _WRONG, around)
        made = repair(judged, around)
        return validate(_TOOL, made.arguments, around)

    fine = mended().ok and mended().arguments == _RIGHT and validate(_TOOL, _RIGHT, around).ok
    wrong = [_ms(mended) for _ in range(rounds)]
    right = [_ms(lambda: validate(_TOOL, _RIGHT, around)) for _ in range(rounds)]
    least = [_ms(lambda: bare.is_valid(_RIGHT)) for _ in range(rounds)]
    note = f"{_WRONG} to {_RIGHT}"
    return [
        figure("validate, repair, validate of one wrong call", "ms", wrong, _CALL, note, not fine),
        figure("  validate of a right call", "ms", right, _CALL),
        figure("  jsonschema-rs alone on its arguments", "ms", least),
    ]


def _deciding(live: LiveSession, rounds: int) -> list[Figure]:
    judgement = Judgement(
        contract=live.pack.contracts[_TOOL],
        arguments=_RIGHT,
        session=live.session,
        pack=live.pack,
        counts=Counter(),
    )
    ports, now = live.parts.ports, live.session.now
    document = policy_document(judgement, ports.rows, now)
    verdict = decide(judgement, ports, now).verdict
    whole = [_ms(lambda: decide(judgement, ports, now)) for _ in range(rounds)]
    rules = [_ms(lambda: ports.decide(document)) for _ in range(rounds)]
    note = f"{_TOOL}: {verdict}"
    return [
        figure("one policy decision", "ms", whole, _POLICY, note, verdict != "allow"),
        figure("  the rules alone, document ready", "ms", rules),
    ]


def _ms(do: Callable[[], object]) -> float:
    start = time.perf_counter_ns()
    do()
    return (time.perf_counter_ns() - start) / 1e6
