"""The tidy table of observations: returns written as one row an observation, and such a table read back into returns."""
