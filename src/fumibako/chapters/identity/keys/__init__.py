"""API keys (B13): what programs show instead of a login."""
