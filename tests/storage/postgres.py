"""A PostgreSQL server of the test run's own, without a port: it listens on a socket in its own folder."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from annotator.storage import open_database
from annotator.storage.tables import metadata


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where there are none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._used = self.new_empty_database()
        open_database(self._used).close()

    def clean_database(self) -> str:
        """Return the URL of a database with every table and nothing in them: the same one, emptied, each time."""
        with psycopg.connect(self._used, autocommit=True) as connection:
            connection.execute("SET lock_timeout = '20s'")  # a test that forgot to close would block for ever
            names = ", ".join(table.name for table in metadata.sorted_tables)
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY")
        return self._used

    def new_empty_database(self) -> str:
        """Make a database without tables; return its URL. Costs some megabytes until the server ends."""
        name = f"kutip_{next(self._numbers)}"
        with psycopg.connect(self._url_of("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._url_of(name)

    def _url_of(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server, stop it at the end. As root it runs as user `postgres`, because it refuses to run as root."""
    bin_folder = programs()
    assert bin_folder is not None
    drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="kutip-pg-"))
    data = folder / "data"
    if drop:
        shutil.chown(folder, "postgres", "postgres")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*drop, str(bin_folder / program), "-D", str(data), *arguments],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip

    try:
        run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield Server(folder)
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
