"""How the machine is, as the watchdog last saw it."""
