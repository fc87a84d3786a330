"""Where logins may come from (A7): per domain, and for single accounts."""
