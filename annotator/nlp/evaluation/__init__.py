"""How good suggestions are, by the figures of the annotation scheme ("How quality is scored")."""

from annotator.nlp.evaluation.evaluate import evaluate, limited
from annotator.nlp.evaluation.figures import Calibration, CalibrationBin, Figure, PrecisionRecall, Report, SpanScore
from annotator.nlp.evaluation.scored import Record, Scored

__all__ = [
    "Calibration", "CalibrationBin", "Figure", "PrecisionRecall", "Record", "Report", "Scored", "SpanScore",
    "evaluate", "limited",
]  # fmt: skip
