"""Words of the Rich Text Format, version 1.9.1, by what they ask of a reader of text."""

from __future__ import annotations

from collections.abc import Mapping

CODE_PAGES: Mapping[int, str] = {
    936: "gb18030",
    54936: "gb18030",
    950: "big5hkscs",
    932: "cp932",
    949: "cp949",
    65001: "utf-8",
    10000: "mac-roman",
    **{page: f"cp{page}" for page in (437, 850, 852, 855, 866, 874, *range(1250, 1259))},
}
CHARSETS: Mapping[int, str] = {
    134: "gb18030",
    136: "big5hkscs",
    128: "cp932",
    129: "cp949",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
"""Of fonts. What says "ansi", "default" or "symbol" goes by the file's own code page."""
DESTINATIONS: Mapping[str, str] = {
    "fonttbl": "fonts",
    "stylesheet": "styles",
    "colortbl": "colours",
    "fldinst": "code",
    "shptxt": "box",
    "dptxbxtext": "box",
    "listtext": "label",
    "pntext": "label",
    "nesttableprops": "nested row",
}
PASSED = frozenset({*DESTINATIONS, "fldrslt", "shpinst", "do", "cs", "ds", "ts", "tsrowd"})
"""What may be read though a star allows unknown readers to leave it out."""
_SKIPPED = """
info pict objdata header headerl headerr headerf footer footerl footerr footerf footnote
annotation atnid atnauthor atntime atnicn atnref atnparent atndate atrfstart atrfend xe tc tcn rxe
bkmkstart bkmkend listtable listoverridetable revtbl rsidtbl generator nonshppict themedata
colorschememapping datastore datafield formfield mmathPr mmath moMath sp sn sv ud nonesttables
filetbl private template pgptbl passwordhash userprops xmlnstbl fldtype pn pnseclvl latentstyles
objclass objname objalias objsect comment doccomm title subject author operator keywords company
manager category creatim revtim printim buptim hlinkbase wgrffmtfilter ftnsep ftnsepc ftncn aftnsep
aftnsepc aftncn background falt panose picprop defchp defpap fontemb fontfile blipuid blipint
shprslt shppict
"""
SKIPPED = frozenset(_SKIPPED.split())
PICTURES = frozenset({"pict", "shppict", "mmath", "moMath", "objdata"})
WRITTEN: Mapping[str, str] = {
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
FLAGS: Mapping[str, str] = {
    "v": "hidden",
    "webhidden": "hidden",
    "strike": "struck",
    "striked": "struck",
    "deleted": "deleted",
    "b": "bold",
    "super": "raised",
    "sub": "raised",
}
