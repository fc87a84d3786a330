"""Old mail (C9): how much of each folder is older than a day, and deleting it."""
