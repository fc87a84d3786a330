"""Common spam filter (B6): the administrator's rules for every mailbox of the domain."""
