"""Turns in the order of asking: who waits longest is next, so that nobody waits for ever.

SQLite lets one transaction write at a time, and those who wait look again now and then: with many
of them some are never lucky before their patience ends. Within one process they queue here first.
"""

import threading
from collections import deque


class Turns:
    """One holder at a time, the others in a queue."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self, patience: float) -> bool:
        """Wait for the turn, at most ``patience`` seconds; False where it did not come."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(patience):
            return True
        with self._guard:
            if mine.is_set():  # it came in the very last instant
                return True
            self._waiting.remove(mine)
            return False

    def give_back(self) -> None:
        """Hand the turn to who has waited longest. Only its holder may call this."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
