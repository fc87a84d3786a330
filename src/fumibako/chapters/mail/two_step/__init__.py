"""Two-step verification (A3): after the password a code that is mailed to an address outside the account, one of an
authenticator app, or a recovery code. A browser that passed is trusted for seven days."""
