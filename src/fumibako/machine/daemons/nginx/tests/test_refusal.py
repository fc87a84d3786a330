"""What nginx refuses as a whole is seen by its health until it accepts it."""

from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.nginx import service
from fumibako.machine.provision.service import Condition, Diff, Health
from fumibako.machine.state import Aspect, Scope
from fumibako.machine.system.run import CommandRefused

pytestmark = pytest.mark.feature("D11")
SAID = 'nginx: [emerg] cannot load certificate key "/x/a.example.pem": no such file\nnginx: test failed'
SCOPE = Scope(Aspect.SITE, "a.example")


def test_a_configuration_that_is_refused_is_a_warning_until_one_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, nginx, says = Config(Settings(), tmp_path), service.Nginx(), [SAID, "nginx: invalid PID number", ""]
    config.home("nginx").mkdir(parents=True)
    monkeypatch.setattr(service, "probe", lambda *given: Health(Condition.OK))

    def run(command: tuple[str, ...]) -> None:
        if said := says.pop(0):
            raise CommandRefused(said)

    monkeypatch.setattr(service, "run", run)
    seen = []
    for _reload in range(3):
        nginx.reload(config, Diff(), SCOPE)
        seen.append((nginx.health(config).condition, nginx.health(config).detail.partition(": ")[2]))
    reason = 'cannot load certificate key "/x/a.example.pem": no such file'
    assert seen == [(Condition.WARNING, reason), (Condition.WARNING, reason), (Condition.OK, "")]
