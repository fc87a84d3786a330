"""filterd: the mail content filter. server → journey (two tuples of steps) → onward.

It stands as an LMTP proxy behind Postfix's queue: no spool, no database, no bounce of its own. A 250 is
given only after the next hop gave one; whatever else happens, the mail stays in the queue.
"""
