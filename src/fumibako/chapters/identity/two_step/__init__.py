"""Two-step verification (A3), for every kind of login: after the password a code that is mailed to an address outside
the account, one of an authenticator app, a recovery code, or a passkey. A browser that passed is trusted for seven
days. Each kind of login declares its `Kind` (kinds.py) and gets its pages from `pages.py`."""
