"""Files converted by LibreOffice, those of old formats to .docx or .xlsx, others to .pdf: several in one start, each
failure a file's own.

A start costs about a second, a file in it a fifth of that. LibreOffice is an optional program of the system. It gets
copies of the files under names of our own, in a folder of our own, with a profile in which macros, updates of links and
the network are off, within limits of time, memory and file size.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jiheng.formats import confined
from jiheng.formats.legacy import RTF, Legacy
from jiheng.formats.libreoffice_profile import SETTINGS
from jiheng.model.errors import DamagedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

VARIABLE = "JIHENG_SOFFICE"
"""The environment variable that names the program, where it is not found by itself."""
PACKAGES = "libreoffice-writer-nogui 和 libreoffice-calc-nogui"
FONTS = Path(__file__).with_name("fonts.conf")
"""Which fonts stand in for those that the machine lacks."""
SECONDS = 60.0
"""How long the conversion of one file may take."""

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/usr/local/bin/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_OPTIONS = (
    "--headless",
    "--invisible",
    "--norestore",
    "--nologo",
    "--nodefault",
    "--nolockcheck",
    "--nofirststartwizard",
)
_MEMORY = 4 * 1024**3
"""Address space of LibreOffice; an ordinary file takes a tenth of it."""
_FILE_SIZE = 512 * 1024**2
_LOOK = 0.05
"""Seconds between two looks at how far it is."""
_PROBE_SECONDS = 20.0
"""How long a program may take for the file that cannot be at fault."""
_GONE_SECONDS = 1.0
"""How long is waited for processes that were killed; one that is dead but not yet buried does no harm."""
_DELETED = 10
"""How often the folder is deleted, where something wrote into it meanwhile."""
_PROBE = b"{\\rtf1 a}"

_AS = {
    "docx": "请用 Word 或 WPS 打开，另存为 .docx 后再读取",
    "xlsx": "请用 Excel 或 WPS 打开，另存为 .xlsx 后再读取",
    "pdf": "请用 Word、Excel 或 WPS 打开，另存为 PDF",
}
_OR_AS = {
    "docx": "用 Word、WPS 另存为 .docx 后再读取",
    "xlsx": "用 Excel、WPS 另存为 .xlsx 后再读取",
    "pdf": "用 Word、Excel 或 WPS 另存为 PDF",
}
_NEEDED = "这是{what}，要由 LibreOffice 转换，"
_MISSING = "本机没有装 LibreOffice，请安装软件包 {packages}，或者{or_as}。"
_BROKEN = "本机的 LibreOffice 不能正常运行，请重新安装软件包 {packages}，或者{or_as}。"
_NAMED_MISSING = "环境变量 {variable} 指定的程序“{named}”找不到，请改正或取消这个变量，或者{or_as}。"
_NAMED_BROKEN = "环境变量 {variable} 指定的程序“{named}”不能正常运行，请改正或取消这个变量，或者{or_as}。"
_REFUSED = "这是{what}，LibreOffice 转换不了，文件可能已损坏或加了密码；{save_as}。"
_TOO_SLOW = "这是{what}，LibreOffice 转换了 {seconds:g} 秒仍未完成，已停止；{save_as}，或用 --seconds 放宽时间。"
_NO_SPACE = "这是{what}，转换要用的临时文件夹写不进去；请检查磁盘空间和权限，或者{save_as}。"


def find_program() -> str | None:
    """The LibreOffice of this machine."""
    named = os.environ.get(VARIABLE)
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in (*_NAMES, *_PLACES))
    return next((program for program in found if program), None)


@dataclass(slots=True)
class _Input:
    """A copy of a file to convert, and where its conversion is to appear."""

    legacy: Legacy
    file: Path
    made: Path
    outcome: Path | UnreadableDocument | None = None


class Converter:
    """A LibreOffice with its own profile and folder. Not for several threads at once; `close` may come from any."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._folder: Path | None = None
        self._closed = threading.Event()
        self._running = threading.Lock()
        """Held while a program runs: until it is gone, it writes into our folder."""
        self._count = 0
        self._works = False

    def convert(self, files: Iterable[tuple[Legacy, bytes]]) -> list[Path | UnreadableDocument]:
        """For each file its conversion, or why there is none. The conversions are the caller's to delete."""
        program = find_program()
        inputs = []
        for legacy, data in files:
            if program is None:
                outcome = UnsupportedFormat(_needed(_MISSING, _NAMED_MISSING, legacy))
                inputs.append(_Input(legacy, Path(), Path(), outcome))
            else:
                inputs.append(self._copy(legacy, data))
        for target in _AS:
            group = [item for item in inputs if item.legacy.target == target and item.outcome is None]
            if group and program is not None:
                self._convert_all(program, group)
        return [item.outcome or DamagedDocument(_told(_REFUSED, item.legacy)) for item in inputs]

    def close(self) -> None:
        """End what is running and delete every file of ours."""
        self._closed.set()
        with self._running:
            if self._folder is not None:
                _delete(self._folder)
                self._folder = None

    def _copy(self, legacy: Legacy, data: bytes) -> _Input:
        self._count += 1
        try:
            folder = self._open_folder()
            file = folder / "in" / f"{self._count}.{legacy.kind}"
            file.write_bytes(data)
        except OSError:
            return _Input(legacy, Path(), Path(), UnreadableDocument(_told(_NO_SPACE, legacy)))
        return _Input(legacy, file, folder / "out" / f"{self._count}.{legacy.target}")

    def _open_folder(self) -> Path:
        if self._folder is None:
            folder = Path(tempfile.mkdtemp(prefix="jiheng-"))
            for name in ("in", "out", "tmp", "profile/user"):
                (folder / name).mkdir(parents=True)
            (folder / "profile/user/registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
            self._folder = folder
        return self._folder

    def _convert_all(self, program: str, group: list[_Input]) -> None:
        """Convert files of one target; what a start left out is tried again, the file where it stopped alone."""
        waiting = deque([group])
        while waiting and not self._closed.is_set():
            inputs = waiting.popleft()
            ended = self._start(program, inputs, self._seconds)
            missing = [item for item in inputs if not _take(item)]
            self._works = self._works or len(missing) < len(inputs)
            if missing and not self._works and not self._probe(program):
                for item in (*missing, *(item for others in waiting for item in others)):
                    item.outcome = UnsupportedFormat(_needed(_BROKEN, _NAMED_BROKEN, item.legacy))
                break
            if len(inputs) == 1:
                for item in missing:
                    item.outcome = self._failure(item.legacy, ended)
            elif ended == 0:
                waiting += [[item] for item in missing]
            elif missing:
                waiting += [missing[:1], *([missing[1:]] if missing[1:] else [])]
        for item in group:
            item.file.unlink(missing_ok=True)

    def _failure(self, legacy: Legacy, ended: int | None) -> UnreadableDocument:
        if ended is None:
            return LimitExceeded(_told(_TOO_SLOW, legacy, self._seconds))
        return DamagedDocument(_told(_REFUSED, legacy))

    def _probe(self, program: str) -> bool:
        """Whether a file that cannot be at fault is converted."""
        item = self._copy(RTF, _PROBE)
        if item.outcome is None:
            self._start(program, [item], min(self._seconds, _PROBE_SECONDS))
            self._works = _take(item)
            item.file.unlink(missing_ok=True)
            item.made.unlink(missing_ok=True)
        return self._works

    def _start(self, program: str, inputs: Sequence[_Input], seconds: float) -> int | None:
        """Run the program once for these files: its exit code, None where it was stopped."""
        with self._running:
            return None if self._closed.is_set() else self._run(program, inputs, seconds)

    def _run(self, program: str, inputs: Sequence[_Input], seconds: float) -> int | None:
        folder = self._open_folder()
        command = [
            *(sys.executable, "-I", "-S", confined.__file__),
            *(str(int(seconds * len(inputs)) + 60), str(_MEMORY), str(_FILE_SIZE)),
            *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *_OPTIONS),
            *("--convert-to", inputs[0].legacy.target, "--outdir", str(folder / "out")),
            *(str(item.file) for item in inputs),
        ]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
            )
        except OSError:
            return 1
        try:
            return self._watch(process, inputs, seconds)
        finally:
            stopped = process.poll() is None
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if stopped and self._closed.is_set():
                _wait_until_gone(process.pid)
            if process.stdin is not None:
                process.stdin.close()

    def _watch(self, process: subprocess.Popen[bytes], inputs: Sequence[_Input], seconds: float) -> int | None:
        """Wait for the end; None when no file was finished for too long, or the converter was closed."""
        made, since = 0, time.monotonic()
        while not self._closed.is_set():
            try:
                return process.wait(_LOOK)
            except subprocess.TimeoutExpired:
                pass
            now = time.monotonic()
            while made < len(inputs) and inputs[made].made.exists():
                made, since = made + 1, now
            if now - since > seconds:
                return None
        return None


