"""The watchdog: uses every service, says what it saw, restarts what hangs."""
