"""Row ids in addresses: whole numbers that a database column can hold."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # an integer column of PostgreSQL


def row_id(text: str) -> int:
    """Read an id from an address, 0 to 2**31 - 1. Raises ValueError for anything else."""
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError("no row has this id")
    return number


class RowIdConverter(IntegerConverter):
    """The ``int`` of a route: a larger number leads nowhere instead of failing in the database."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST} | kwargs)
