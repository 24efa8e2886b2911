"""What is drawn in the place of a pick that turns out unsuitable. Pure but for reading a record.

Unsuitable conversations are taken as not belonging to what is judged. Another one of the same agent
is drawn from what the draw left, with odds in proportion to pi / (1 - pi). What an interaction's
chance of being reviewed becomes is then, to first order, its old one times a factor common to the
agent's suitable conversations: an average weighted by 1/pi (Hajek) needs chances only up to such a
factor, so the pi of the design is kept. `tests` measure how close this comes.
"""

from collections.abc import Collection

import numpy as np

from evaluation.sampling import design
from evaluation.sampling.drawing import Drawn, frames_in, numbers_in, seed_of
from evaluation.sampling.models import Draw
from evaluation.sampling.queries import AgentFrame


def frame_with(row: Draw, interaction: int) -> AgentFrame | None:
    """The agent's frame that an interaction was drawn from."""
    return next((f for f in frames_in(row.frame) if interaction in f.ids), None)


def redrawn(row: Draw, replaced: int, excluded: Collection[int]) -> Drawn | None:
    """What a draw puts in the place of ``replaced``; None where nothing is left.

    ``excluded`` are those of the frame that cannot be drawn any more.
    """
    frame = frame_with(row, replaced)
    if frame is None:
        return None
    chances = design.inclusion_probabilities(
        frame.risks, numbers_in(row.frame)[frame.agent], float(row.frame["eps"])
    )
    gone = {*excluded, replaced}
    # What is certain has been drawn; should it be back nevertheless, it comes first.
    odds = np.where(chances < 1, chances / np.maximum(1 - chances, 1e-9), 1e9)
    odds[[place for place, i in enumerate(frame.ids) if i in gone]] = 0
    if odds.sum() <= 0:
        return None
    tick = design.generator(seed_of(row.seed, "instead", replaced)).random() * odds.sum()
    place = int(np.searchsorted(np.cumsum(odds), tick, side="right"))
    return Drawn(frame.ids[place], frame.agent, float(chances[place]), frame.risks[place])
