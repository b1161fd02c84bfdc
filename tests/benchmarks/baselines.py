"""What the same rows cost with the standard library alone: the named baselines, run as processes of their own.

`python -m tests.benchmarks.baselines import ARTICLES DATABASE` and `... export DATABASE OUT`. No checks, no journal,
no hashes compared: a floor to stand on, not a rival.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

IMPORT = "sqlite3 executemany"
EXPORT = "sqlite3 select, json.dumps"

_TABLES = """
create table article (id integer primary key, sha256 text unique, title text, source text, date text, text text);
create table span (article_id integer, id text, start integer, "end" integer, label text, layer text, status text,
                   attrs text, origin text, primary key (article_id, id)) without rowid;
create table relation (article_id integer, id text, label text, head text, child text, status text, origin text,
                       primary key (article_id, id)) without rowid;
"""
_BATCH = 1000


def import_articles(source: Path, database: Path) -> None:
    """Put the articles of a Kutip JSONL file into three tables, a thousand articles a transaction."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript("pragma journal_mode = wal; pragma synchronous = full;" + _TABLES)
    for first, batch in _batches(source):
        articles, spans, relations = [], [], []
        for key, row in enumerate(batch, first):
            meta = row["meta"]
            digest = hashlib.sha256(row["text"].encode()).hexdigest()
            articles.append((key, digest, meta["title"], meta["source"], meta["date"], row["text"]))
            spans += [
                (key, s["id"], s["start"], s["end"], s["label"], s["layer"], s["status"], json.dumps(s["attrs"]),
                 json.dumps(s["origin"]))
                for s in row["spans"]
            ]  # fmt: skip
            relations += [
                (key, r["id"], r["label"], r["head"], r["child"], r["status"], json.dumps(r["origin"]))
                for r in row["relations"]
            ]
        connection.execute("begin")
        connection.executemany("insert into article values (?, ?, ?, ?, ?, ?)", articles)
        connection.executemany("insert into span values (?, ?, ?, ?, ?, ?, ?, ?, ?)", spans)
        connection.executemany("insert into relation values (?, ?, ?, ?, ?, ?, ?)", relations)
        connection.execute("commit")
    connection.close()


def export_articles(database: Path, out: Path) -> None:
    """Write the articles back as one JSON object a line."""
    connection = sqlite3.connect(database)
    spans = _grouped(connection.execute('select * from span order by article_id, start, "end" desc'))
    relations = _grouped(connection.execute("select * from relation order by article_id, id"))
    at, links_at = next(spans, (0, [])), next(relations, (0, []))
    with out.open("w", encoding="utf-8") as file:
        for key, digest, title, source, date, text in connection.execute("select * from article order by id"):
            mine, links = (at[1] if at[0] == key else []), (links_at[1] if links_at[0] == key else [])
            record = {
                "schema": "kutip/1", "id": digest[:16], "text": text,
                "meta": {"title": title, "source": source, "date": date},
                "spans": [
                    {"id": i, "start": s, "end": e, "label": label, "text": text[s:e], "layer": layer,
                     "status": status, "attrs": json.loads(attrs), "origin": json.loads(origin)}
                    for _, i, s, e, label, layer, status, attrs, origin in mine
                ],
                "relations": [
                    {"id": i, "label": label, "head": head, "child": child, "status": status,
                     "origin": json.loads(origin)}
                    for _, i, label, head, child, status, origin in links
                ],
            }  # fmt: skip
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            at = next(spans, (0, [])) if at[0] == key else at
            links_at = next(relations, (0, [])) if links_at[0] == key else links_at
    connection.close()


def _batches(source: Path) -> Iterator[tuple[int, list[dict]]]:
    first, batch = 1, []
    with source.open(encoding="utf-8") as file:
        for line in file:
            batch.append(json.loads(line))
            if len(batch) == _BATCH:
                yield first, batch
                first, batch = first + _BATCH, []
    if batch:
        yield first, batch


def _grouped(rows: Iterator[tuple]) -> Iterator[tuple[int, list[tuple]]]:
    """Yield the rows of each article together; its id is the first column."""
    key, group = None, []
    for row in rows:
        if row[0] != key:
            if key is not None:
                yield key, group
            key, group = row[0], []
        group.append(row)
    if key is not None:
        yield key, group


if __name__ == "__main__":
    do, first, second = sys.argv[1:]
    {"import": import_articles, "export": export_articles}[do](Path(first), Path(second))
