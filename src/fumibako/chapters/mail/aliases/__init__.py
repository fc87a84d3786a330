"""Aliases and groups (B13): addresses without a mailbox, whose mail one or several accounts receive."""
