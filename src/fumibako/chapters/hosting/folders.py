"""Folders of a site, as people type and copy them from the address bar."""

from urllib.parse import unquote

from fumibako.machine.state.spelling import composed


def as_read(path: str) -> str:
    """Return it without a slash at its end and with letters for a browser's %E4%BC%9A. What cannot be read stays."""
    folder = path.removesuffix("/") if len(path) > len("//") else path
    try:
        return composed(unquote(folder, errors="strict"))
    except UnicodeDecodeError:
        return folder
