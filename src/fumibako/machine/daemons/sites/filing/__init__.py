"""What a customer does with a site's files on a page (D1): a program of its own, started by the agent with the site's
user and no other right, for one conversation. It opens folder by folder and follows no link."""
