"""Auto-reply (C4): who writes to somebody who is away gets an answer, once in some days."""
