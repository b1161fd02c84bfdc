"""How the shipped recogniser of names is made from open data, and how good it is by itself.

`python -m annotator.nlp.training --data DATA --out FOLDER` builds it, `... evaluate` prints its figures. Nothing of
this is needed to run Kutip.
"""
