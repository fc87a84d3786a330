"""The watchdog: uses every service as a client would and restarts what hangs."""
