"""Work that takes longer than a page may take.

A feature marks a function with `@job` (kinds.py) and calls its `enqueue` in the transaction of the reason; the
background process runs it. `Run.step` (running.py) commits each piece of work together with how far the job is, so that
a process that is killed costs nothing and repeats nothing. What happens at set times is a job, too (schedule.py).
"""
