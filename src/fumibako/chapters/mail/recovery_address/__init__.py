"""The recovery address of an account (C2): where the link for a lost password is sent. It counts once its reader has
agreed, by a mailed link."""
