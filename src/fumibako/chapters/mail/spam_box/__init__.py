"""Spam recovery (C8): what the spam folder holds, and the way back to the inbox."""
