"""The agent: the only root process. Takes staged files; check, swap, reload, health."""
