"""Label sets."""

from __future__ import annotations

from annotator.storage import SqlDatabase


def test_the_label_set_saved_last_is_the_newest_and_a_version_is_never_replaced(database: SqlDatabase) -> None:
    with database.unit_of_work() as work:
        work.schemas.save("berita", "1", "satu")
        work.schemas.save("berita", "2", "dua")
        work.schemas.save("berita", "2", "lain")
        work.schemas.save("other", "9", "x")
        work.commit()

    with database.unit_of_work() as work:
        assert work.schemas.newest("berita") == "dua"
        assert work.schemas.newest("nothing") is None
