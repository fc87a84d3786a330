"""The full-text index of everybody's mail. Dovecot's fts-solr plugin tells it of mails and asks it, as if it were Solr
(docs/decisions/0151)."""
