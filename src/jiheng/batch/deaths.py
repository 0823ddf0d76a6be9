"""What is said of a file whose reading ended its worker process: as a rule it unpacks to more than the memory allows."""

from __future__ import annotations

import signal

from jiheng.batch.conversions import bytes_of
from jiheng.batch.files import Found
from jiheng.batch.reading import Outcome, unread
from jiheng.formats.limits import Limits
from jiheng.formats.starts import LOOKED_AT, is_pdf
from jiheng.model.declaration import Declaration
from jiheng.model.errors import UnreadableDocument

_PDF = "PDF 内部图形层层展开或内容过大，超出内存上限，请用 PDF 阅读器“打印”成新的 PDF 后再读取。"
_OTHER = "文件展开后过大，超出内存上限，没有读完，请拆成小一些的文件，或另存一份后再读取。"
_TOGETHER = "几个文件同时读，内存不足，这个文件没有读完，请加 --jobs 1 再读，或拆成小一些的文件。"
_ENDED = "绩衡的工作进程自行退出了（退出码 {code}），不是文件的问题；请把文件的种类和退出码告诉维护者。"


def died(found: Found, limits: Limits, code: int | None, jobs: int) -> Outcome:
    """The outcome of a file.

    :param code: the exit code of the worker, negative where a signal ended it.
    :param jobs: how many workers there were.
    """
    if code is None or code >= 0:
        return Outcome(Declaration(source=found.source, error=_ENDED.format(code=code)), fault=True)
    if jobs > 1 and -code == getattr(signal, "SIGKILL", 0):  # by the system: it ran short as a whole
        return unread(found.source, _TOGETHER)
    return unread(found.source, _PDF if _is_pdf(found, limits) else _OTHER)


def _is_pdf(found: Found, limits: Limits) -> bool:
    try:
        return is_pdf(bytes_of(found, limits, LOOKED_AT))
    except (OSError, ValueError, UnreadableDocument):
        return False
