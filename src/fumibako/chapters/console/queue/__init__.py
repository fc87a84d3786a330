"""Mail that waits in the queue (E6): what, why, try it now, delete it. Never its text."""
