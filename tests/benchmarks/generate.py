"""Makes articles that look like Indonesian news: about 2.5 KB of text, twenty spans and their links each.

The same number and seed give the same file, byte for byte. Nothing in them is taken from any real article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import orjson

_FIRST = [
    "Andi",
    "Budi",
    "Citra",
    "Dewi",
    "Eko",
    "Fitri",
    "Gunawan",
    "Hendra",
    "Indah",
    "Joko",
    "Kartika",
    "Lestari",
    "Maya",
    "Nanda",
    "Putri",
    "Rahmat",
    "Sari",
]
_LAST = [
    "Wijaya",
    "Santoso",
    "Pratama",
    "Nugroho",
    "Hidayat",
    "Kusuma",
    "Lubis",
    "Siregar",
    "Halim",
    "Saputra",
    "Utami",
    "Wahyuni",
    "Rangkuti",
]
_ROLES = ["Ketua Umum", "Bupati", "Gubernur", "Direktur Utama", "Kepala Dinas", "Juru Bicara", "Menteri"]
_PLACES = ["Jakarta", "Surabaya", "Kabupaten Bogor", "Makassar", "Sulawesi Tengah", "Medan", "Yogyakarta", "Papua"]
_BODIES = ["Komisi Pemilihan Umum", "PT Cahaya Nusantara", "Dinas Perhubungan", "Universitas Merdeka", "Partai Karya"]
_DAYS = ["Senin (3/6/2024)", "Selasa (4/6/2024)", "Rabu (5/6/2024)", "Kamis (6/6/2024)", "Jumat (7/6/2024)"]
_SUBJECTS = ["pemerintah daerah", "warga sekitar", "panitia", "para pedagang", "tim gabungan", "pengelola pasar"]
_VERBS = ["menyiapkan", "meninjau", "menertibkan", "memperbaiki", "membahas", "menunda", "mempercepat"]
_OBJECTS = ["jalur evakuasi", "harga bahan pokok", "anggaran tahun depan", "izin usaha", "pembangunan jembatan"]
_ENDS = [
    "sebelum akhir bulan",
    "tanpa menunggu musim hujan",
    "bersama masyarakat",
    "sesuai aturan yang berlaku",
    "– lagi",
]
_CUES = ["kata", "ujar", "tutur", "ucap", "jelas"]

_PARAGRAPHS = 4000
"""Different paragraphs to choose from: enough that no two articles are alike, few enough to be quick."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph with its spans and links; offsets count from its start, link ends are places among the spans."""

    text: str
    spans: tuple[tuple[int, int, str, str, dict[str, object]], ...]
    links: tuple[tuple[str, int, int], ...]


class _Builder:
    """Collects words and marks what they are."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[tuple[int, int, str, str, dict[str, object]]] = []
        self.links: list[tuple[str, int, int]] = []

    def say(self, words: str) -> None:
        self.text += words

    def mark(self, words: str, label: str, layer: str = "entity", **attrs: object) -> int:
        start = len(self.text)
        self.text += words
        self.spans.append((start, len(self.text), label, layer, attrs))
        return len(self.spans) - 1

    def built(self) -> _Paragraph:
        return _Paragraph(self.text, tuple(self.spans), tuple(self.links))


def write_articles(path: Path, count: int, seed: int = 2) -> int:
    """Write `count` finished articles to `path` as Kutip JSONL and return how many spans they hold."""
    random = Random(seed)
    quotes = [_quote(random) for _ in range(_PARAGRAPHS)]
    reports = [_report(random) for _ in range(_PARAGRAPHS)]
    spans = 0
    with path.open("wb") as file:
        for number in range(count):
            record = _article(random, number, quotes, reports)
            spans += len(record["spans"])
            file.write(orjson.dumps(record) + b"\n")
    return spans


def _article(random: Random, number: int, quotes: list[_Paragraph], reports: list[_Paragraph]) -> dict[str, object]:
    title = f"{random.choice(_PLACES)} {random.choice(_VERBS)} {random.choice(_OBJECTS)}, laporan ke-{number + 1}"
    chosen = [random.choice(reports), *(random.choice(quotes) for _ in range(3)), random.choice(reports)]
    texts, spans, relations = [title], [], []
    offset = len(title) + 1
    for part in (*chosen, _Paragraph(_filler(random), (), ())):
        first = len(spans)
        for start, end, label, layer, attrs in part.spans:
            spans.append({
                "id": f"s{len(spans) + 1}", "start": offset + start, "end": offset + end, "label": label,
                "text": part.text[start:end], "layer": layer, "status": random.choice(("accepted", "corrected")),
                "attrs": attrs, "origin": {"kind": "model", "name": "id_berita", "version": "0.1.0", "score": 0.9},
            })  # fmt: skip
        relations += [
            {
                "id": f"r{len(relations) + index + 1}", "label": label, "head": f"s{first + head + 1}",
                "child": f"s{first + child + 1}", "status": "accepted", "origin": {"kind": "rule", "name": "quotes"},
            }
            for index, (label, head, child) in enumerate(part.links)
        ]  # fmt: skip
        texts.append(part.text)
        offset += len(part.text) + 1
    text = "\n".join(texts)
    return {
        "schema": "kutip/1", "id": hashlib.sha256(text.encode()).hexdigest()[:16], "text": text,
        "meta": {"title": title, "source": "Kabar Buatan", "date": "2024-06-05"}, "annotator": "bench",
        "answer": "accept", "spans": spans, "relations": relations,
    }  # fmt: skip


def _quote(random: Random) -> _Paragraph:
    made = _Builder()
    content = f"“{_clauses(random, 4)},”"
    quote = made.mark(content, "QUOTE", "quote", type="direct", closed=True)
    made.say(" ")
    cue = made.mark(random.choice(_CUES), "CUE", "quote")
    made.say(" ")
    name = random.choice(_LAST)
    speaker = made.mark(name, "SPEAKER", "quote", kind="name", resolves_to=[f"{random.choice(_FIRST)} {name}"])
    made.links += [("said_by", quote, speaker), ("cued_by", quote, cue)]
    made.say(", ")
    made.mark(random.choice(_DAYS), "DATE")
    made.say(f". {_sentence(random)}")
    return made.built()


def _report(random: Random) -> _Paragraph:
    made = _Builder()
    made.mark(random.choice(_ROLES), "ROLE")
    made.say(" ")
    made.mark(random.choice(_BODIES), "ORG")
    made.say(" ")
    made.mark(f"{random.choice(_FIRST)} {random.choice(_LAST)}", "PER")
    made.say(f" {random.choice(_VERBS)} {random.choice(_OBJECTS)} di ")
    made.mark(random.choice(_PLACES), "LOC")
    made.say(f" {random.choice(_ENDS)}. {_sentence(random)} {_sentence(random)}")
    return made.built()


def _sentence(random: Random) -> str:
    return _clauses(random, 2).capitalize() + "."


def _clauses(random: Random, count: int) -> str:
    return ", ".join(
        " ".join(random.choice(words) for words in (_SUBJECTS, _VERBS, _OBJECTS, _ENDS)) for _ in range(count)
    )


def _filler(random: Random) -> str:
    return " ".join(_sentence(random) for _ in range(3))


def records(path: Path) -> Iterator[dict[str, object]]:
    """Yield the records of a file that `write_articles` wrote."""
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line)
