"""Japanese as an input method types it: keys that it swallows (key code 229, UI Events section 4.3), a reading that is
composed, and Enter, which confirms the text and must do nothing else."""

from playwright.sync_api import CDPSession, Page

SWALLOWED, ENTER = 229, 13


def compose(page: Page, reading: str, text: str) -> None:
    """Where the caret is: a reading letter by letter, its conversion, and Enter."""
    keys = page.context.new_cdp_session(page)
    for number in range(1, len(reading) + 1):
        _swallowed(keys, "Process")
        _composed(keys, reading[:number])
    _swallowed(keys, "Process")  # the space bar
    _composed(keys, text)
    _swallowed(keys, "Enter")
    keys.send("Input.insertText", {"text": text})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": "Enter", "windowsVirtualKeyCode": ENTER})
    keys.detach()


def _swallowed(keys: CDPSession, key: str) -> None:
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": SWALLOWED})


def _composed(keys: CDPSession, text: str) -> None:
    place = len(text)
    keys.send("Input.imeSetComposition", {"text": text, "selectionStart": place, "selectionEnd": place})
