"""A state rendered for every daemon that reads its aspect. Pure."""

from collections.abc import Sequence

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import FileSet, Service
from fumibako.machine.provision.table import Row, Tables
from fumibako.machine.state import State


def render_all(
    config: Config, services: Sequence[Service], tables: Sequence[Tables], state: State
) -> tuple[dict[str, FileSet], dict[str, tuple[Row, ...]]]:
    """Return (files by service, rows by tables' name) of the state's scope."""
    aspect = state.scope.aspect
    sets = {service.name: service.render(config, state) for service in services if aspect in service.reads}
    rows = {table.name: table.rows(state) for table in tables if aspect in table.reads}
    return sets, rows
