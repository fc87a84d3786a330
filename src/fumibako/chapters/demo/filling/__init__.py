"""The customers, mails and sites of a box to try: made by a job once the box runs, so that `up` need not wait."""
