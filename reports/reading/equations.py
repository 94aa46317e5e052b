"""Equations in one line: those of Word (OMML) and of pages (MathML).

What stands on one level gives its letters as they are, so that `10` set as an equation is 10. What stands above, below
or raised gets a sign between (`1/2`, `10^2`), so that it is never taken for one number.
"""

from __future__ import annotations

from typing import Any

# Element names without their namespace; the first name of a pair is Word's, the second that of MathML.
_BETWEEN = {
    **dict.fromkeys(("f", "mfrac"), "/"),
    **dict.fromkeys(("sSup", "msup", "mover"), "^"),
    **dict.fromkeys(("sSub", "msub", "munder", "limLow"), "_"),
    **dict.fromkeys(("sSubSup", "msubsup", "munderover", "sPre", "mmultiscripts", "limUpp"), "^"),
    **dict.fromkeys(("m", "mtable", "eqArr", "mr", "mtr"), ";"),
}
_BEFORE = {**dict.fromkeys(("rad", "msqrt", "mroot"), "√"), "acc": "^", "bar": "¯", "menclose": "|", "mphantom": ""}
_UNSEEN = frozenset({"annotation", "annotation-xml", "mphantom", "phant"})
_LETTERS = frozenset({"t", "mi", "mn", "mo", "mtext", "ms"})


def linear(element: Any) -> str:
    """Return the equation's text."""
    name = _name(element)
    if name in _UNSEEN or name.endswith("Pr"):
        return ""
    if name in _LETTERS:
        return "".join(element.itertext()).strip()
    between = _BETWEEN.get(name, "")
    inner = between.join(filter(None, map(linear, element)))
    return _BEFORE.get(name, "") + _fenced(element, inner)


def _fenced(element: Any, inner: str) -> str:
    """Put the brackets of a delimiter (`m:d`) around it."""
    return f"({inner})" if _name(element) == "d" else inner


def _name(element: Any) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
