"""A corpus small enough to learn by heart, written for these tests."""

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
