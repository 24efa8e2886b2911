"""A command group that imports a command only when it is called."""

from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Commands named as ``module:attribute``, so that one of them never pays for the others."""

    def __init__(self, *args: Any, commands_at: dict[str, str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.commands_at = commands_at or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*self.commands_at, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self.commands_at.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, attribute = place.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command
