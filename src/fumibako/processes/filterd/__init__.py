"""filterd: the mail content filter. lmtp/ receives, journey.py runs the steps, onward/ delivers.

An LMTP proxy behind Postfix's queue: no spool, no database, no bounces of its own. It replies 250 only after the next
hop did; after any failure the message stays in the queue.
"""
