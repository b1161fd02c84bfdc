"""Annotators."""

from __future__ import annotations

from annotator.storage import SqlDatabase


def test_annotators_come_in_the_order_they_came_and_once(database: SqlDatabase) -> None:
    for name in ("Citra", "Ani", "Citra", "ani"):
        with database.unit_of_work() as work:
            work.annotators.ensure(name)
            work.commit()

    with database.unit_of_work() as work:
        assert work.annotators.names() == ["Citra", "Ani", "ani"]
