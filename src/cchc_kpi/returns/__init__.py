"""Returns: how a form is laid out, and how what comes back is read into observations and findings."""
