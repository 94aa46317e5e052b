"""Old Word and WPS files, RTF and OpenDocument: LibreOffice turns them into docx, which we read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from reports.errors import ConverterMissing, DamagedFile, TooLarge
from reports.model import Document
from reports.reading.docx import read_docx

_SECONDS = 120.0
_NAMES = ("soffice", "libreoffice")


def read_rtf(data: bytes, file: str) -> Document:
    return _read(data, file, "rtf")


def read_odt(data: bytes, file: str) -> Document:
    return _read(data, file, "odt")


def _read(data: bytes, file: str, kind: str) -> Document:
    """Convert and read. Raises ConverterMissing, DamagedFile, or TooLarge after two minutes."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise ConverterMissing(
            file,
            f"a .{kind} file is read through LibreOffice, which is not installed: apt-get install libreoffice-writer",
        )
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        converted = _convert(program, Path(folder), data, file, kind)
        document = read_docx(converted, file)
    return Document(file, kind, document.text, document.blocks, document.metadata)


def _convert(program: str, folder: Path, data: bytes, file: str, kind: str) -> bytes:
    """Run LibreOffice with a profile of its own: a shared one admits one run at a time, and holds the user's macros."""
    source, target = folder / f"source.{kind}", folder / "out" / "source.docx"
    source.write_bytes(data)
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "docx"),
        *("--outdir", str(target.parent), str(source)),
    ]
    said = _run(command, file)
    if not target.exists():
        raise DamagedFile(file, f"LibreOffice cannot open the file{': ' + said[-1] if said else ''}")
    return target.read_bytes()


def _run(command: list[str], file: str) -> list[str]:
    """Run the command and return what it complains about; what it started ends with it when time is up."""
    null, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(command, stdin=null, stdout=null, stderr=pipe, start_new_session=True) as process:
        try:
            _, said = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise TooLarge(file, f"LibreOffice did not finish within {_SECONDS:.0f} seconds") from error
    return said.decode("utf-8", "replace").strip().splitlines()
