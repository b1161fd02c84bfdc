"""The parts of the window, one job each. A panel shows what it is given and says by signal what a person asked for."""
