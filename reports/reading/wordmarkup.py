"""What stands in a Word file's markup and is no content: revisions, alternatives, instructions of fields.

Works on the parsed tree in place, in one pass each, so that the cost is in proportion to the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reports.reading.objects import OBJECT, ticked
from reports.reading.wordpackage import w

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
BOX = w("txbxContent")
_UNDONE = (
    *map(w, ("del", "moveFrom", "delText", "delInstrText", "rt")),
    *map(w, ("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "numberingChange")),
)
_UNDERSTOOD = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/")
_SHOWN = (*map(w, ("t", "tab", "br", "cr", "sym", "noBreakHyphen", "object", "drawing", "pict")), _MATH)
_TRUE = frozenset({"", "1", "true", "on"})
# Fields that show nothing where they hold no result (ECMA-376 part 1, 17.16.5).
_SILENT = frozenset(
    [
        "TC",
        "XE",
        "TA",
        "RD",
        "PRIVATE",
        "SET",
        "ASK",
        "ADVANCE",
        "PRINT",
        "TOC",
        "TOA",
        "INDEX",
        "HYPERLINK",
        "PAGEREF",
        "PAGE",
        "NUMPAGES",
        "SECTIONPAGES",
        "FORMTEXT",
        "FORMCHECKBOX",
        "FORMDROPDOWN",
        "INCLUDEPICTURE",
        "INCLUDETEXT",
        "LINK",
        "EMBED",
        "ADDIN",
        "BIBLIOGRAPHY",
        "CITATION",
        "CONTROL",
        "SHAPE",
    ]
)


def is_on(toggle: Any) -> bool:
    """Tell whether a property that is on or off is on; its mere presence is on."""
    return toggle is not None and (toggle.get(w("val")) or "").lower() in _TRUE


def resolve_markup(root: Any) -> None:
    """Take out what Word does not show whatever the styles say, and put in what form fields show."""
    doomed = list(root.iter(*_UNDONE))
    for choice in root.iter(f"{_MC}AlternateContent"):
        kept = _chosen(choice)
        doomed += [branch for branch in choice if branch is not kept]
    for element in doomed:
        _remove(element)
    _settle_fields(root)


def _chosen(alternate: Any) -> Any | None:
    """Return the first choice whose namespaces Word knows, else the fallback."""
    for choice in alternate.iterfind(f"{_MC}Choice"):
        names = [choice.nsmap.get(prefix, "") for prefix in choice.get("Requires", "").split()]
        if names and all(name.startswith(_UNDERSTOOD) for name in names):
            return choice
    fallback = alternate.find(f"{_MC}Fallback")
    return fallback if fallback is not None else alternate.find(f"{_MC}Choice")


def _remove(element: Any) -> None:
    """Take an element out; the mark of a deleted row, cell or paragraph stays, for it says so of its parent."""
    parent = element.getparent()
    if parent is not None and parent.tag not in {w("rPr"), w("trPr"), w("tcPr")}:
        parent.remove(element)


@dataclass(slots=True, eq=False)
class _Field:
    """A field being read. `outer` is the innermost field around it whose instruction it stands in."""

    begin: Any
    story: Any | None
    outer: _Field | None
    separated: bool = False
    has_result: bool = False
    instruction: list[Any] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


def _settle_fields(root: Any) -> None:
    """Take out what stands in instructions of fields that are whole, also results of fields nested there."""
    stack: list[_Field] = []
    finished: list[_Field] = []
    for element in root.iter(w("fldChar"), w("instrText"), *_SHOWN):
        if element.tag == w("fldChar"):
            _turn(stack, finished, element)
        elif element.tag == w("instrText"):
            if stack:
                stack[-1].code.append(element.text or "")
        elif stack:
            _note(stack[-1], element)
    for one in finished:
        for element in one.instruction:
            if element.getparent() is not None:
                element.getparent().remove(element)
        _put(one.begin, _shown_by(one))


def _turn(stack: list[_Field], finished: list[_Field], mark: Any) -> None:
    """Begin, part or end a field; a mark that fits no open field of its own story is passed over."""
    kind, story = mark.get(w("fldCharType")), next(mark.iterancestors(BOX), None)
    if kind == "begin":
        around = stack[-1] if stack else None
        stack.append(_Field(mark, story, around if around is None or not around.separated else around.outer))
    elif stack and stack[-1].story is story:
        if kind == "separate":
            stack[-1].separated = True
        elif kind == "end":
            ended = stack.pop()
            finished.append(ended)
            if stack and ended.has_result and stack[-1].separated:
                stack[-1].has_result = True


def _note(top: _Field, element: Any) -> None:
    if top.separated:
        top.has_result = top.has_result or element.tag != w("t") or bool((element.text or "").strip())
    target = top.outer if top.separated else top
    if target is not None:
        target.instruction.append(element)


def _shown_by(one: _Field) -> str:
    """Return what a field without a result shows: a form field's choice or tick, the words of a button."""
    data = one.begin.find(w("ffData"))
    if data is not None and (box := data.find(w("checkBox"))) is not None:
        state = box.find(w("checked"))
        return ticked(is_on(state if state is not None else box.find(w("default"))))
    if one.has_result:
        return ""
    if data is not None and (choices := data.find(w("ddList"))) is not None:
        return _choice(choices)
    words = "".join(one.code).split(maxsplit=2)
    if not words or words[0].upper() in _SILENT:
        return ""
    return words[2] if words[0].upper() in {"MACROBUTTON", "GOTOBUTTON"} and len(words) > 2 else OBJECT


def _choice(choices: Any) -> str:
    entries = [entry.get(w("val"), "") for entry in choices.iterfind(w("listEntry"))]
    told = [found for name in ("result", "default") if (found := choices.find(w(name))) is not None]
    place = told[0].get(w("val"), "") if told else "0"
    return entries[int(place)] if place.isdigit() and int(place) < len(entries) else ""


def _put(begin: Any, text: str) -> None:
    if text and begin.getparent() is not None:
        shown = begin.makeelement(w("t"))
        shown.text = text
        begin.addnext(shown)
