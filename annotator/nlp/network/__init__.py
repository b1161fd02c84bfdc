"""The network behind the recogniser of names: what it sees of a word, its layers, the chain of tags above them.

NumPy alone. Training adds the way back through the layers (`annotator.nlp.training.learn`).
"""
