"""The sentence an edit leaves in the history is made from what it changed."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import SKIP_NOTE, Answer, Comment, Layer
from annotator.domain.edits import (
    AddSpan,
    Batch,
    Edit,
    Finish,
    Flag,
    Link,
    Relabel,
    RemoveSpan,
    Reopen,
    Resize,
    SetAttribute,
    SetComment,
    Unlink,
    apply,
    plan,
)
from annotator.domain.history import STEP_BACK, sentence
from annotator.domain.spans import LayerName, Relation, Span

TEXT = "“Kami siap,” kata Putin di Pyongyang."
QUOTE = Span("q", 0, 12, "QUOTE", LayerName.QUOTE)
PUTIN = Span("p", 18, 23, "PER", LayerName.ENTITY)
CITY = Span("c", 27, 36, "LOC", LayerName.ENTITY)
SPEAKER = Span("s", 18, 23, "SPEAKER", LayerName.QUOTE)
LINK = Relation("r", "said_by", "q", "p")
LAYER = Layer(1, "ani", {"q": QUOTE, "p": PUTIN}, {"r": LINK}, {"n": Comment("n", "Cek  lagi")})
FINISHED = Layer(1, "ani", answer=Answer.ACCEPT, is_flagged=True)


@pytest.mark.parametrize(
    ("layer", "edit", "said"),
    [
        (LAYER, AddSpan(CITY), "marked “Pyongyang” as LOC"),
        (LAYER, Resize("p", 18, 36), "moved the edges of PER: “Putin” became “Putin di Pyongyang”"),
        (LAYER, Relabel("p", "ORG", LayerName.ENTITY), "changed “Putin” from PER to ORG"),
        (LAYER, SetAttribute("q", "type", "direct"), "set type of QUOTE “Kami siap,”"),
        (LAYER, Link(Relation("x", "cued_by", "q", "p")), "tied “Kami siap,” to “Putin”"),
        (LAYER, Unlink("r"), "untied “Kami siap,” from “Putin”"),
        (LAYER, SetComment(Comment("k", "Baru")), "wrote the note “Baru”"),
        (LAYER, SetComment(Comment("n", "")), "took the note “Cek lagi” away"),
        (LAYER, Finish(Answer.ACCEPT), "finished the article"),
        (LAYER, Finish(Answer.IGNORE), "skipped the article"),
        (
            LAYER,
            Batch((SetComment(Comment(SKIP_NOTE, "Iklan")), Finish(Answer.IGNORE))),
            "skipped the article: “Iklan”",
        ),
        (LAYER, Flag(is_flagged=True), "flagged the article"),
        (FINISHED, Flag(is_flagged=False), "lifted the flag"),
        (FINISHED, Reopen(), "reopened the article"),
        (LAYER, Resize("q", 1, 11), "moved the edges of QUOTE: ““Kami siap,”” became “Kami siap,”"),
        (
            Layer(1, "ani", {"s": SPEAKER, "p": PUTIN}),
            Batch((SetAttribute("s", "resolves_to", ["Vladimir Putin"]), Link(Relation("x", "refers_to", "s", "p")))),
            "said who “Putin” is: Vladimir Putin",
        ),
        (LAYER, Batch((RemoveSpan("p"), AddSpan(CITY))), "made 3 changes"),
    ],
)
def test_every_kind_of_edit_has_its_sentence(layer: Layer, edit: Edit, said: str) -> None:
    delta = plan(layer, None, edit, text_length=len(TEXT))

    assert str(sentence(type(edit).__name__, delta, TEXT, layer.spans)) == said


def test_a_deletion_names_what_went() -> None:
    layer = Layer(1, "ani", {"p": PUTIN})

    delta = plan(layer, None, RemoveSpan("p"), text_length=len(TEXT))

    assert str(sentence("RemoveSpan", delta, TEXT, {})) == "deleted PER “Putin”"
    assert str(sentence("Import", delta.inverse(), TEXT, {})) == "brought 1 spans in from a file"
    assert str(sentence(STEP_BACK, delta, TEXT, {})) == "stepped back to an earlier state (1 changes)"
    assert apply(layer, delta).spans == {}


def test_an_attribute_is_called_what_the_window_calls_it() -> None:
    delta = plan(LAYER, None, SetAttribute("q", "type", "direct"), text_length=len(TEXT))

    said = sentence("SetAttribute", delta, TEXT, LAYER.spans, {"type": "tipe"}.__getitem__)

    assert str(said) == "set tipe of QUOTE “Kami siap,”"
