"""The text canvas: the article as text with its spans, quotes and relations, painted by hand."""

from annotator.gui.canvas.canvas import Canvas
from annotator.gui.canvas.style import CanvasStyle

__all__ = ["Canvas", "CanvasStyle"]
