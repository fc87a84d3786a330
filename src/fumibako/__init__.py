"""Fumibako: business mail and web hosting in one box."""
