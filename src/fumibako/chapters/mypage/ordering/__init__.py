"""Options seen by a customer (E4): the catalogue in the administrator menu, and ordering on My Page."""
