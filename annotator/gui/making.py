"""How the window makes spans: the edit that puts a label on words, whatever stands there already."""

from __future__ import annotations

from annotator.domain.edits import Accept, AddSpan, Edit
from annotator.domain.marks import MARKS
from annotator.domain.quotes import QUOTE
from annotator.domain.schema import AttrKind, LabelDef, Schema
from annotator.domain.spans import AttrValue, LayerName, Span, made_span_id
from annotator.gui.desk import Desk


class Maker:
    """Makes edits about the article on the desk; it applies none."""

    def __init__(self, desk: Desk, schema: Schema) -> None:
        self._desk = desk
        self._schema = schema

    def put(self, start: int, end: int, label: LabelDef, attrs: dict[str, AttrValue]) -> tuple[str, Edit]:
        """Return the edit that makes the span stand there, and the id it will have."""
        known = self.existing(label.name, start, end)
        span_id = known.id if known is not None else self.fresh_id(label.layer, label.name, start, end)
        if known is not None and known.is_open:
            return span_id, Accept((span_id,))
        return span_id, AddSpan(Span(span_id, start, end, label.name, label.layer, attrs))

    def existing(self, label: str, start: int, end: int) -> Span | None:
        """Return the span of that label on those words, rejected ones too: adding it again takes that one back."""
        session = self._desk.session
        if session is None:
            return None
        known = (*session.layer.spans.values(), *session.view.spans.values())
        return next((s for s in known if (s.label, s.start, s.end) == (label, start, end)), None)

    def fresh_id(self, layer: LayerName, label: str, start: int, end: int) -> str:
        """Return an id for a new span, one that was never used in this layer."""
        session = self._desk.session
        return made_span_id(layer, label, start, end, session.layer.spans if session is not None else {})

    def deciding(self, *spans: Span) -> list[Edit]:
        """Return the edits that decide on suggestions which a link is about to lean on."""
        open_ids = tuple(span.id for span in spans if span.is_open)
        return [Accept(open_ids)] if open_ids else []


def first_attrs(label: LabelDef, words: str) -> dict[str, AttrValue]:
    """Return the attributes a new span starts with: the label's defaults, a quote's type by its marks."""
    attrs: dict[str, AttrValue] = {attr.name: attr.default for attr in label.attrs if attr.default is not None}
    if label.name == QUOTE and any(a.name == "type" and a.kind is AttrKind.CHOICE for a in label.attrs):
        stripped = words.strip()
        if stripped[:1] in MARKS:
            attrs["type"] = "direct"
            attrs["closed"] = stripped[-1:] in MARKS
        else:
            attrs["type"] = "mixed" if any(mark in stripped for mark in '"“”„«»') else "indirect"
    return attrs
