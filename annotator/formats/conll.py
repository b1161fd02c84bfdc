"""CoNLL-2003 in IOB2: a word a line in four columns, one flat layer of labels (Tjong Kim Sang & De Meulder 2003)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator.domain.errors import N_, Problem
from annotator.formats import flat
from annotator.formats.columns import DOCSTART, is_tagged, read_columns
from annotator.services.ports import FormatInfo, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

INFO = FormatInfo(
    "conll",
    N_("CoNLL-2003: a word and its IOB2 tag a line, for trainers of names"),
    (".conll", ".iob", ".iob2", ".bio"),
    carries=flat.CARRIES,
    leaves_out=flat.LEAVES_OUT,
    write_options=(flat.LAYER, flat.CONFLICT_RULE),
)


class ConllWriter:
    """Writes one file: each article after its -DOCSTART- line, a blank line between its lines of text."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the file and return how many articles are in it."""
        count = 0
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for article in flat.flattened(records, job):
                count += 1
                text, words = article.record.article.text, article.words
                tags = article.tags(flat.iob2)
                stream.write(f"{DOCSTART} -X- -X- O\n\n")
                for first, last in article.sentences:
                    stream.writelines(
                        f"{text[words[place][0] : words[place][1]]} -X- -X- {tags[place]}\n"
                        for place in range(first, last)
                    )
                    stream.write("\n")
        return count


class ConllReader:
    """Reads columns with a tag last, two or four of them, in whatever scheme."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether it is a file of columns by its name, or a text or a table whose lines are words with tags."""
        return head.suffix in self.info.suffixes or (head.suffix in (".txt", ".tsv") and is_tagged(head.start))

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles; see `columns.read_columns`."""
        yield from read_columns(path, job, has_sentences=True)
