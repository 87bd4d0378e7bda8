"""The scorecard of a year as a workbook, a room for each sheet."""
