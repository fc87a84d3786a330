"""The outbox between what is wanted and what runs.

`services.request(aspect, key)` notes, in the change's own transaction, that a scope must be rendered
again; the worker does it and notes "live", or "refused" with the daemon's words.
"""
