"""Numbers in, verdicts out: pure and exact, with no file and no screen."""
