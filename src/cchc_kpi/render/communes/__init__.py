"""The workbook of many communes, a sheet a module."""
