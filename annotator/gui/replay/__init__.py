"""A scripted ideal annotator at the real window: what the work costs in keys, with suggestions and without."""

from annotator.gui.replay.measure import Effort, Measure

__all__ = ["Effort", "Measure"]
