"""A new password for an account whose password was lost (A4), by a link that is mailed.

The page only notes the request: it does the same for every address, and takes as long (decision 0046).
`services.answer_requests`, in the background, looks for the account and writes the mail.
"""
