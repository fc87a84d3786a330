"""Opening PKCS #12 files (RFC 7292), as Windows and other providers export certificates with their keys.

A program of its own does it: the file says how long its password takes to check, which nobody may decide for our
processes.
"""

import tempfile

from fumibako.machine.system.run import CommandRefused, run

MAX_SECONDS = 5.0


def unpacked(content: bytes, password: str) -> str:
    """Its certificates and its key, in PEM. Raises CommandRefused: it is no such file, or that is not its password;
    CommandFailed: it takes too long."""
    with tempfile.NamedTemporaryFile(prefix="pkcs12-") as file:
        file.write(content)
        file.flush()
        command = ("openssl", "pkcs12", "-in", file.name, "-passin", "stdin", "-nodes")
        stdin = password.replace("\r", "").partition("\n")[0].encode() + b"\n"
        try:
            return run(command, stdin=stdin, seconds=MAX_SECONDS)
        except CommandRefused as refused:
            if "unsupported" not in str(refused):
                raise
            # RC2, which Windows used until 2019, is in OpenSSL's provider of what is outdated.
            return run((*command, "-legacy"), stdin=stdin, seconds=MAX_SECONDS)
