"""One simulated world for all tests of the demonstration: inventing it takes seconds."""

from datetime import date

import pytest

from demo.simulate import World, simulate

TODAY = date(2026, 3, 2)
SEED = 20


@pytest.fixture(scope="session")
def world() -> World:
    return simulate(SEED, TODAY)
