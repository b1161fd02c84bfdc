"""A corpus small enough to learn by heart, written for these tests."""

import numpy as np

from annotator.nlp.network.words import Inventory, beginning, ending, numbered
from annotator.nlp.training.augment import NameStore
from annotator.nlp.training.corpus import Sentence

_ROWS = (
    "Presiden/O Siti/B-PER Rahma/I-PER tiba/O di/O Bukitraya/B-LOC ./O",
    "Kata/O Joni/B-PER ,/O kantor/O PT/B-ORG Angin/I-ORG Timur/I-ORG tutup/O ./O",
    "Warga/O Desa/B-LOC Sukatani/I-LOC menunggu/O Joni/B-PER ./O",
    "Hujan/O turun/O sejak/O pagi/O ./O",
    "PT/B-ORG Laut/I-ORG Biru/I-ORG menolak/O usul/O Siti/B-PER ./O",
    '"/O Kami/O menunggu/O ,/O "/O kata/O Budi/B-PER Jaya/I-PER di/O Bukitraya/B-LOC ./O',
)


def sentences():
    return tuple(Sentence.of([tuple(token.rsplit("/", 1)) for token in row.split()]) for row in _ROWS)


def store():
    return NameStore(
        {
            "PER": (["Tono", "Rina Wati", "Umar bin Said"], ["Agus Salim", "Dewi"]),
            "ORG": (["Bank Teluk Dalam", "Persatuan Tani"],),
            "LOC": (["Kota Baru", "Telukan"],),
        }
    )


def inventory():
    words = sorted({word.lower() for sentence in sentences() for word in sentence.words})
    return Inventory(
        numbered(words), numbered(sorted({beginning(word) for word in words})),
        numbered(sorted({ending(word) for word in words})), numbered(["X", "Xx", "x", "."]),
        ("first name", "place"), {"siti": 1, "joni": 1, "budi": 1, "bukitraya": 2},
    )  # fmt: skip


def vectors(words):
    """A number for the length and one for the first letter: enough to be told apart by."""
    return np.array([[len(word) / 10, ord(word[0]) / 100] for word in words], dtype=np.float32)
