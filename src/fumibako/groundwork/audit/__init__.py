"""Who did what to whom: one row per action of an administrator, user or operator."""
