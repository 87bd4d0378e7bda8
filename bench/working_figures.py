"""What departments keep in the same workbook behind the form: two sheets of their own working figures.

Nothing there is the program's business; it only has to be read past. With them a return weighs about 65 KB.
"""

from __future__ import annotations

import random
from typing import Final

import xlsxwriter

SHEETS: Final = ("Sổ theo dõi", "Tổng hợp")
ROWS: Final = 150
COLUMNS: Final = 18
_HEADINGS: Final = ("STT", "Mã hồ sơ", "Người nộp", "Ngày nhận", "Ngày trả", "Lĩnh vực")
_WORDS: Final = ("Nguyễn", "Trần", "Hoàng", "Lý", "Nông", "Vi", "Lương", "An", "Bình", "Dung", "Hà", "Minh")
_AREAS: Final = ("Đất đai", "Xây dựng", "Hộ tịch", "Chứng thực", "Đầu tư")


def write_working_figures(book: xlsxwriter.Workbook, name: str) -> None:
    """Write the two sheets behind a form; the same ones for the same name of a form."""
    chance = random.Random(name)
    for sheet_name in SHEETS:
        sheet = book.add_worksheet(sheet_name)
        first_number = len(_HEADINGS)
        headings = [*_HEADINGS, *(f"Cột {column + 1}" for column in range(first_number, COLUMNS))]
        sheet.write_row(0, 0, headings)
        for row in range(1, ROWS):
            person = " ".join(chance.choice(_WORDS) for _ in range(3))
            received, returned = (f"{chance.randint(1, 28):02}/{month:02}/2026" for month in (1, 2))
            code = f"H{chance.randint(10**9, 10**10 - 1)}"
            sheet.write_row(row, 0, [row, code, person, received, returned, chance.choice(_AREAS)])
            numbers = [chance.randint(0, 10**10) / 1000 for _ in range(first_number, COLUMNS)]
            sheet.write_row(row, first_number, numbers)
