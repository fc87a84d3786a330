"""A new password for My Page by a mailed link (E2). As for mail accounts, the page only notes the request (decision
0046); the background looks for the owner and writes the mail."""
