"""The whole pipeline on texts of every shape the press and the web come in: an answer to each, no offset outside."""

from itertools import pairwise

import pytest

from annotator.domain import text as texts
from annotator.domain.quotes import quotes
from annotator.domain.spans import LayerName
from annotator.nlp.pipeline import load_pipeline
from annotator.paths import resources, seeds

SEED = texts.normalise((seeds() / "articles" / "tribunnews-putin-kim.txt").read_text(encoding="utf-8"))
LINES = [line for line in SEED.split("\n") if line.strip()]

SHAPES = {
    "all capitals": SEED.upper(),
    "all small letters": SEED.lower(),
    "a headline in capitals": "PUTIN DAN KIM BERJANJI SALING MEMBANTU, KATA PRESIDEN RUSIA VLADIMIR PUTIN\n\n" + SEED,
    "no paragraph breaks": " ".join(LINES),
    "one sentence a line": SEED.replace(". ", ".\n"),
    "one word a line": "\n".join(SEED.split()),
    "empty lines with spaces in": "\n \t\n".join(LINES),
    "tabs": SEED.replace(" ", "\t"),
    "spaces that do not break": SEED.replace(" ", "\u00a0"),
    "thin and ideographic spaces": SEED.replace(" ", "\u2009").replace(",", ",\u3000"),
    "line separators": SEED.replace("\n", "\u2028"),
    "soft hyphens and zero-width signs": SEED.replace("an", "a\u00adn").replace("“", "\u200b“\ufeff"),
    "marks lost": SEED.translate(dict.fromkeys(map(ord, "“”\"‘’'"))),
    "marks as two commas and apostrophes": SEED.replace("“", ",,").replace("”", "''"),
    "marks as grave accents": SEED.replace("“", "``").replace("”", "´´"),
    "marks with spaces inside": SEED.replace("“", "“ ").replace("”", " ”"),
    "only closing marks": SEED.replace("“", "”"),
    "only opening marks": SEED.replace("”", "“"),
    "marks doubled": SEED.replace("“", "““").replace("”", "””"),
    "letters read wrong": SEED.replace("l", "1").replace("O", "0").replace("rn", "m"),
    "words cut at the line's end": SEED.replace("meng", "meng-\n"),
    "English inside": SEED + '\n"We will never surrender," Zelensky said on Monday. "It is what it is," he added.',
    "Javanese inside": SEED + '\n"Aku ora ngerti, Mas, kok iso," ujare Paijo. "Yo wis, sak karepmu," kata Sutinah.',
    "a live blog": "\n".join(f"{hour:02}.{hour:02} WIB - {line}" for hour, line in enumerate(LINES, 6)),
    "an interview": "\n".join(f"{'T' if i % 2 else 'J'}: {line}" for i, line in enumerate(LINES)),
    "an interview by names": "\n".join(f"{'Wartawan' if i % 2 else 'Putin'}: {line}" for i, line in enumerate(LINES)),
    "emoji everywhere": SEED.replace(" ", " 🇮🇩👨‍👩‍👧 "),
    "combining marks": SEED.replace("a", "a\u0301").replace("“", "“\u0308"),
    "from right to left": "قال الرئيس بوتين «نحن مستعدون» في موسكو.\n" + SEED + "\n\u202e" + LINES[0] + "\u202c",
    "control signs": SEED.replace(".", "\x00.\x07"),
    "letters outside the basic plane": "".join(chr(ord(c) + 0x1D3BF) if "A" <= c <= "Z" else c for c in SEED),
    "HTML left over": "<p>" + SEED.replace("\n", "</p>\n<p>").replace("“", "&ldquo;") + "</p>",
    "a table of numbers": "\n".join(f'{i}\t{i * 7},{i}\t"{i}"' for i in range(400)),
    "one endless word": "kata" * 5000,
    "a thousand lone marks": "“ " * 1000,
    "a thousand nested marks": "“" * 500 + "ya" + "”" * 500,
    "only marks": "“”\"‘’«»„‟″'`´",
    "only cues": "kata ujar tutur katanya, menurut, ujarnya. " * 200,
    "only names": "Presiden Rusia Vladimir Putin " * 200,
    "only brackets": "([{" * 500 + "}])" * 500,
    "only emoji": "🇮🇩🔥👨‍👩‍👧" * 100,
    "only combining marks": "\u0301\u0308" * 100,
    "only line breaks": "\n" * 1000,
    "white space of every kind": " \t\u00a0\u2009\u2028\u3000\n",
    "nothing": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def pipeline():
    return load_pipeline(resources())


@pytest.fixture(scope="module")
def answers(pipeline):
    """What the pipeline says of each shape, all asked in one go as a bulk run would."""
    shown = {name: texts.normalise(text) for name, text in SHAPES.items()}
    return {name: (text, answer) for (name, text), answer in zip(shown.items(), pipeline.suggest(shown.values()))}  # noqa: B905 - fewer answers would fail every test below


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gets_an_answer_whose_spans_lie_in_the_text(answers, shape):
    text, answer = answers[shape]
    spans = {span.id: span for span in answer.spans}

    assert answer.sha256 == texts.sha256(text)
    assert len(spans) == len(answer.spans)
    for span in answer.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip(), "a span covers something one can see"
        assert 0 < span.origin.score < 1
    assert all(link.head in spans and link.child in spans for link in answer.relations)


@pytest.mark.parametrize("shape", SHAPES)
def test_quotes_of_one_article_never_nest_or_cross(answers, shape):
    _, answer = answers[shape]
    extents = sorted(span.extent for span in answer.spans if span.label == "QUOTE")

    assert all(one[1] <= other[0] for one, other in pairwise(extents))


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_suggested_in_a_zone_whatever_the_shape(answers, shape):
    _, answer = answers[shape]
    zones = [span for span in answer.spans if span.layer is LayerName.ZONE]

    assert not [s for s in answer.spans for zone in zones if s.layer is not LayerName.ZONE and s.overlaps(*zone.extent)]


@pytest.mark.parametrize(
    "shape",
    ["no paragraph breaks", "one sentence a line", "empty lines with spaces in", "spaces that do not break",
     "a headline in capitals", "English inside", "Javanese inside", "marks doubled"],
)  # fmt: skip
def test_shapes_that_change_no_word_still_give_the_quotes(answers, shape):
    _, answer = answers[shape]
    found = quotes({span.id: span for span in answer.spans}, {link.id: link for link in answer.relations})

    assert len([quote for quote in found if quote.is_complete]) >= 4


def test_a_text_of_twenty_thousand_words_is_answered_to_its_end(pipeline):
    copies = 20_000 // len(SEED.split()) + 1
    text = "\n\n".join([SEED] * copies)
    last = text.rindex("TRIBUNNEWS.COM")

    answer = next(pipeline.suggest([text]))

    assert len(text.split()) >= 20_000
    assert sum(span.start >= last for span in answer.spans) > 60
    assert max(span.end for span in answer.spans) <= len(text)