def _take(item: _Input) -> bool:
    """Whether a file was converted: the exit code of the program says nothing about it."""
    if item.outcome is None and (_is_pdf if item.legacy.target == "pdf" else zipfile.is_zipfile)(item.made):
        item.outcome = item.made
    return item.outcome is not None


def _is_pdf(file: Path) -> bool:
    """Whether a file is a whole PDF."""
    try:
        data = file.read_bytes()
    except OSError:
        return False
    return data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")


def _wait_until_gone(group: int) -> None:
    """Wait for all processes of a group that was killed: the one that we started may be gone before the others."""
    until = time.monotonic() + _GONE_SECONDS
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < until:
            os.killpg(group, 0)
            time.sleep(_LOOK)


def _delete(folder: Path) -> None:
    for _ in range(_DELETED):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_LOOK)


def _needed(usual: str, named: str, legacy: Legacy) -> str:
    """That the program is missing or broken: the one of the system, or the one that the user named."""
    given = os.environ.get(VARIABLE)
    return (_NEEDED + (named if given else usual)).format(
        what=legacy.words, packages=PACKAGES, or_as=_OR_AS[legacy.target], variable=VARIABLE, named=given
    )


def _told(sentence: str, legacy: Legacy, seconds: float = 0) -> str:
    return sentence.format(what=legacy.words, save_as=_AS[legacy.target], seconds=seconds)


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of our own environment but where programs are."""
    found = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "LC_ALL": "C.UTF-8",
    }
    if sys.platform == "linux":
        found["SAL_USE_VCLPLUGIN"] = "svp"  # no screen
        found["FONTCONFIG_FILE"] = str(FONTS)
    return found


# ---- one file at a time ------------------------------------------------------------------------------------------

_lock = threading.Lock()
_own: dict[int, Converter] = {}
"""The converter of this process; a process that was forked makes its own."""


def convert_one(legacy: Legacy, data: bytes) -> bytes:
    """The conversion of one file; UnreadableDocument says why there is none."""
    with _lock:
        if os.getpid() not in _own:
            _own[os.getpid()] = Converter()
            atexit.register(_own[os.getpid()].close)
        outcome = _own[os.getpid()].convert([(legacy, data)])[0]
    if isinstance(outcome, UnreadableDocument):
        raise outcome
    converted = outcome.read_bytes()
    outcome.unlink(missing_ok=True)
    return converted
