"""Who a contract belongs to, on My Page (E2): a login of their own, apart from mail."""
