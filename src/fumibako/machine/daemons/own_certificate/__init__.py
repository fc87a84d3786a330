"""The certificate of the box's own name, which the portal and the mail server show: fetched and renewed by ACME."""
