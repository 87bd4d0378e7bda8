"""Makes the pictures of docs/vi/bang-diem-nam.md and bat-dau.md: what the program writes, page by page as it prints.

Runs `cchc-kpi annual examples --year 2026` and one `cchc-kpi explain`, lets LibreOffice print them to PDF with
Vietnamese numbers, and keeps the first page or two of each sheet in docs/pictures: in colour, the first two
sheets in grey too. Run it after a change to a sheet's looks, look at every picture, and commit them.

It needs, beside the program: LibreOffice (soffice), Poppler (pdftoppm, pdftotext) and ImageMagick (magick or
convert), from Debian's packages libreoffice-calc, poppler-utils and imagemagick; and the fonts that offices
have, or fonts as wide: fonts-liberation (Times New Roman) and fonts-crosextra-carlito (Calibri, by which column
widths are measured). What other versions of these draw differs in a few dots, so no test compares pictures.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURES: Final = ROOT / "docs/pictures"
DOTS_PER_INCH: Final = 110
COLOURS: Final = 32
"""A page has few colours; a small palette keeps a picture below 150 KB."""
LARGEST: Final = 150_000
# Numbers as a Vietnamese spreadsheet shows them: 1.000 and 99,18%.
_VIETNAMESE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
</oor:items>
"""


class Pictured(NamedTuple):
    """A sheet: the words by which its first page is known, its picture's name, how many pages, whether in grey too."""

    words: str
    name: str
    pages: int = 1
    in_grey: bool = False


ANNUAL: Final = (
    Pictured("TỔNG HỢP KẾT QUẢ", "annual-tong-hop", in_grey=True),
    Pictured("BẢNG ĐIỂM CẢI CÁCH", "annual-bang-diem", 2, in_grey=True),
    Pictured("Chi tiết từng chỉ tiêu", "annual-chi-tiet"),
    Pictured("Số liệu các cơ quan", "annual-so-lieu"),
    Pictured("Tiến độ nộp báo cáo", "annual-tien-do-nop"),
    Pictured("Phát hiện khi đọc", "annual-phat-hien"),
    Pictured("Nguồn: các báo cáo", "annual-nguon"),
    Pictured("Cách đọc bảng điểm", "annual-cach-doc"),
)
EXPLANATION: Final = (Pictured("GIẢI TRÌNH CHỈ TIÊU", "explain-giai-trinh"),)


def main() -> None:
    """Make every picture anew; say how large each is."""
    for program in ("soffice", "pdftoppm", "pdftotext"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is not installed: see the first lines of this script")
    PICTURES.mkdir(exist_ok=True)
    commands = (
        (("annual", "examples", "--year", "2026"), ANNUAL),
        (("explain", "dossiers_on_time", "examples", "--period", "2026-Q1"), EXPLANATION),
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command, sheets in commands:
            picture_workbook(command, sheets, folder)


def picture_workbook(command: tuple[str, ...], sheets: tuple[Pictured, ...], folder: Path) -> None:
    """Let the program write a workbook, and picture its sheets."""
    workbook = folder / f"{command[0]}.xlsx"
    call = [sys.executable, "-m", "cchc_kpi", *command, "--output", str(workbook)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, check=False)
    if not workbook.exists():
        raise SystemExit(done.stderr.decode("utf-8"))
    printed = print_to_pdf(workbook, folder)
    texts = page_texts(printed)
    for sheet in sheets:
        first = next(number for number, text in enumerate(texts, start=1) if sheet.words in text)
        for place in range(sheet.pages):
            name = sheet.name + (f"-{place + 1}" if sheet.pages > 1 else "")
            picture_page(printed, first + place, PICTURES / f"{name}.png")
        if sheet.in_grey:
            picture_page(printed, first, PICTURES / f"{sheet.name}-grey.png", "-gray")


def print_to_pdf(workbook: Path, folder: Path) -> Path:
    """Let LibreOffice print a workbook, under a profile of its own."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user/registrymodifications.xcu").write_text(_VIETNAMESE, encoding="utf-8")
    call = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*call, "--outdir", str(folder), str(workbook)], check=True, capture_output=True)
    return workbook.with_suffix(".pdf")


def page_texts(printed: Path) -> list[str]:
    """Return the text of each page."""
    call = ["pdftotext", "-layout", "-enc", "UTF-8", str(printed), "-"]
    done = subprocess.run(call, check=True, capture_output=True)
    return done.stdout.decode("utf-8").split("\f")[:-1]


def picture_page(printed: Path, page: int, target: Path, *options: str) -> None:
    """Picture one page of a PDF, in few colours; say how large the picture is."""
    call = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page), "-singlefile", "-png"]
    raw = printed.with_name("page")
    subprocess.run([*call, *options, str(printed), str(raw)], check=True)
    magick = shutil.which("magick") or shutil.which("convert")
    if magick is None:
        raise SystemExit("ImageMagick is not installed: see the first lines of this script")
    few = ["+dither", "-colors", str(COLOURS), "-strip", "-define", "png:exclude-chunks=date,time"]
    subprocess.run([magick, f"{raw}.png", *few, f"PNG8:{target}"], check=True)
    size = target.stat().st_size
    print(f"{target.relative_to(ROOT).as_posix()}: {size // 1000} KB")
    if size > LARGEST:
        raise SystemExit(f"{target.name} is larger than {LARGEST // 1000} KB")


if __name__ == "__main__":
    main()
