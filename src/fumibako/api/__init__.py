"""The JSON API (B13): django-ninja makes addresses and the OpenAPI document of what features declare."""
