"""The screen on a fake session: `python -m tests.tui.demo [--speed 1] [--turns N] [--replay]`."""

import argparse
import asyncio

from sandbox.tui.app import HopscopeApp
from tests.tui.fake_driver import FakeDriver


async def _warm(driver: FakeDriver, turns: int) -> None:
    texts = ("where is my order?", "my parcel arrived broken, I am ada@lovelace.example", "again")
    driver.speed = 0
    for number in range(turns):
        await driver.send(texts[number % len(texts)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--turns", type=int, default=0, help="turns already there")
    parser.add_argument("--replay", action="store_true", help="look at a recording")
    parser.add_argument("--model", default="sandbox/scripted")
    given = parser.parse_args()

    async def factory() -> FakeDriver:
        driver = FakeDriver(live=not given.replay, model=given.model)
        await asyncio.sleep(0.5 * min(given.speed, 1))
        await _warm(driver, given.turns)
        driver.speed = given.speed
        return driver

    HopscopeApp(factory).run()


if __name__ == "__main__":
    main()
