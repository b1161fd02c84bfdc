"""The real model process and a person's own word lists: read at each start, and another version when they change."""

from annotator import paths
from annotator.workers.client import ModelProcess

TEXT = "Ratusan warga Konoha pulang.\n“Kami siap berangkat,” kata Zulkarnain Baharuddin."


def places(answer):
    return [TEXT[span.start : span.end] for span in answer.spans if span.label == "LOC"]


def test_a_process_started_after_a_change_suggests_by_it_and_is_another_version():
    folder = paths.word_lists()
    folder.mkdir(parents=True)
    with ModelProcess() as before:
        first = next(before.suggest([TEXT]))
        (folder / "places.tsv").write_text("Konoha\nbaris\trusak\tsekali\tbenar\n", "utf-8")
        again = next(before.suggest([TEXT]))

    with ModelProcess() as after:
        found = next(after.suggest([TEXT]))

    assert first == again, "a process that runs goes on as it began"
    assert places(found) == ["Konoha"] != places(first)
    assert found.model.version != first.model.version
    assert found.is_stale(first.sha256, first.model), "what was suggested before is to be asked for again"
