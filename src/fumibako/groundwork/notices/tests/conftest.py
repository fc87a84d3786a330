"""The portal's own port of Postfix, with the tests' Postfix behind it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from fumibako.groundwork.notices.tests.postfix import Postfix
from fumibako.machine.conf import Config
from tests.ports import free_port


@pytest.fixture
def no_postfix(settings: Any) -> int:
    """A port at which nobody answers."""
    config: Config = settings.FUMIBAKO
    port = free_port()
    box = replace(config.settings.box, port_base=port - Config(config.settings, config.state).ports.notices)
    settings.FUMIBAKO = replace(config, settings=replace(config.settings, box=box))
    return port


@pytest.fixture
def postfix(no_postfix: int) -> Iterator[Postfix]:
    with Postfix(no_postfix) as answering:
        yield answering
