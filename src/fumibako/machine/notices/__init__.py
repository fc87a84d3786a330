"""Every mail that the service writes itself, for the filter and the portal: what is in it, and its texts.

`catalogue.py` has one class for each notice, its fields are the placeholders of the text. The texts are files,
`texts/<language>/<key>.txt`, the subject in the first line. `wording.py` makes the text of one mail out of them, or out
of a wording of the operator's; `composing.py` makes the mail.
"""
