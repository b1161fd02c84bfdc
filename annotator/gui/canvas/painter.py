"""Paints what the flow has placed. Decides nothing and changes nothing: looks, states and order of layers only.

From the ground up: quote grounds, hits and selection, words, underlines and brackets, the focus ring, chips, arcs,
caret. A state never shows by colour alone: open is dashed with a hollow chip; accepted solid with a filled one;
corrected has a notch; added by hand has a dot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from annotator.domain.annotations import View
from annotator.domain.quotes import Quote
from annotator.domain.spans import LayerName, Span, Status
from annotator.gui.canvas.arcs import Arc, Bundle, Router, relations_of
from annotator.gui.canvas.colour import mix
from annotator.gui.canvas.layout import Block, Flow
from annotator.gui.canvas.lines import Chip, Line, Piece
from annotator.gui.canvas.style import DIMMED

LEAST_OPACITY = 0.5


@dataclass(slots=True)
class Scene:
    """What is to be seen besides the text: the view, and what the person is doing with it."""

    view: View
    bundles: Sequence[Bundle] = ()
    focused: str | None = None
    frame: Quote | None = None
    selection: tuple[int, int] | None = None
    caret: int | None = None
    hits: Sequence[tuple[int, int]] = ()
    current_hit: tuple[int, int] | None = None
    preview: tuple[int, int] | None = None
    link: tuple[QPointF, QPointF, str | None] | None = None
    frame_ids: frozenset[str] = field(default_factory=frozenset)
    has_numbers: bool = False
    hides_arcs: bool = False


class Placed(NamedTuple):
    """A visible line, its block, and the y of the block's top."""

    line: Line
    block: Block
    top: float

    def box(self, left: float, right: float, above: float = 0.0, below: float = 0.0) -> QRectF:
        """Return the text box between two x, grown upwards and downwards."""
        y = self.top + self.line.text_top - above
        return QRectF(left, y, right - left, self.line.text_bottom - self.line.text_top + above + below)


