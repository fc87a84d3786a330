"""Address books (C12): everybody's own, and the company's, kept by its administrator."""
