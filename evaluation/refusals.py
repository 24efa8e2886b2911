"""How a room says no: an exception whose message is written for the person who asked."""


class Refused(ValueError):
    """An action that may not happen now; the message says why, in the reader's language."""


class Stale(Refused):
    """Somebody else, or another tab, saved in the meantime. Nothing has been changed."""

    def __init__(self, message: str, revision: int) -> None:
        super().__init__(message)
        self.revision = revision


class Closed(Refused):
    """What should be saved is no draft any more: it was handed in, replaced, given away or left."""
