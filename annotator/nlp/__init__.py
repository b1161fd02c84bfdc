"""Suggestions for Indonesian news: spaCy pipeline, entity and quote components, evaluation."""

import os

# Before NumPy is loaded: its matrices are small here, and a second thread mostly waits for the first.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
