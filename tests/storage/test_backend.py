"""How a server is reached."""

from __future__ import annotations

import pytest
from sqlalchemy import event, make_url

from annotator.storage.backend import Backend


class Reached(Exception):  # noqa: N818 - it stands in for the server
    """The moment before anything goes over the network."""


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("", 10), ("?connect_timeout=3", "3")],
    ids=["unless told otherwise", "as the address says"],
)
def test_a_server_that_does_not_answer_is_waited_for_in_seconds(asked: str, seconds: object) -> None:
    engine = Backend(make_url(f"postgresql+psycopg://nobody@127.0.0.1:1/berita{asked}")).create_engine()
    seen: list[object] = []

    @event.listens_for(engine, "do_connect")
    def note(_dialect: object, _record: object, _arguments: object, named: dict[str, object]) -> None:
        seen.append(named["connect_timeout"])
        raise Reached

    with pytest.raises(Reached):
        engine.connect()
    engine.dispose()

    assert seen == [seconds]
