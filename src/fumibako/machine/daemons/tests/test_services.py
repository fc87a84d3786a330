"""What all services have in common."""

import pytest

from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.provision.service import Service
from fumibako.machine.state import Aspect

pytestmark = pytest.mark.feature("A2")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_service_has_files_for_one_kind_of_scope(service: Service) -> None:
    """Scopes of two aspects may have the same path (`Scope.path`): "example.jp" as a domain and as a site."""
    assert len(service.reads - {Aspect.BOX}) <= 1
