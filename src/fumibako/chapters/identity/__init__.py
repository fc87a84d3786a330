"""Who is here (A2): logins of members and operators, sessions, known browsers, one throttle for every protocol."""
