"""Archives as input: WARC, WACZ, zip, tar and gzip files, taken apart into members that are then read as files are.

No name in an archive ever becomes a path, and nothing is written: members are held in memory one by one.
"""

from index.ingest.archives.member import Member, Passed
from index.ingest.archives.survey import Again
from index.ingest.archives.unpack import Archives, is_archive, is_attached, members

__all__ = ["Again", "Archives", "Member", "Passed", "is_archive", "is_attached", "members"]
