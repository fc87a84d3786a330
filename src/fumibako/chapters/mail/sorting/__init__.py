"""Sorting (C5): rules that put new mail into folders, mark it read or flag it."""
