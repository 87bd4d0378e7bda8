"""Ways to show results and plans; each renderer is independent of the others."""
