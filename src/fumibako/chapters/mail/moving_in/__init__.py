"""Moving in (B15): the mail of the old provider's mailboxes is copied into ours over IMAP, as a job.

It can be started again until the switch: a mail that is here already, told by its heading and the time it was received,
is not copied a second time. The old mailbox is only read.
"""
