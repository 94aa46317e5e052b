"""PDF files with a text layer: what is printed on their pages, and nothing else.

PDFium is native code and not made for threads: files that others send are read in a process of their own
(`index/ingest/workers.py`), one at a time.
"""

from reports.reading.pdf.read import read_pdf

__all__ = ["read_pdf"]
