"""The provider's own name and face (13.2): what pages, mails and sheets call the service and its support."""
