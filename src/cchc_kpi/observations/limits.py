"""How large a table of observations may be before it is refused.

A nation's year (3 321 communes, five offices, four quarters, the baselines) has some 80 000 returns and 1.3 million
rows, about 0.6 GB as CSV. The returns are made at the end, when nothing is wrong: until then every row is held, some
700 bytes each. The limits are three times a nation's year: 3 GB of memory for rows as offices write them.
"""

from __future__ import annotations

from typing import Final

MAX_TABLE_BYTES: Final = 3 * 2**30
"""Of the file; of Parquet also of what it unpacks to."""
MAX_TABLE_ROWS: Final = 4_000_000
MAX_CELL_CHARACTERS: Final = 300_000
"""A cell of a workbook has at most 32 767 characters; with every one of them escaped it stays below this."""
MAX_RECORD_CHARACTERS: Final = 8 * MAX_CELL_CHARACTERS
MAX_GROUP_BYTES: Final = 2**29
"""What a row group of a Parquet file may unpack to, by its own account."""
MAX_BATCH_BYTES: Final = 2**28
"""What some 30 000 rows may in fact hold once they are unpacked: several times what so many have in CSV."""
