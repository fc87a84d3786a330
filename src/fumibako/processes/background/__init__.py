"""The background process: jobs, what happens at set times, and short chores such as sending mails that we wrote."""
