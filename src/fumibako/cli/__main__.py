"""python -m fumibako.cli: the `fumibako` command. Exit codes: 0 done, 2 refused with the reason on stderr."""

import argparse
import os
import sys

from fumibako.cli import (
    account,
    archive,
    backup,
    branding,
    cabinet,
    certificate,
    customer,
    database,
    dns,
    domain,
    logs,
    mail,
    news,
    order,
    overseas,
    plan,
    rebuild,
    restart,
    restore,
    running,
    shared,
    site_access,
    site_backup,
    staff,
    status,
    subdomain,
    texts,
)
from fumibako.cli.version import version
from fumibako.machine.conf.loading import BadConfiguration

MODULES = (
    running,
    status,
    logs,
    restart,
    backup,
    restore,
    customer,
    domain,
    dns,
    database,
    site_access,
    site_backup,
    subdomain,
    overseas,
    certificate,
    account,
    shared,
    cabinet,
    mail,
    archive,
    order,
    plan,
    rebuild,
    staff,
    branding,
    texts,
    news,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="fumibako")
    parser.add_argument("--version", action="version", version=f"fumibako {version()}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.register(subparsers)
    given = parser.parse_args()
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except BadConfiguration as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except PermissionError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}. A box is run by root.\n")
        return 2
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
