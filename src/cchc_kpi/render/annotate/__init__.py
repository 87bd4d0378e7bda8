"""Annotated copies of returns: the package's XML is edited, and all else stays byte for byte as it was."""
