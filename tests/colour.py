"""Colour as eyes see it: OKLab and OKLCH, WCAG contrast, and the common colour vision deficiencies.

OKLab after Björn Ottosson (2020); deficiencies after Machado, Oliveira and Fernandes (2009), full severity.
"""

from __future__ import annotations

from itertools import combinations
from math import atan2, cbrt, degrees, dist, hypot

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

_TO_CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
VISIONS: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> Vector:
    """Return the linear light of `#rrggbb`, 0..1 each."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def oklab(colour: str, vision: str = "normal") -> Vector:
    """Return lightness 0..1, green-red and blue-yellow of `colour` as someone with `vision` sees it."""
    seen = _times(VISIONS[vision], linear(colour))
    cones = _times(_TO_CONES, _each(lambda c: min(max(c, 0.0), 1.0), seen))
    return _times(_TO_LAB, _each(cbrt, cones))


def oklch(colour: str) -> Vector:
    """Return lightness 0..1, chroma, and hue in degrees."""
    lightness, a, b = oklab(colour)
    return lightness, hypot(a, b), degrees(atan2(b, a)) % 360


def difference(one: str, other: str, vision: str = "normal") -> float:
    """Return how far apart two colours look, in hundredths of OKLab; about 2 can just be told apart."""
    return 100 * dist(oklab(one, vision), oklab(other, vision))


def closest(colours: list[str], vision: str) -> float:
    """Return the smallest difference between any two of `colours`."""
    return min(difference(one, other, vision) for one, other in combinations(colours, 2))


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio, 1..21; AA asks 4.5 of text."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _times(matrix: Matrix, vector: Vector) -> Vector:
    first, second, third = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def _each(function, vector: Vector) -> Vector:
    first, second, third = (function(value) for value in vector)
    return first, second, third
