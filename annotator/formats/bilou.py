"""BILOU in two columns, a word and its tag, articles apart by a blank line: PFSA-ID's shape (Purnomo et al. 2022)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator.domain.errors import N_, Problem
from annotator.formats import flat
from annotator.formats.columns import read_columns
from annotator.services.ports import FormatInfo, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

INFO = FormatInfo(
    "bilou",
    N_("BILOU: a word and its tag a line, the shape of PFSA-ID"),
    (".bilou",),
    carries=flat.CARRIES,
    leaves_out=flat.LEAVES_OUT,
    write_options=(flat.LAYER, flat.CONFLICT_RULE),
)


class BilouWriter:
    """Writes one file: a word, a tab and its tag a line; the lines of an article follow one another."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the file and return how many articles are in it."""
        count = 0
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for article in flat.flattened(records, job):
                count += 1
                text = article.record.article.text
                stream.writelines(
                    f"{text[start:end]}\t{tag}\n"
                    for (start, end), tag in zip(article.words, article.tags(flat.bilou), strict=True)
                )
                stream.write("\n")
        return count


class BilouReader:
    """Reads two columns; an article's text is rebuilt with plain spacing."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether it is BILOU, which only its name tells."""
        return head.suffix in self.info.suffixes

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles; see `columns.read_columns`."""
        yield from read_columns(path, job, has_sentences=False)
