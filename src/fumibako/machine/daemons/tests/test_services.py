"""What all services have in common."""

import pytest

from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.provision.service import Service
from fumibako.machine.state import Aspect

pytestmark = pytest.mark.feature("A2")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_no_two_scopes_of_a_service_share_their_files(service: Service) -> None:
    """ "example.jp" as a domain and as a site would have the same path (`Scope.path`)."""
    paths = [
        path
        for aspect in service.reads - {Aspect.BOX}
        for key in ("example.jp", "taro@example.jp", "all@example.jp")
        if (path := aspect.grammar(key))
    ]
    assert len(paths) == len({*paths})
