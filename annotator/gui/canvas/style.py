"""How the canvas looks: colours for both themes, fonts and sizes. Knows nothing of articles or of painting.

Label colours come from the label set; everything derived from them is moved, where it must be, until text on it
passes WCAG AA (window, "Label colours").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from annotator.domain.schema import LabelDef, Schema
from annotator.domain.spans import LayerName, Span
from annotator.gui.canvas.colour import AA_GRAPHIC, AA_TEXT, contrast, faded, mix, readable

EMOJI = ("Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji")
TEXT_FACES = ("Source Sans 3", "Noto Sans", "Segoe UI", "SF Pro Text", "Helvetica Neue", "DejaVu Sans")
SAMPLE = "Dalam kunjungannya ke Korea Utara, Putin menandatangani pakta kemitraan strategis dengan negara itu."
TINT_DEPTHS = 3
DIMMED = 0.55
HOLLOW_OUTLINE = 0.6
OPACITY_STEPS = 20


@dataclass(frozen=True, slots=True)
class Typography:
    """How the article is set: `size` in points before zoom, `families` in order of preference.

    `spacing` goes from line to line in heights of the text; `columns` is the line's length in average characters.
    `has_letters`: every line has room below its words for the letters that go there.
    """

    size: float = 12.0
    families: tuple[str, ...] = TEXT_FACES
    spacing: float = 1.7
    columns: int = 74
    has_letters: bool = False


PLAIN = Typography()


@dataclass(frozen=True, slots=True)
class LabelLook:
    """The colours of one label on the page of one theme.

    `line` for underlines and brackets, `quiet` for those outside a focused frame, `fill` and `on_fill` for a decided
    chip, `strong` and `on_strong` for the focused one, `hollow` for the text of an open one, `tints` for the ground of
    a quote at nesting depth 0, 1 and 2.
    """

    line: QColor
    quiet: QColor
    fill: QColor
    on_fill: QColor
    strong: QColor
    on_strong: QColor
    hollow: QColor
    tints: tuple[QColor, ...]


@dataclass(frozen=True, slots=True)
class ChipLook:
    """How one chip is painted: the colours of its ground and outline, None where it has none, and of its words."""

    ground: QColor | None
    outline: QColor | None
    ink: QColor


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that belong to no label."""

    page: QColor
    text: QColor
    dimmed: QColor
    muted: QColor
    selection: QColor
    hit: QColor
    current_hit: QColor
    ring: QColor
    halo: QColor
    caret: QColor
    arc: QColor
    mark_open: QColor
    mark_hit: QColor
    mark_note: QColor

    @classmethod
    def of(cls, *, dark: bool) -> Palette:
        """Return the palette of one theme."""
        if dark:
            names = ("#1d1f23", "#dcdee3", "#9da2ac", "#9aa0aa", "#2f4a6d", "#4d4420", "#7a5c00", "#6cb0ff", "#0b0c0e")
            return cls(*(QColor(name) for name in (*names, "#f2f3f5", "#6d727c", "#7f8590", "#d9a514", "#e58ac0")))
        names = ("#ffffff", "#23262b", "#62676f", "#656a73", "#cfe2fb", "#fdf0b8", "#ffd35c", "#0b66d0", "#ffffff")
        return cls(*(QColor(name) for name in (*names, "#111317", "#9aa0aa", "#858b95", "#a87400", "#a8327e")))


