"""The process that reads apart: takes a workbook's bytes from its input, gives its cells to its output.

Started by `apart`, one file after the other, until its input ends. It limits itself: memory by the system
where that can, time by a timer that no native code can hold up. What goes back is JSON, so that nothing
that a workbook does to this process can run in the other.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import struct
from typing import Any, BinaryIO, Final

from cchc_kpi.returns.limits import MAX_CELLS, MAX_TEXT_BYTES
from cchc_kpi.returns.readers import read_careful, read_fast
from cchc_kpi.returns.workbook import Cell, Kind, Sheet, UnreadableWorkbook, Workbook

FAST: Final = b"f"
CAREFUL: Final = b"c"
LENGTH: Final = struct.Struct("<Q")


def serve(memory: int, seconds: int) -> None:
    """Read workbooks until the input ends; `memory` in bytes, 0 for no limit of the system's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits for the answer ends this process
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # crash reports of the native library stay off the user's screen
        os.dup2(nothing, stream)
    if memory:
        _limit_memory(memory)
    while how := incoming.read(len(FAST)):
        (length,) = LENGTH.unpack(incoming.read(LENGTH.size))
        content = incoming.read(length)
        faulthandler.dump_traceback_later(seconds, exit=True)
        answer = _answer(how, content)
        faulthandler.cancel_dump_traceback_later()
        _send(outgoing, answer)


def _limit_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # POSIX only; elsewhere whoever waits for the answer watches the memory

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _send(outgoing: BinaryIO, answer: dict[str, Any]) -> None:
    text = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
    outgoing.write(LENGTH.pack(len(text)) + text)
    outgoing.flush()


def _answer(how: bytes, content: bytes) -> dict[str, Any]:
    try:
        workbook = read_careful(content) if how == CAREFUL else read_fast(content)
        cells = sum(len(sheet.cells) for sheet in workbook.sheets)
        text = sum(len(cell.text) for sheet in workbook.sheets for cell in sheet.cells.values())
        if cells > MAX_CELLS or text > MAX_TEXT_BYTES:
            return {"cells": cells}
        return {"workbook": pack_workbook(workbook)}
    except MemoryError:
        return {"memory": True}
    except UnreadableWorkbook as error:
        return {"memory": True} if isinstance(error.__cause__, MemoryError) else {"error": str(error)}


def pack_workbook(workbook: Workbook) -> list[Any]:
    """Return a workbook as a reader gives it, as lists, texts and numbers."""
    sheets = [[sheet.name, _packed_cells(sheet), sheet.is_hidden] for sheet in workbook.sheets]
    return [sheets, workbook.tells_blanks]


def _packed_cells(sheet: Sheet) -> list[list[Any]]:
    return [[*spot, cell.kind.name, cell.text, cell.number] for spot, cell in sheet.cells.items()]


def unpack_workbook(packed: list[Any]) -> Workbook:
    """Return the workbook that `pack_workbook` made lists of."""
    sheets, tells_blanks = packed
    return Workbook(
        tuple(
            Sheet(
                name,
                {(row, column): Cell(Kind[kind], *rest) for row, column, kind, *rest in cells},
                is_hidden,
            )
            for name, cells, is_hidden in sheets
        ),
        tells_blanks,
    )
