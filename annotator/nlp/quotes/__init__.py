"""Who said what: zones, quotes, cues and speakers of an Indonesian news article, by rule, from the text alone."""

from annotator.nlp.quotes.analyser import VERSION, QuoteAnalyser
from annotator.nlp.quotes.lexicon import Lexicon

__all__ = ["VERSION", "Lexicon", "QuoteAnalyser"]
