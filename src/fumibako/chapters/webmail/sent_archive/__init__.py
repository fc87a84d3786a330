"""The archive of sent mail (B12): what the users of a domain have sent, found and shown to its administrators.

filterd writes the packs (processes/filterd/ledger/archive.py), nobody changes them, and the agent removes a month when
its time is up. Here is an index of them, and pages.
"""
