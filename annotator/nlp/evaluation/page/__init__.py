"""An evaluation as one HTML page that needs nothing but itself: no script, no network, light and dark."""

from annotator.nlp.evaluation.page.page import Page, render

__all__ = ["Page", "render"]
