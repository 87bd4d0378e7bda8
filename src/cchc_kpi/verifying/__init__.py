"""A scorecard workbook held against what the program would write: pure, no file and no screen."""
