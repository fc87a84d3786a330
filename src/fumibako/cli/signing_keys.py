"""The keys that customers' zones are signed with (DNSSEC), in a copy of the box: dnssec/, as Knot keeps them."""

import os
import shutil
import tempfile
from pathlib import Path

from fumibako.cli.box import BoxFailed
from fumibako.cli.copies import copy_tree
from fumibako.machine.conf import Config
from fumibako.machine.daemons.knot.render import USER
from fumibako.machine.daemons.knot.service import copy_keys, keys
from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.machine.system.run import CommandFailed


def copy_signing_keys(config: Config, target: Path, *, is_running: bool) -> None:
    """Nothing where no zone was ever signed. A running Knot writes the copy itself: its database of keys may change at
    any time. Raises BoxFailed, OSError."""
    if not keys(config).exists():
        return
    if not is_running:
        copy_tree(keys(config), target)
        return
    written = Path(tempfile.mkdtemp(prefix="copy-", dir=keys(config).parent))
    try:
        os.chown(written, uid_of(USER), gid_of(USER), follow_symlinks=False)
        copy_keys(config, written)
        copy_tree(written / keys(config).name, target)
    except CommandFailed as error:
        raise BoxFailed(f"The keys of DNSSEC could not be copied: {error}") from error
    finally:
        shutil.rmtree(written, ignore_errors=True)
