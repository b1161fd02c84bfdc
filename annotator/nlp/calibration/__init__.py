"""How the scores of the whole model are fitted on open data, so that 0.9 means right nine times in ten.

`python -m annotator.nlp.calibration --data DATA --out FILE` does it; `make calibrate` is to be called after every
change of the rules, the word lists or the recogniser. Nothing of this is needed to run Kutip.
"""
