"""Inquiries (A1): from the member site and the menus to the provider's support, answered from the console."""
