"""What the portal answers so that nginx opens a stream of pushd's for a browser (X-Accel-Redirect)."""

from collections.abc import Sequence
from urllib.parse import urlencode

STREAMS = "/.streams/"
MOST_ADDRESSES = 50


def stream(addresses: Sequence[str]) -> str:
    """That tells when one of these mailboxes has changed. The first is of the account whose stream it is."""
    return f"{STREAMS}?{urlencode([('of', address) for address in addresses[:MOST_ADDRESSES]])}"
