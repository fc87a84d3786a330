"""Sites: how soon a change is live among few and many, and how fast pages come (`python -m bench.sites --help`)."""
