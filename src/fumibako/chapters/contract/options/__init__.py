"""Options and their orders (E4): what a contract may have besides its plan, and how it comes by it."""
