"""Why a file gave no report. Each error has a stable `code` for machines and a detail for people."""

from __future__ import annotations


class ReportError(Exception):
    """A file that cannot be taken in; `file` names it, the message says why and what would help."""

    code = "report_error"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(f"{file}: {detail}")
        self.file = file
        self.detail = detail


class EmptyFile(ReportError):
    code = "empty_file"


class UnknownFormat(ReportError):
    code = "unknown_format"


class UndecodableText(ReportError):
    code = "undecodable_text"


class DamagedFile(ReportError):
    code = "damaged_file"


class EncryptedFile(ReportError):
    code = "encrypted_file"


class ScannedFile(ReportError):
    """A PDF of images without a text layer."""

    code = "scanned_file"


class TooLarge(ReportError):
    code = "too_large"


class NotAReport(ReportError):
    code = "not_a_report"


class UnidentifiedReport(ReportError):
    """Agency or year could not be told from the file; `missing` names what has to be given."""

    code = "unidentified_report"

    def __init__(self, file: str, detail: str, missing: tuple[str, ...]) -> None:
        super().__init__(file, detail)
        self.missing = missing
