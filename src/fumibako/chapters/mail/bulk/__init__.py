"""Many accounts at once, by CSV (B2), and their list as one (B3).

An upload is read and shown line by line first; registering it is a job. Each line is done by the services that the
pages call, all of it or nothing, and together with the job's place.
"""
