"""Links and codes that work once (SECURITY cases 52-55, 58, 121).

A feature declares a `Purpose` and issues tokens or codes for a subject: a login's key, for example. A page that is
opened by a link only looks (`look`); its button sends a form, and the form consumes. Mail scanners that open every
link consume nothing.
"""
