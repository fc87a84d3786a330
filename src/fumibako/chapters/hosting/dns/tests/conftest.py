import pytest

from fumibako.chapters.console.customers.services import add_customer
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain


@pytest.fixture
def domain(db: None) -> Domain:
    return add_customer(actor=SYSTEM, name="株式会社サンプル", domain="sample.example").domain
