"""The box: its settings (one TOML file), paths, ports and users."""

from fumibako.machine.conf.config import Config, Ports, Uids
from fumibako.machine.conf.loading import BadConfiguration, load
from fumibako.machine.conf.schema import Settings

__all__ = ["BadConfiguration", "Config", "Ports", "Settings", "Uids", "load"]