@dataclass(frozen=True, slots=True)
class CanvasStyle:
    """Everything the painter and the layout ask about looks, for one label set and theme."""

    palette: Palette
    looks: Mapping[str, LabelLook]
    fallback: LabelLook
    washed: frozenset[str]
    linking: frozenset[str]
    is_dark: bool
    typography: Typography
    mixed: dict[tuple[str, int, bool, bool], ChipLook] = field(default_factory=dict, compare=False, repr=False)
    """Chips mixed already: an article asks for the same few again with every frame."""

    @classmethod
    def build(
        cls,
        schema: Schema,
        dark: bool = False,  # noqa: FBT001, FBT002 - the contract's shape; there are two themes
        typography: Typography = PLAIN,
    ) -> CanvasStyle:
        """Derive the looks of every label of `schema`.

        Content labels, the heads of a relation to another label of the quote layer, get a ground; all others get
        an underline.
        """
        palette = Palette.of(dark=dark)
        in_quote_layer = {label.name for label in schema.labels if label.layer is LayerName.QUOTE}
        washed = {
            head
            for relation in schema.relations
            for head in relation.heads
            if head in in_quote_layer and in_quote_layer.intersection(relation.children) - {head}
        }
        return cls(
            palette,
            {label.name: _look(_colour_of(label, dark=dark), palette, dark=dark) for label in schema.labels},
            _look(QColor("#a0a4ab" if dark else "#5c626b"), palette, dark=dark),
            frozenset(washed),
            frozenset(head for relation in schema.relations for head in relation.heads),
            dark,
            typography,
        )

    def look(self, label: str) -> LabelLook:
        """Return the look of `label`; a grey one where the label set does not know it."""
        return self.looks.get(label, self.fallback)

    def chip(self, label: str, share: float, *, is_open: bool, is_focused: bool) -> ChipLook:
        """Return the look of a chip of opacity `share`, in twentieths; its words stay readable at any."""
        steps = round(share * OPACITY_STEPS)
        key = label, steps, is_open, is_focused
        made = self.mixed.get(key)
        if made is None:
            mix_one = self._open_chip if is_open else self._decided_chip
            made = self.mixed[key] = mix_one(self.look(label), steps / OPACITY_STEPS, is_focused=is_focused)
        return made

    def _open_chip(self, look: LabelLook, share: float, *, is_focused: bool) -> ChipLook:
        grounds = (self.palette.page, *look.tints)
        ink = look.hollow if share >= 1.0 else faded(look.hollow, share, *grounds)
        outline = faded(look.line, (1.0 if is_focused else share) * HOLLOW_OUTLINE, *grounds, minimum=1.5)
        # hollow, but not so that the ring shows through
        return ChipLook(self.palette.page if is_focused else None, outline, ink)

    def _decided_chip(self, look: LabelLook, share: float, *, is_focused: bool) -> ChipLook:
        fill, ink = (look.strong, look.on_strong) if is_focused else (look.fill, look.on_fill)
        if share < 1.0:
            fill = mix(fill, self.palette.page, share)
            ink = faded(ink, share, fill)
        return ChipLook(fill, None, ink)

    def is_wash(self, span: Span) -> bool:
        """True where the span is drawn as a ground with corner brackets rather than as an underline."""
        return span.label in self.washed

    def can_link(self, span: Span) -> bool:
        """True where a relation may start at the span."""
        return span.label in self.linking

    def metrics(self, zoom: float) -> Metrics:
        """Return the sizes at `zoom`."""
        return Metrics.of(self, zoom)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes in device-independent pixels at one zoom, on a 4-px grid at zoom 1."""

    text_font: QFont
    chip_font: QFont
    unit: float
    column: float
    gutter: float
    number_width: float
    margin: float
    average_width: float
    line_pitch: float
    arc_gap: float
    chip_height: float
    chip_pitch: float
    chip_padding: float
    chip_dot: float
    lane_pitch: float
    lane_width: float
    paragraph_gap: float
    letter_room: float

    @classmethod
    def of(cls, style: CanvasStyle, zoom: float) -> Metrics:
        """Measure the fonts of `style` at `zoom`."""
        text_font = QFont()
        text_font.setFamilies([*style.typography.families, *EMOJI])
        text_font.setPointSizeF(style.typography.size * zoom)
        text_font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        chip_font = QFont(text_font)
        chip_font.setPointSizeF(max(style.typography.size * zoom * 0.55, 4.0))
        chip_font.setWeight(QFont.Weight.Bold)
        chip_font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 104)
        measure = QFontMetricsF(text_font)
        average = measure.horizontalAdvance(SAMPLE) / len(SAMPLE)
        unit = measure.height() / 19 * 4
        chip_height = round(QFontMetricsF(chip_font).height()) + 1.0
        return cls(
            text_font=text_font,
            chip_font=chip_font,
            unit=unit,
            column=round(average * style.typography.columns),
            gutter=round(unit * 10),
            number_width=round(QFontMetricsF(chip_font).horizontalAdvance("0000")),
            margin=round(unit * 6),
            average_width=average,
            line_pitch=round(measure.height() * style.typography.spacing),
            arc_gap=round(unit * 2),
            chip_height=chip_height,
            chip_pitch=chip_height + 2.0,
            chip_padding=round(unit * 0.9),
            chip_dot=round(unit * 1.25),
            lane_pitch=round(unit * 1.05),
            lane_width=max(1.0, round(unit * 0.375 * 2) / 2),
            paragraph_gap=round(unit * 3),
            letter_room=chip_height if style.typography.has_letters else 0.0,
        )


def _colour_of(label: LabelDef, *, dark: bool) -> QColor:
    return QColor(label.dark if dark else label.light)


def _look(colour: QColor, palette: Palette, *, dark: bool) -> LabelLook:
    share = 0.13 if dark else 0.075
    tints = tuple(_tint(colour, palette, share * (1 + depth * 0.7)) for depth in range(TINT_DEPTHS))
    grounds = (palette.page, *tints)
    line = readable(colour, *grounds, minimum=AA_GRAPHIC)
    fill = mix(colour, palette.page, 0.34 if dark else 0.22)
    on_fill = readable(mix(colour, palette.text, 0.75), fill)
    inks = (QColor("#ffffff"), QColor("#15171a"))
    on_strong = max(inks, key=lambda ink: contrast(ink, colour))
    strong = readable(colour, on_strong)
    quiet = faded(line, DIMMED, palette.page, minimum=AA_GRAPHIC * 0.75)
    return LabelLook(line, quiet, fill, on_fill, strong, on_strong, readable(colour, *grounds), tints)


def _tint(colour: QColor, palette: Palette, share: float) -> QColor:
    """Return a ground of `colour`, as strong as `share` or as the quietest words on it allow."""
    while share > 0.01:
        tint = mix(colour, palette.page, share)
        words = min(contrast(palette.dimmed, tint), contrast(palette.muted, tint))
        if words >= AA_TEXT and contrast(palette.ring, tint) >= AA_GRAPHIC:
            return tint
        share *= 0.9
    return palette.page
