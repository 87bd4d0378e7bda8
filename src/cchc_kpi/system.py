"""What the operating system refuses, in words that are the same on every computer and in both languages."""

from __future__ import annotations

import errno
from typing import Final

from cchc_kpi.findings import Phrase

NO_FILE: Final = Phrase("không phải một tệp thường", "not a regular file")
"""A device, a pipe or a socket, which is not opened."""
_LOCKED: Final = Phrase("không có quyền, hoặc tệp đang bị khóa", "no permission, or the file is locked")
_REASONS: Final = {
    errno.EACCES: _LOCKED,
    errno.EPERM: _LOCKED,
    errno.ENOENT: Phrase("không có tệp hay thư mục này", "there is no such file or folder"),
    errno.ENAMETOOLONG: Phrase("tên quá dài", "the name is too long"),
    errno.ELOOP: Phrase("liên kết vòng quanh", "the link leads round in a circle"),
    errno.ENOSPC: Phrase("ổ đĩa đã đầy", "the disk is full"),
    errno.EROFS: Phrase("ổ đĩa chỉ cho đọc", "the disk is read-only"),
    errno.EISDIR: Phrase("đây là một thư mục", "this is a folder"),
    errno.EEXIST: Phrase("tên này đã là một tệp", "there is a file of that name"),
    errno.ENOTDIR: Phrase(
        "một phần của đường dẫn là tệp, không phải thư mục", "part of the path is a file, not a folder"
    ),
}


def reason_of(error: OSError) -> Phrase:
    """Return why the system refused something, as a short clause."""
    number = f"(errno {error.errno})"
    unknown = Phrase(f"hệ điều hành từ chối {number}", f"the operating system refuses {number}")
    return _REASONS.get(error.errno or 0, unknown)
