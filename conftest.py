"""Marks what depends on the database, so that `make test` can run it again on PostgreSQL."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that uses the application, directly or through another fixture."""
    for item in items:
        if "app" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