class Painter:
    """Paints one flow and scene with `qp`, in article coordinates (x from the column's left edge)."""

    def __init__(self, qp: QPainter, flow: Flow, scene: Scene, *, gutter: float, room: float) -> None:
        self._qp = qp
        self._flow = flow
        self._scene = scene
        self._style = flow.style
        self._palette = flow.style.palette
        self._metrics = flow.metrics
        self._gutter = gutter
        self._room = room
        self._router = Router(flow)

    def paint(self, blocks: range, top: float, bottom: float) -> None:
        """Paint what of the laid-out `blocks` lies between two y."""
        qp = self._qp
        qp.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = list(self._visible(blocks, top, bottom))
        arcs = self._full_arcs(blocks)
        for placed in lines:
            self._wash(placed)
        self._grounds(blocks)
        for placed in lines:
            self._words(placed)
        for placed in lines:
            self._pieces(placed)
        if not self._scene.hides_arcs:
            self._bundled_arcs(blocks)
        if self._scene.has_numbers:
            self._numbers(blocks)
        self._ring(lines)
        name = self._name_tag(blocks)
        for placed in lines:
            self._chips(placed, name[0] if name is not None else None)
        for arc in arcs:
            self._arc(arc)
        if name is not None:
            self._paint_name_tag(*name)
        self._caret(blocks)
        self._link(lines)

    def _visible(self, blocks: range, top: float, bottom: float) -> Iterator[Placed]:
        tops = self._flow.tops()
        for index in blocks:
            block = self._flow.blocks[index]
            for line in block.lines:
                if tops[index] + line.bottom >= top and tops[index] + line.top <= bottom:
                    yield Placed(line, block, tops[index])

    def _is_dimmed(self, span: Span) -> bool:
        frame = self._scene.frame_ids
        return bool(frame) and span.id not in frame

    # Grounds ---------------------------------------------------------------------------------------------------

    def _wash(self, placed: Placed) -> None:
        for piece in placed.line.pieces:
            if piece.is_wash:
                tints = self._style.look(piece.span.label).tints
                tint = tints[min(piece.depth, len(tints) - 1)]
                if self._is_dimmed(piece.span):
                    tint = mix(tint, self._palette.page, 0.5)
                self._qp.fillRect(self._wash_box(placed, piece), tint)

    def _wash_box(self, placed: Placed, piece: Piece) -> QRectF:
        """Return the ground of one piece: with the next it makes one shape, as wide as the column between its ends."""
        line, pad = placed.line, self._metrics.unit / 2
        left, right = piece.left, piece.right
        if not placed.block.is_mixed:
            right = right if piece.is_last else max(right, self._flow.width)
        y = placed.top + (line.text_top - 1 if piece.on_first else line.top)
        bottom = placed.top + (self._under(line) if piece.on_last else line.bottom)
        return QRectF(round(left - pad), round(y), round(right + pad) - round(left - pad), round(bottom) - round(y))

    def _under(self, line: Line) -> float:
        return line.text_bottom + max(line.lanes, 1) * self._metrics.lane_pitch

    def _grounds(self, blocks: range) -> None:
        qp, scene = self._qp, self._scene
        qp.setPen(Qt.PenStyle.NoPen)
        for start, end in scene.hits:
            is_current = (start, end) == scene.current_hit
            qp.setBrush(self._palette.current_hit if is_current else self._palette.hit)
            for box in self._flow.boxes(start, end, blocks):
                qp.drawRoundedRect(box.adjusted(-1, 0, 1, 0), 3, 3)
        if scene.selection is not None:
            qp.setBrush(self._palette.selection)
            for box in self._flow.boxes(*scene.selection, blocks):
                qp.drawRect(box.adjusted(0, -1, 0, 1))

    # Words -----------------------------------------------------------------------------------------------------

    def _words(self, placed: Placed) -> None:
        """Paint the line's text: dimmed outside a focused frame, muted in a zone."""
        line, qp, palette = placed.line, self._qp, self._palette
        is_framed = bool(self._scene.frame_ids)
        base = palette.dimmed if is_framed else palette.text
        special: list[tuple[float, float, QColor]] = []
        for piece in line.pieces:
            if is_framed and piece.span.id in self._scene.frame_ids:
                special.append((piece.left, piece.right, palette.text))
            elif piece.span.layer is LayerName.ZONE and not is_framed:
                special.append((piece.left, piece.right, palette.muted))
        at = QPointF(0.0, placed.top + line.text_top)
        if not special:
            qp.setPen(base)
            line.qt_line.draw(qp, at)
            return
        x, far = -1e5, 1e5
        for left, right, colour in sorted(special, key=lambda one: one[:2]):
            if right <= x:
                continue
            left = max(left, x)  # noqa: PLW2901 - ranges of one frame may overlap
            for start, end, ink in ((x, left, base), (left, right, colour)):
                if end > start:
                    self._clipped(placed, start, end, ink, at)
            x = right
        self._clipped(placed, x, far, base, at)

    def _clipped(self, placed: Placed, left: float, right: float, ink: QColor, at: QPointF) -> None:
        qp = self._qp
        qp.save()
        qp.setClipRect(placed.box(left, right, 8, 8), Qt.ClipOperation.IntersectClip)
        qp.setPen(ink)
        placed.line.qt_line.draw(qp, at)
        qp.restore()

    def _numbers(self, blocks: range) -> None:
        """Paint each paragraph's number left of the room for arcs, on the height of its first words."""
        qp, metrics = self._qp, self._metrics
        qp.setFont(metrics.chip_font)
        qp.setPen(self._palette.muted)
        for index in blocks:
            block, top = self._flow.blocks[index], self._flow.tops()[index]
            if block.number:
                line = block.lines[0]
                box = QRectF(
                    -metrics.gutter - metrics.number_width, top + line.text_top,
                    metrics.number_width, line.text_bottom - line.text_top,
                )  # fmt: skip
                qp.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(block.number))

    # Underlines and brackets -----------------------------------------------------------------------------------

    def _pieces(self, placed: Placed) -> None:
        for piece in placed.line.pieces:
            if piece.span.layer is LayerName.ZONE:
                continue
            if piece.is_wash:
                self._corners(placed, piece)
            else:
                self._underline(placed, piece)

    def _line_colour(self, span: Span) -> QColor:
        look = self._style.look(span.label)
        return look.quiet if self._is_dimmed(span) else look.line

    def _pen(self, span: Span, width: float) -> QPen:
        pen = QPen(self._line_colour(span), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if span.is_open:
            dash = self._metrics.unit / width
            pen.setDashPattern([dash, dash * 0.75])
        return pen

    def _underline(self, placed: Placed, piece: Piece) -> None:
        """Paint an underline with a tick up at each true end, so that neighbours in one lane stay apart."""
        qp, metrics, span = self._qp, self._metrics, piece.span
        width = metrics.lane_width
        y = placed.top + placed.line.lane_y(piece.depth, metrics)
        left, right = piece.left + 0.75, piece.right - 0.75
        tick = metrics.lane_pitch - width / 2
        notch = metrics.unit * 0.75
        points = [QPointF(left, y)]
        if piece.is_first and span.status is Status.CORRECTED and right - left > notch * 4:
            points += [QPointF(left + notch * k, y + (notch if k == 2 else 0.0)) for k in (1, 2, 3)]
        points.append(QPointF(right, y))
        qp.setBrush(Qt.BrushStyle.NoBrush)
        qp.setPen(self._pen(span, width))
        qp.drawPolyline(QPolygonF(points))
        solid = QPen(self._line_colour(span), width)
        solid.setCapStyle(Qt.PenCapStyle.FlatCap)
        qp.setPen(solid)
        if piece.is_first:
            qp.drawLine(QLineF(left, y + width / 2, left, y - tick))
        if piece.is_last:
            qp.drawLine(QLineF(right, y + width / 2, right, y - tick))
        if piece.is_last and span.status is Status.ADDED:
            qp.setPen(Qt.PenStyle.NoPen)
            qp.setBrush(self._line_colour(span))
            qp.drawEllipse(QPointF(right, y), width * 1.4, width * 1.4)

    def _corners(self, placed: Placed, piece: Piece) -> None:
        """Paint the corner brackets of a quote: upper left where it starts, lower right where it ends."""
        qp, span = self._qp, piece.span
        box = self._wash_box(placed, piece)
        width = self._metrics.lane_width
        inset = piece.depth * (width + 1.0)
        foot = self._metrics.unit * 2
        qp.setBrush(Qt.BrushStyle.NoBrush)
        qp.setPen(self._pen(span, width))
        rise = (placed.line.text_bottom - placed.line.text_top) * 0.6
        if piece.is_first:
            x, y = box.left() + width / 2 + inset, box.top() + width / 2 + inset
            down = y + rise
            leg = [QPointF(x, down)]
            if span.status is Status.CORRECTED:
                notch, middle = self._metrics.unit * 0.75, (down + y) / 2
                leg += [QPointF(x, middle + notch), QPointF(x - notch, middle), QPointF(x, middle - notch)]
            qp.drawPolyline(QPolygonF([*leg, QPointF(x, y), QPointF(x + foot, y)]))
        if piece.is_last:
            x, y = box.right() - width / 2 - inset, box.bottom() - width / 2 - inset
            if not self._flow.text[span.end : span.end + 1].isspace():
                rise = box.bottom() - placed.top - placed.line.text_bottom + 1.0
            up = y - rise
            qp.drawPolyline(QPolygonF([QPointF(x - foot, y), QPointF(x, y), QPointF(x, up)]))
            if span.status is Status.ADDED:
                qp.setPen(Qt.PenStyle.NoPen)
                qp.setBrush(self._line_colour(span))
                qp.drawEllipse(QPointF(x, y), width * 1.4, width * 1.4)

    # Chips -----------------------------------------------------------------------------------------------------

    def _chips(self, placed: Placed, hidden_under: QRectF | None) -> None:
        for chip in placed.line.chips:
            box = placed.line.chip_rect(chip, self._metrics).translated(0.0, placed.top)
            if hidden_under is not None and hidden_under.intersects(box):
                continue
            self._chip(chip, box)

    def _chip(self, chip: Chip, box: QRectF) -> None:
        qp, span, palette = self._qp, chip.span, self._palette
        qp.setFont(self._metrics.chip_font)
        if span is None or span.layer is LayerName.ZONE:
            qp.setPen(palette.muted)
            qp.drawText(box, Qt.AlignmentFlag.AlignCenter, chip.text)
            return
        look = self._style.chip(
            span.label, self._opacity(span), is_open=span.is_open, is_focused=span.id == self._scene.focused
        )
        radius = self._metrics.unit * 0.75
        words = QRectF(box)
        qp.setPen(QPen(look.outline, 1.0) if look.outline is not None else Qt.PenStyle.NoPen)
        qp.setBrush(look.ground if look.ground is not None else Qt.BrushStyle.NoBrush)
        if span.is_open:
            qp.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        else:
            if span.status is Status.CORRECTED:
                cut = self._metrics.unit
                corner = box.topRight()
                qp.drawPolygon(
                    QPolygonF(
                        [
                            box.topLeft(),
                            corner - QPointF(cut, 0),
                            corner + QPointF(0, cut),
                            box.bottomRight(),
                            box.bottomLeft(),
                        ]
                    )
                )
            else:
                qp.drawRoundedRect(box, radius, radius)
            if span.status is Status.ADDED:
                dot = self._metrics.chip_dot
                qp.setBrush(look.ink)
                qp.drawEllipse(
                    QPointF(box.left() + self._metrics.chip_padding + dot * 0.3, box.center().y()), dot * 0.3, dot * 0.3
                )
                words.setLeft(box.left() + dot)
        qp.setPen(look.ink)
        qp.drawText(words, Qt.AlignmentFlag.AlignCenter, chip.text)

    def _opacity(self, span: Span) -> float:
        """Return how strongly a chip shows: its score where it is open, less outside a focused frame."""
        share = 1.0
        if span.is_open and span.origin.score is not None:
            share = LEAST_OPACITY + (1.0 - LEAST_OPACITY) * span.origin.score
        return share * DIMMED if self._is_dimmed(span) else share

    # Focus -----------------------------------------------------------------------------------------------------

    def _ring(self, lines: Sequence[Placed]) -> None:
        scene = self._scene
        span = scene.view.spans.get(scene.focused) if scene.focused is not None else None
        if span is None:
            return
        self._outline(lines, span)
        qp = self._qp
        start, end = scene.preview or span.extent
        radius = self._metrics.unit * 0.9
        for placed in lines:
            line = placed.line
            stretches = self._flow.stretches(placed.block, line, start, end)
            if not stretches:
                continue
            y = placed.top + line.text_bottom
            qp.setPen(QPen(self._palette.halo, 1.0))
            qp.setBrush(self._palette.ring)
            if line.start <= start:
                qp.drawEllipse(QPointF(stretches[0][0] - 3.0, y), radius, radius)
            if end <= line.end:
                qp.drawEllipse(QPointF(stretches[-1][1] + 3.0, y), radius, radius)

    def _outline(self, lines: Sequence[Placed], span: Span) -> None:
        """Paint a ring around all that shows of `span`, as one shape."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for placed in lines:
            for box in self._ring_boxes(placed, span):
                path.addRect(box)
        path = _softened(path.simplified(), self._metrics.unit)
        self._qp.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self._palette.halo, 4.0), (self._palette.ring, 2.0)):
            self._qp.setPen(QPen(colour, width))
            self._qp.drawPath(path)

    def _ring_boxes(self, placed: Placed, span: Span) -> Iterator[QRectF]:
        pieces = [piece for piece in placed.line.pieces if piece.span.id == span.id]
        if self._scene.preview is not None:
            for left, right in self._flow.stretches(placed.block, placed.line, *self._scene.preview):
                yield placed.box(left, right, 1, 3).adjusted(-3, 0, 3, 0)
            return
        for piece in pieces:
            if piece.is_wash:
                yield self._wash_box(placed, piece).adjusted(-1, 0, 1, 1 if piece.on_last else 0)
            else:
                below = max(placed.line.lanes, 1) * self._metrics.lane_pitch + 1.0
                yield placed.box(piece.left, piece.right, 1.0, below).adjusted(-3, 0, 3, 0)

    # Arcs ------------------------------------------------------------------------------------------------------

    def _bundled_arcs(self, blocks: range) -> None:
        """Paint each quote's bundle as one thin line in the gutter, with a tick at the quote and dots at the others."""
        first, last = self._flow.blocks[blocks.start].start, self._flow.blocks[blocks.stop - 1].end
        qp = self._qp
        unit = self._metrics.unit
        for bundle in self._scene.bundles:
            if bundle.end < first or bundle.start > last or bundle.quote.content.id in self._scene.frame_ids:
                continue
            members = bundle.quote.members
            mids = [self._mid(member.start, blocks) for member in members]
            x = max(self._router.track_x(bundle.track), unit - self._gutter)
            y_top, y_bottom = min(mids), max(mids)
            if y_bottom - y_top < unit:
                y_top, y_bottom = y_top - unit * 2, y_bottom + unit * 2
            colour = self._palette.arc
            if self._scene.frame_ids:
                colour = mix(colour, self._palette.page, 0.5)
            pen = QPen(colour, 1.0)
            if any(link is not None and link.is_open for link in (bundle.quote.said_by, bundle.quote.cued_by)):
                pen.setDashPattern([3.0, 2.5])
            qp.setPen(pen)
            qp.setBrush(Qt.BrushStyle.NoBrush)
            way = QPainterPath(QPointF(x + unit, y_top))
            way.quadTo(QPointF(x, y_top), QPointF(x, y_top + unit))
            way.lineTo(x, y_bottom - unit)
            way.quadTo(QPointF(x, y_bottom), QPointF(x + unit, y_bottom))
            qp.drawPath(way)
            if bundle.quote.speaker is not None:
                qp.setPen(Qt.PenStyle.NoPen)
                qp.setBrush(colour)
                qp.drawEllipse(QPointF(x + unit, y_bottom if mids[1] >= mids[0] else y_top), unit * 0.45, unit * 0.45)

    def _mid(self, offset: int, blocks: range) -> float:
        index = self._flow.index_at(offset)
        block, top = self._flow.blocks[index], self._flow.tops()[index]
        if index not in blocks:
            return top
        line = block.line_at(offset)
        return top + (line.text_top + line.text_bottom) / 2

    def _full_arcs(self, blocks: range) -> list[Arc]:
        scene = self._scene
        if scene.focused is None or scene.hides_arcs:
            return []
        return Router(self._flow, blocks).arcs(scene.view, relations_of(scene.view, scene.focused, scene.frame))

    def _arc(self, arc: Arc) -> None:
        qp = self._qp
        colour = self._style.look(arc.target.label).line
        pen = QPen(colour, max(1.25, self._metrics.unit * 0.34))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if arc.relation.is_open:
            pen.setDashPattern([4.0, 2.5])
        qp.setPen(pen)
        qp.setBrush(Qt.BrushStyle.NoBrush)
        qp.drawPath(_rounded(arc.points, self._metrics.unit * 1.25))
        end, size = arc.points[-1], self._metrics.unit * 0.9
        qp.setPen(Qt.PenStyle.NoPen)
        qp.setBrush(colour)
        qp.drawPolygon(QPolygonF([end, end - QPointF(size * 0.75, size), end - QPointF(-size * 0.75, size)]))

    def _name_tag(self, blocks: range) -> tuple[QRectF, str, Span] | None:
        """Return box, words and span of the tag that names who spoke: it takes the place of the speaker's chip."""
        frame = self._scene.frame
        if frame is None or not frame.resolved:
            return None
        bearer = frame.speaker or frame.content
        if self._flow.index_at(bearer.start) not in blocks:
            return None
        _, line, top = self._flow.line_of(bearer.start)
        chip = next((chip for chip in line.chips if chip.span is not None and chip.span.id == bearer.id), None)
        if chip is None:
            return None
        metrics, names = self._metrics, ", ".join(frame.resolved)
        own = [other for other in line.chips if other.span is not None and other.span.id in self._scene.frame_ids]
        in_way = [other for other in own if other.row == chip.row and other.left > chip.left]
        box = line.chip_rect(chip, metrics).translated(0.0, top)
        text, left = f"{chip.text} → {names}", box.left()
        width = self._flow.chip_width(text) + metrics.unit
        if in_way and left + width > in_way[0].left:
            text = f"{self._flow.text[bearer.start : bearer.end]} → {names}"
            width = self._flow.chip_width(text) + metrics.unit
            left = in_way[-1].right + metrics.unit * 0.75
        last = max(self._flow.width, self._room - metrics.margin) + metrics.margin * 0.5
        before = [other for other in own if other.row == chip.row and other.right < chip.left]
        if before and last - width < before[-1].right:  # the name alone, or it would hide the cue's own chip
            text = f"→ {names}"
            width = self._flow.chip_width(text) + metrics.unit
        left = min(left, last - width)
        return QRectF(left, box.top(), width, box.height()), text, bearer

    def _paint_name_tag(self, box: QRectF, text: str, span: Span) -> None:
        qp, look = self._qp, self._style.look(span.label)
        radius = self._metrics.unit * 0.75
        qp.setFont(self._metrics.chip_font)
        if span.is_open:
            qp.setPen(QPen(look.line, 1.0))
            qp.setBrush(self._palette.page)
            ink = look.hollow
        else:
            qp.setPen(Qt.PenStyle.NoPen)
            qp.setBrush(look.strong)
            ink = look.on_strong
        qp.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        qp.setPen(ink)
        qp.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _caret(self, blocks: range) -> None:
        qp, scene = self._qp, self._scene
        if scene.caret is None or self._flow.index_at(scene.caret) not in blocks:
            return
        span = scene.view.spans.get(scene.focused) if scene.focused is not None else None
        is_at_ring = span is not None and scene.selection is None and scene.caret == span.start
        if not is_at_ring:
            box = self._flow.caret_rect(scene.caret)
            qp.fillRect(
                QRectF(round(box.left()), box.top(), max(1.0, round(self._metrics.unit * 0.4)), box.height()),
                self._palette.caret,
            )

    def _link(self, lines: Sequence[Placed]) -> None:
        """Paint the line a hand is drawing, and a ring around what it would link to."""
        qp, scene = self._qp, self._scene
        if scene.link is not None:
            start, end, target = scene.link
            if target is not None and target in scene.view.spans:
                self._outline(lines, scene.view.spans[target])
            pen = QPen(self._palette.ring, 2.0)
            if target is None:
                pen.setStyle(Qt.PenStyle.DashLine)
            qp.setPen(pen)
            qp.setBrush(Qt.BrushStyle.NoBrush)
            qp.drawLine(start, end)
            qp.setBrush(self._palette.ring)
            qp.drawEllipse(end, 3.5, 3.5)


def _softened(outline: QPainterPath, radius: float) -> QPainterPath:
    """Return a shape of straight edges with its corners rounded."""
    soft = QPainterPath()
    for polygon in outline.toSubpathPolygons():
        corners = _corners_of(polygon)
        if len(corners) > 2:
            middle = (corners[-1] + corners[0]) / 2
            soft.addPath(_rounded([middle, *corners, middle], radius))
    return soft


def _corners_of(polygon: QPolygonF) -> list[QPointF]:
    """Return the points where the outline really turns."""
    points = polygon.toList()
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    found = []
    for index, point in enumerate(points):
        before, after = points[index - 1] - point, points[(index + 1) % len(points)] - point
        if abs(before.x() * after.y() - before.y() * after.x()) > 0.5:
            found.append(point)
    return found


def _rounded(points: Sequence[QPointF], radius: float) -> QPainterPath:
    """Return the way through `points` with its corners rounded."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = QLineF(corner, before), QLineF(corner, after)
        reach = min(radius, into.length() / 2, out.length() / 2)
        if reach <= 0:
            continue
        into.setLength(reach)
        out.setLength(reach)
        path.lineTo(into.p2())
        path.quadTo(corner, out.p2())
    path.lineTo(points[-1])
    return path
