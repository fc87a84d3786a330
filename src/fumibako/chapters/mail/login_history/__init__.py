"""Login history (B13, C2): who logged in, or was not let in, when, from where and with what."""
