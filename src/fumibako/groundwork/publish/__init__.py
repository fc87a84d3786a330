"""The outbox between what is wanted and what runs.

`services.request(aspect, key)` notes, in the change's own transaction, that a scope must be rendered again. The worker
does it and settles the row as "live", or as "refused" with the daemon's message. A failure that may pass leaves it
pending, with the reason and the time of the next try.
"""
