"""guardd: counts failed logins of every protocol together, slows and locks (A2)."""
