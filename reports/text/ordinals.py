"""Ordinals as regular expressions, by level: 一、 （一） 1. (1). Which of them are headings says reports/sections/."""

from reports.text.digits import ONE_TO_NINE

HAN = f"{ONE_TO_NINE}十"
"""The numerals that ordinals are written with, in the order of their values."""
FIRST = rf"[{HAN}]{{1,3}}\s*[、．.]"
SECOND = rf"[（(]\s*[{HAN}]{{1,3}}\s*[）)]"
THIRD = r"\d{1,2}\s*(?:[、．]|\.(?!\d))"
FOURTH = r"[（(]\s*\d{1,2}\s*[）)]|[①-⑳]"
CHINESE = rf"{FIRST}|{SECOND}"
ANY = rf"{FIRST}|{SECOND}|{THIRD}|{FOURTH}"
"""An alternation: put it into brackets before anything follows it."""
