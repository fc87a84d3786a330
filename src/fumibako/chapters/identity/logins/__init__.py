"""Logins, sessions, and letting people in and out (A2). A mailbox, an operator or a contract has a login."""
