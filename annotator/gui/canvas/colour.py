"""Contrast arithmetic for the canvas's colours (WCAG 2.2); knows nothing of what is painted."""

from __future__ import annotations

from PySide6.QtGui import QColor

AA_TEXT = 4.5
AA_GRAPHIC = 3.0


def luminance(colour: QColor) -> float:
    """Return the relative luminance of an opaque colour, 0 for black and 1 for white."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(colour: QColor, into: QColor, share: float) -> QColor:
    """Return `into` with `share` of `colour` over it: what painting with that opacity gives."""
    return QColor.fromRgbF(
        into.redF() + (colour.redF() - into.redF()) * share,
        into.greenF() + (colour.greenF() - into.greenF()) * share,
        into.blueF() + (colour.blueF() - into.blueF()) * share,
    )


def readable(colour: QColor, *grounds: QColor, minimum: float = AA_TEXT) -> QColor:
    """Return `colour`, moved towards black or white only as far as it takes to stand out from every ground."""
    ink = QColor("#000000") if luminance(grounds[0]) > 0.18 else QColor("#ffffff")
    for step in range(41):
        candidate = mix(ink, colour, step / 40)
        if all(contrast(candidate, ground) >= minimum for ground in grounds):
            return candidate
    return ink


def faded(colour: QColor, share: float, *grounds: QColor, minimum: float = AA_TEXT) -> QColor:
    """Return `colour` at opacity `share` on the first ground, or at the least opacity that stays readable on all."""
    step = max(0.0, min(1.0, share))
    while step < 1.0:
        candidate = mix(colour, grounds[0], step)
        if all(contrast(candidate, ground) >= minimum for ground in grounds):
            return candidate
        step += 0.04
    return readable(colour, *grounds, minimum=minimum)
