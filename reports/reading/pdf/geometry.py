"""Boxes, points and matrices of a page, y upwards."""

from __future__ import annotations

Box = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y."""
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that moves by `one` first and then by `other`."""
    a, b, c, d, e, f = one
    oa, ob, oc, od, oe, of = other
    return (
        *(a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od),
        *(e * oa + f * oc + oe, e * ob + f * od + of),
    )


def moved(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def moved_box(box: Box, matrix: Matrix) -> Box:
    return around([moved(x, y, matrix) for x in box[::2] for y in box[1::2]])


def around(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def common(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
