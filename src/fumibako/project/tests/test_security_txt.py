"""security.txt names the operator's contact, and is not there without one (A1)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

PATH = "/.well-known/security.txt"


@pytest.fixture
def contact(settings: LazySettings) -> str:
    config = settings.FUMIBAKO
    box = replace(config.settings.box, security_contact="mailto:security@sample.example")
    settings.FUMIBAKO = replace(config, settings=replace(config.settings, box=box))
    return box.security_contact


def test_it_names_the_contact_and_a_day_within_a_year(client: Client, contact: str) -> None:
    answer = client.get(PATH)
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert (answer["Content-Type"], fields["Contact"]) == ("text/plain; charset=utf-8", contact)
    assert timezone.now() < datetime.fromisoformat(fields["Expires"]) < timezone.now() + timedelta(days=365)


@pytest.mark.django_db  # the page that says so asks for the provider's name
def test_without_a_contact_there_is_none(client: Client) -> None:
    assert client.get(PATH).status_code == 404
