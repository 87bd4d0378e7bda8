"""How large and how intricate a workbook may be before it is refused, in one place.

A return has some dozen rows. Each limit is far above what an office ever hands in and far below what
would keep a reader busy for more than two seconds, or take it more than 300 MB; docs/security.md has
the measurements, ADR 0016 the reasons.
"""

from __future__ import annotations

from typing import Final

MAX_FILE_BYTES: Final = 32 * 2**20
"""A workbook with a dozen scanned pages in it stays below this."""

MAX_PARTS: Final = 2_000
MAX_UNPACKED_BYTES: Final = 64 * 2**20
MAX_RATIO: Final = 250
"""How many times its packed size a part may unpack to; sheets of real returns reach 40."""
RATIO_FROM_BYTES: Final = 2**20
"""Below this size no ratio does harm."""

MAX_READ_BYTES: Final = 12 * 2**20
"""What the parts that are read (sheets, texts, styles) may unpack to together."""
MAX_TAGS: Final = 600_000
"""Opening and closing tags in the parts that are read."""
MAX_STYLE_TAGS: Final = 150_000
MAX_SHEETS: Final = 100
MAX_CELLS: Final = 50_000
"""Filled cells of all sheets together."""
MAX_BLANK_CELLS: Final = 150_000
"""Cells without a value, as formulas that were never calculated; those with a format only are taken out before."""
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 2_000
MAX_AREA: Final = 2_000_000
"""Rows times columns up to the last filled cell, of all sheets together: a reader keeps a place for each."""
MAX_MERGES: Final = 5_000
MAX_CELL_CHARACTERS: Final = 32_767
"""Excel's own limit."""
MAX_TEXT_BYTES: Final = 8 * 2**20
"""Text of all cells together, a text shared by many cells counted for each of them."""
MAX_DEPTH: Final = 64
"""How deep elements may be nested."""

PLAIN_READ_BYTES: Final = 2 * 2**20
"""What is larger is read apart, though nothing about it is odd: see ADR 0016."""
PLAIN_CELLS: Final = 10_000
PLAIN_AREA: Final = 200_000

WORKER_SECONDS: Final = 20
"""How long the process that reads apart may take over one file; what it is given takes it less than two."""
WORKER_BYTES: Final = 256 * 2**20
"""What that process may take beyond what it takes when idle."""
