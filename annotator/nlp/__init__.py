"""Suggestions for Indonesian news: spaCy pipeline, entity and quote components, evaluation."""
