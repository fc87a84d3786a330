"""MIME: whether a message is unambiguous, every way to interpret it otherwise, and its parts.

strict.py decides which messages need a second look. interpretations.py and parts.py parse what attackers write, so
they run in a child process with limits (sandbox.py); extraction.py starts it and has clamd scan what it finds.
"""
