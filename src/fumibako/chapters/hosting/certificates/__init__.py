"""HTTPS on a site's own names (D11): certificates that are bought, brought along or free."""
