"""The history of an account (B1, B13): what was changed in it, and by whom; for its user and for administrators."""
