"""Every tolerance of reading a PDF, in one place. Lengths are points (1/72 inch) where nothing else is said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PdfSettings:
    """What counts as a line, as visible, as drawn over. The values hold for pages of A4 in 7 to 22 points."""

    pages: int = 300
    """More pages than a yearly report can have."""
    seconds: float = 120.0
    """Time for one file, looked at between pages."""
    glyphs: int = 60_000
    """On one page; a full page of Chinese text has 1,200."""
    objects: int = 100_000
    """Things drawn on one page; a page that draws each glyph and each line alone has 3,000."""
    path_points: int = 40_000
    """Corners of drawn paths looked at on one page; maps and emblems have more and bound no cells."""

    lean: float = 0.02
    """A ruling line may lean by this share of its length (1.1 degrees): turned and scaled pages round their corners."""
    lean_least: float = 0.6
    """A short ruling line may lean by so much whatever its length."""
    thin: float = 3.0
    """A filled shape this thin is a ruling line; a thicker one is shading."""
    shortest: float = 3.0
    """Shorter strokes are dots and ticks."""
    snap: float = 3.0
    """Ruling lines nearer than this are one: cells drawn one by one double their borders."""
    strokes: int = 4_000
    """Ruling lines looked at on one page."""
    table_width: float = 30.0
    table_height: float = 15.0
    """A table is wider and higher than this; less is a box around a word."""
    light: float = 0.93
    """Brightness (0 black, 1 white) from which a line on white paper is not seen."""

    upright: float = 8.0
    """Degrees by which the text of a page may be askew; what is turned further is not of the page's text."""
    turned_glyphs: int = 40
    """Glyphs standing sideways among upright ones that are read as a page of their own; fewer are notes at the edge."""

    least_size: float = 1.0
    """Glyphs of a smaller font size than this cannot be read by anyone."""
    outside: float = 0.5
    """Share of a glyph that must lie on the page and in its clipping path to be seen."""
    faint: float = 0.04
    """Contrast (0 to 1) between a glyph and the paper under it below which it cannot be seen."""
    render_longest: float = 1200.0
    """Pixels of the longer side of a page that is drawn to look whether a doubtful text shows."""
    alone: int = 80
    """Doubtful text objects that are drawn one by one; where there are more they are drawn in as many groups."""

    large: float = 1.5
    """A mark's glyphs are so many times as large as the page's text."""
    pale: float = 0.6
    """A mark's contrast is at most this share of the contrast of the page's text."""
    overlap: float = 0.15
    """Share of a glyph's ink box that another text's ink box covers where one is drawn over the other."""
    touch: float = 0.15
    """Share of a glyph's height or width that a ruling line may enter at its edge; further in, it crosses the glyph."""
    same_place: float = 6.0
    """What is repeated on other pages stands within so much of the same place."""
    repeated: int = 3
    """Times that a mark stands on one page to be told by its repetition."""


SETTINGS = PdfSettings()
