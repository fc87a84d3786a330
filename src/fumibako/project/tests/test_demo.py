"""The demo on a database of its own: as many tries as it takes, and then the logins are right."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.daemons import own

# Where the customer should be made, the power goes.
CUT_SHORT = """
import os, sys
import django
django.setup()
from fumibako.chapters.console.customers import services
services.add_customer = lambda **given: os._exit(9)
import fumibako.project.demo
"""
RIGHT = """
import json, sys
import django
django.setup()
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.machine.formats.passwords import is_right
logins = json.load(open(sys.argv[1]))
assert is_right(logins["operator"]["password"], Operator.objects.get().login.password_hash)
assert is_right(logins["mypage"]["password"], Owner.objects.get().login.password_hash)
assert Owner.objects.get().login.name.upper() == logins["mypage"]["login"]
people = [logins["administrator"], *logins["users"]]
assert Mailbox.objects.count() == len(people) == 3
for person in people:
    assert is_right(person["password"], Mailbox.objects.get(address=person["address"]).password_hash), person
"""


@pytest.fixture
def state() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fb-demo-", dir="/tmp") as directory:
        made = Path(directory)
        for directory in ("control", "secrets"):
            (made / directory).mkdir()
        (made / "secrets" / "django").write_text(secrets.token_hex(32))
        assert python(made, "-m", "django", "migrate", "-v0") == 0
        yield made


def test_a_demo_that_was_cut_short_is_finished_with_the_same_logins(state: Path) -> None:
    logins = state / "demo.json"
    assert python(state, "-c", CUT_SHORT, str(logins)) == 9
    planned = json.loads(logins.read_text())
    for _ in range(2):
        assert python(state, "-m", "fumibako.project.demo", str(logins), "--small") == 0
    made = json.loads(logins.read_text())
    assert made == {**planned, "mypage": {"login": "W000000001", "password": planned["mypage"]["password"]}}
    assert logins.stat().st_mode & 0o777 == 0o600
    assert python(state, "-c", RIGHT, str(logins)) == 0


def python(state: Path, *words: str) -> int:
    environment = {"DJANGO_SETTINGS_MODULE": "fumibako.project.settings", "FUMIBAKO_STATE": str(state)}
    return subprocess.run((sys.executable, *words), env={**os.environ, **own.PYTHON, **environment}).returncode
