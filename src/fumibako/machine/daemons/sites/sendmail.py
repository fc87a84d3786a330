"""How PHP starts the program behind its mail()."""

import shlex
import sys

from fumibako.machine.conf import Config
from fumibako.machine.daemons.own import PYTHON
from fumibako.machine.daemons.sites import mailing


def sendmail(config: Config, domain: str) -> str:
    """A line for PHP's shell, to which PHP adds what a page wants to say. Nothing of PHP's environment comes along."""
    environment = (f"{name}={value}" for name, value in PYTHON.items())
    program = (sys.executable, "-S", "-m", mailing.__name__, "--port", str(config.ports.site_mail), "--domain", domain)
    return shlex.join(("/usr/bin/env", "-i", *environment, *program))
