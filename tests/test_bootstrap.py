"""Which database opens, and that the pieces fit together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator import bootstrap, paths
from annotator.app.opening import window_context
from annotator.domain.annotations import Article
from annotator.domain.edits import AddSpan, Link, Relabel
from annotator.domain.errors import UserError
from annotator.domain.spans import LayerName, Relation, Span
from annotator.settings import RECENT_DATABASE


@pytest.fixture
def settings():
    return bootstrap.load_settings()


def test_named_database_comes_first(settings, monkeypatch):
    monkeypatch.setenv("KUTIP_DB", "/from/environment.db")

    assert bootstrap.database_target("/named.db", settings) == Path("/named.db")
    assert bootstrap.database_target(None, settings) == Path("/from/environment.db")


def test_last_database_comes_before_the_users_own(settings, tmp_path):
    last = tmp_path / "last.db"
    settings.set(RECENT_DATABASE, str(last))

    assert bootstrap.database_target(None, settings) == paths.default_database()
    last.touch()
    assert bootstrap.database_target(None, settings) == last


def test_url_stays_a_url_and_its_password_is_not_shown(settings):
    url = "postgresql+psycopg://ani:secret@localhost/kutip"

    assert bootstrap.database_target(url, settings) == url
    assert bootstrap.shown_target(url) == "postgresql+psycopg://ani:…@localhost/kutip"
    assert bootstrap.shown_target(Path("/a/b.db")) == "/a/b.db"


def test_services_work_on_one_new_database():
    with bootstrap.opened() as services:
        report = services.importer.run([paths.seeds() / "articles"], "ani")
        session = services.annotate.open(report.first_id, "ani")

        assert report.added >= 1
        assert session.article.title
        assert services.schema.name == "berita"
        assert services.place == str(paths.default_database())
        assert services.queue.listing("ani").total == report.added
        assert services.exporter.formats[0].name == "kutip"


def test_folder_that_cannot_be_made_is_said():
    paths.user_data().parent.mkdir(parents=True)
    paths.user_data().touch()

    with pytest.raises(UserError, match="The folder for the database cannot be made: File exists"):
        bootstrap.build()


def test_an_edit_keeps_every_link_within_the_label_set():
    with bootstrap.opened() as services, services.database.unit_of_work() as work:
        article, _ = work.articles.add(Article.from_raw("“Siap,” kata Putin."))
        work.commit()
    with bootstrap.opened() as services:
        session = services.annotate.open(article.id, "Ani")
        session.apply(AddSpan(Span("q", 0, 7, "QUOTE", LayerName.QUOTE)))
        session.apply(AddSpan(Span("s", 13, 18, "SPEAKER", LayerName.QUOTE)))
        session.apply(Link(Relation("r", "said_by", "q", "s")))

        session.apply(Relabel("s", "PER", LayerName.ENTITY))

        assert session.layer.relations == {}


def test_window_is_told_where_the_database_lies_without_its_password(settings):
    with bootstrap.opened() as services:
        remote = replace(services, target="postgresql+psycopg://ani:secret@localhost/kutip")
        about = window_context(remote, settings, "log", has_model=False).about

    assert about.database == "postgresql+psycopg://ani:…@localhost/kutip"
    assert about.database_name == "kutip"
