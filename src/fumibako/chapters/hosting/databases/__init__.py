"""MariaDB databases of a site (D3)."""
