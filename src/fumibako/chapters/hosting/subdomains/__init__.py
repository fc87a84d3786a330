"""Subdomains of a site (D10): a name before the domain with folder, PHP settings, certificate and logs of its own."""
