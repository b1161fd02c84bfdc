"""The format docbin, spaCy's own training files, written and read by a child process that holds spaCy."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO

import orjson

from annotator.domain.errors import N_, Problem, UserError
from annotator.domain.losses import LossKind
from annotator.formats import flat
from annotator.formats.kutip_record import RecordParser, to_json
from annotator.formats.refusal import Refused, empty_file
from annotator.services.ports import (
    FormatInfo,
    FormatOption,
    Head,
    IncomingRecord,
    OutgoingRecord,
    ReadJob,
    WriteJob,
)
from annotator.workers.client import environment

DOCBIN_FLAG = "--docbin-process"
"""What a frozen bundle is called with to be the child process instead of the program."""

INSIDE_TOKEN = N_("its edges lie inside one of spaCy's tokens")

INFO = FormatInfo(
    "docbin",
    N_("spaCy DocBin: training files for spaCy"),
    (".spacy",),
    carries=N_("It carries spans whose edges are edges of spaCy's tokens; the rest goes along as user data."),
    write_options=(
        FormatOption(
            "widen", N_("Spans whose edges lie inside a token"), "no",
            {"no": N_("Leave them out"), "yes": N_("Widen them to whole tokens")},
        ),
        FormatOption("layer", N_("Which spans become doc.ents"), flat.LAYER.default, flat.LAYER.choices),
    ),
)  # fmt: skip


class DocbinWriter:
    """Writes `.spacy` files of up to 800 articles: OUT.spacy, then OUT-002.spacy beside it, and so on."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the files and return how many articles are in them. Raises UserError where the child process fails."""
        count = 0
        with _child("write", str(path), job.options["layer"], job.options["widen"]) as process:
            asks, answers = _pipes(process)
            asked: deque[OutgoingRecord] = deque()
            answered: SimpleQueue[bytes] = SimpleQueue()
            # Read beside, so that neither process waits for the other: an answer may fill a pipe, as an article may.
            reading = threading.Thread(target=_put_all, args=(answers, answered), daemon=True)
            reading.start()

            def take() -> int:
                taken = 0
                while not answered.empty():
                    _tell(asked.popleft(), job, *orjson.loads(answered.get()))
                    taken += 1
                return taken

            for record in flat.accepted(records, job):
                asked.append(record)
                try:
                    asks.write(orjson.dumps(to_json(record), option=orjson.OPT_APPEND_NEWLINE))
                except BrokenPipeError:
                    break
                count += take()
            with suppress(BrokenPipeError):
                asks.close()
            reading.join()
            count += take()
            if process.wait() != 0:
                raise UserError(
                    N_("The process that writes spaCy's files has ended too early."),
                    N_("Look into the log, and see whether the disk is full."), file=str(path),
                )  # fmt: skip
        return count


class DocbinReader:
    """Reads `.spacy` files: Kutip's whole, of others the entities and span groups."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether it is one by its name."""
        return head.suffix in self.info.suffixes

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles. One that is refused has its number in the file for a line."""
        parser = RecordParser(job)
        file = str(path)
        number = 0
        with _child("read", str(path)) as process:
            _, answers = _pipes(process)
            for number, line in enumerate(answers, 1):
                row = orjson.loads(line)
                if "error" in row:
                    yield _unreadable(row["error"]).problem(file, None)
                    return
                try:
                    yield parser.parse(row, file, number)
                except Refused as refused:
                    yield refused.problem(file, number)
            if process.wait() != 0:
                yield _unreadable(N_("reading it took too much, or failed")).problem(file, None)
            elif not number:
                yield empty_file().problem(file, None)


def child_command() -> list[str]:
    """Return the command that starts the child process: from a checkout, a wheel or a frozen bundle."""
    if getattr(sys, "frozen", False):
        return [sys.executable, DOCBIN_FLAG]
    return [sys.executable, "-m", "annotator.workers.docbin_child"]


@contextmanager
def _child(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the child process for the length of a `with` block; it does not outlive it."""
    command = [*child_command(), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout


def _put_all(lines: Iterable[bytes], into: SimpleQueue[bytes]) -> None:
    for line in lines:
        into.put(line)


def _tell(record: OutgoingRecord, job: WriteJob, lost: list[str], widened: list[str]) -> None:
    """Tell of the spans that tokens cannot hold. Everything else of them travels in `Doc.user_data`."""
    spans = {span.id: span for span in record.spans}
    for kind, ids in ((LossKind.SPAN, lost), (LossKind.WIDENED, widened)):
        for span_id in ids:
            job.lose(flat.loss(kind, record, spans[span_id], INSIDE_TOKEN))


def _unreadable(reason: str) -> Refused:
    return Refused(
        N_("The file cannot be read as spaCy's: {reason}."), N_("Write it again with spaCy's DocBin.to_disk."),
        reason=reason,
    )  # fmt: skip
