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

_TEMPLATE = "kutip_template"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where there are none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


class Server:
    """A running server; `new_database` gives a fresh, migrated database each time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._execute(f"CREATE DATABASE {_TEMPLATE}")
        open_database(self.url_of(_TEMPLATE)).close()

    def new_database(self) -> str:
        """Make a database with every table and nothing in them; return its URL."""
        name = f"kutip_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self.url_of(name)

    def new_empty_database(self) -> str:
        """Make a database without tables; return its URL."""
        name = f"empty_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name}")
        return self.url_of(name)

    def url_of(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(f"user=postgres dbname=postgres host={self._folder}", autocommit=True) as connection:
            connection.execute(statement)


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
