"""The LMTP side facing Postfix: the server, its sessions, and the wire format of a message."""
