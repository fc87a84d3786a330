"""What ends a mail in the eyes of some server, and must not in ours (SECURITY cases 73 and 74)."""

ENDS = {
    "LF . LF": b"\n.\n",
    "LF . CRLF": b"\n.\r\n",
    "CR . CR": b"\r.\r",
    "CR . CRLF": b"\r.\r\n",
    "CRLF . LF": b"\r\n.\n",
    "CRLF . CR": b"\r\n.\r",
    "CRLF NUL . CRLF": b"\r\n\0.\r\n",
    "CRLF . CR CRLF": b"\r\n.\r\r\n",
}


def smuggling(end: bytes, sender: str, recipient: str) -> bytes:
    """What follows DATA: a mail with a second one behind what looks like its end."""
    head = f"From: {sender}\r\nTo: {recipient}\r\nSubject: first\r\n\r\nfirst".encode()
    second = f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\nDATA\r\nSubject: smuggled\r\n\r\nsmuggled\r\n"
    return head + end + second.encode() + b".\r\n"
