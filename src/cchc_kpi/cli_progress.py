"""How far reading is, on stderr: files, rate, time left, findings so far; then tables. Quiet where nobody watches a terminal."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cchc_kpi.cli_steps import tell

if TYPE_CHECKING:
    from cchc_kpi.findings import Lang
    from cchc_kpi.returns.observation import Return

_FEW_FILES: Final = 50
"""So few are read before anybody wonders."""
_MANY_COMMUNES: Final = 300
_SECONDS_BETWEEN: Final = 0.1
_BRACES: Final = "{task.completed}/{task.total}"


class ReadingProgress:
    """A bar that is drawn while files are read; implements `pipeline.Watch`."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._bar: Any = None
        self._task: Any = None
        self._done = self._findings = 0
        self._began = self._drawn = time.monotonic()

    def begin(self, files: int) -> None:
        """Draw the bar, where there are enough files for one."""
        if files < _FEW_FILES or not sys.stderr.isatty():
            return
        from rich.progress import BarColumn, Progress, TextColumn

        from cchc_kpi.render import screen

        in_vietnamese = self._lang == "vi"
        self._bar = Progress(
            TextColumn("Đọc báo cáo" if in_vietnamese else "Reading returns"),
            BarColumn(bar_width=None),
            TextColumn(f"{_BRACES} {'tệp' if in_vietnamese else 'files'}"),
            TextColumn("{task.fields[pace]}"),
            console=screen.console_for(sys.stderr),
            transient=True,
            auto_refresh=False,  # drawn between files: no thread beside the ones that read
            expand=True,
        )
        self._bar.start()
        self._task = self._bar.add_task("", total=files, pace="")
        self._began = time.monotonic()

    def see(self, item: Return) -> None:
        """Count one more file, and draw the bar anew if it was not just drawn."""
        self._done += 1
        self._findings += len(item.findings)
        now = time.monotonic()
        if self._bar is None or now - self._drawn < _SECONDS_BETWEEN:
            return
        self._drawn = now
        self._bar.update(self._task, completed=self._done, pace=self._pace(now - self._began))
        self._bar.refresh()

    def turn_to(self, tables: Sequence[Path]) -> None:
        """Say at a terminal which tables are read now; how many returns they hold, nobody knows yet."""
        self.end()
        if sys.stderr.isatty():
            names = ", ".join(path.name for path in tables)
            tell(f"Đang đọc bảng số liệu {names}…", f"Reading the table of observations {names}…", self._lang)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _pace(self, seconds: float) -> str:
        """Return rate, time left and findings so far, in words."""
        rate = self._done / max(seconds, 0.001)
        left = round((self._bar.tasks[0].total - self._done) / rate)
        minutes = f"{left // 60}:{left % 60:02d}"
        if self._lang == "vi":
            return f"{rate:.0f} tệp/giây · còn {minutes} · {self._findings} phát hiện"
        return f"{rate:.0f} files/s · {minutes} left · {self._findings} findings"


def tell_stage(communes: int, vi: str, en: str, lang: Lang) -> None:
    """Say at a terminal what the program is at, where there are so many communes that it takes a while."""
    if communes >= _MANY_COMMUNES and sys.stderr.isatty():
        tell(vi, en, lang)


@contextlib.contextmanager
def watched_reading(lang: Lang) -> Iterator[ReadingProgress]:
    """Yield who draws the bar; it is taken away at the end of the block, also where an exception ends it."""
    progress = ReadingProgress(lang)
    try:
        yield progress
    finally:
        progress.end()
