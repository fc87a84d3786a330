"""Mails that we write: `services.send(notice, to=…)` stores one in the transaction of its reason, `sending.send_due()`
hands it to Postfix. What a notice says is in `machine/notices`; operators and domains may have wordings of their own.
"""
