"""The guide (A1): a short page for each function. The texts are files, `texts/<language>/<slug>.md`; `topics.py` has
the list of them, and which page of the menus each is about."""
