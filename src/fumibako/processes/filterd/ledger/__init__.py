"""What filterd has to remember across restarts: small files named after queue ids."""
