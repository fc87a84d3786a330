"""Invitations in mails (C1): when, where, who, and the answer by mail (RFC 5545, 5546, 6047)."""
