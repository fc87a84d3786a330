"""The large-file cabinet (E5), an option of the contract: files too large for mail, given and taken by links."""
