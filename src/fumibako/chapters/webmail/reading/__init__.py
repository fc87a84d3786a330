"""Reading, sorting and answering mail in the browser (C1)."""
