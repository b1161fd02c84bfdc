"""The kinds of arrays the network works on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

Weights = Mapping[str, Floats]
"""The numbers of a network by name."""


def as_floats(values: npt.ArrayLike) -> Floats:
    """Return `values` with the precision the network works in."""
    return np.asarray(values, dtype=np.float32)
