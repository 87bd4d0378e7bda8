"""How large a table of observations may be before it is refused.

A nation's year (3 321 communes, five offices, four quarters, the baselines) has some 900 000 rows, about
450 MB as CSV. The limits are far above that and below what would fill a computer.
"""

from __future__ import annotations

from typing import Final

MAX_TABLE_BYTES: Final = 8 * 2**30
MAX_TABLE_ROWS: Final = 20_000_000
MAX_CELL_CHARACTERS: Final = 300_000
"""A cell of a workbook has at most 32 767 characters; with every one of them escaped it stays below this."""
MAX_RECORD_CHARACTERS: Final = 8 * MAX_CELL_CHARACTERS
MAX_GROUP_BYTES: Final = 2**30
"""What a row group of a Parquet file may unpack to, by its own account."""
MAX_BATCH_BYTES: Final = 2**28
"""What some 30 000 rows may in fact hold once they are unpacked: several times what so many have in CSV."""
