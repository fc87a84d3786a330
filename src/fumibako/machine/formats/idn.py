"""Domain names as people write them (RFC 5890)."""


def readable_domain(name: str) -> str:
    """日本語.jp for xn--wgv71a119e.jp; a name that cannot be read stays as it is."""
    return ".".join(_readable(label) for label in name.split("."))


def readable_address(address: str) -> str:
    local_part, at, name = address.rpartition("@")
    return f"{local_part}{at}{readable_domain(name)}"


def _readable(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode")
    except UnicodeError:
        return label
