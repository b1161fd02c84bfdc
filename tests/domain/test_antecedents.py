"""Whom a pronoun, a -nya or "Presiden Rusia itu" means."""

from __future__ import annotations

from annotator.domain.annotations import View
from annotator.domain.antecedents import Ground, antecedents, is_bound, mention_of
from annotator.domain.spans import AttrValue, LayerName, Relation, Span

TEXT = (
    "Presiden Rusia Vladimir Putin bertemu Presiden Korea Kim Jong Un. “A,” kata Ani Wijaya. “B,” katanya.\n"
    "“C,” kata Presiden Rusia itu. Lalu Putin pergi. “D,” ujar Ani."
)


def span(label: str, words: str, occurrence: int = 0, **attrs: AttrValue) -> Span:
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(words, start + 1)
    layer = LayerName.QUOTE if label in ("QUOTE", "SPEAKER") else LayerName.ENTITY
    return Span(f"{label}{start}", start, start + len(words), label, layer, attrs)


def view(*spans: Span, **said_by: tuple[Span, Span]) -> View:
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    links = {key: Relation(key, "said_by", head.id, child.id) for key, (head, child) in said_by.items()}
    return View({span.id: span for span in ordered}, links)


PUTIN, KIM = span("PER", "Vladimir Putin"), span("PER", "Kim Jong Un")
ROLES = (span("ROLE", "Presiden"), span("ROLE", "Presiden", 1))
ANI, SECOND_ANI = span("PER", "Ani Wijaya"), span("SPEAKER", "Ani", 1)
FIRST = span("QUOTE", "“A,”")
SAID = span("SPEAKER", "Ani Wijaya", resolves_to=["Ani Wijaya"])
NYA = span("SPEAKER", "katanya", kind="clitic")
ROLE = span("SPEAKER", "Presiden Rusia itu", kind="role")


def answers(seen: View, mention: Span) -> list[tuple[str, Ground]]:
    return [(", ".join(found.names), found.ground) for found in antecedents(TEXT, seen, mention)]


def test_a_role_means_who_bears_it_and_the_country_tells_two_presidents_apart():
    seen = view(PUTIN, KIM, *ROLES, ROLE)
    assert answers(seen, ROLE)[0] == ("Vladimir Putin", Ground.SAME_ROLE)


def test_a_nya_means_the_source_of_the_quote_before_it_first():
    seen = view(PUTIN, KIM, ANI, FIRST, SAID, NYA, said=(FIRST, SAID))
    assert answers(seen, NYA)[0] == ("Ani Wijaya", Ground.LAST_SOURCE)


def test_without_a_source_whoever_is_named_last_before_it_comes_first():
    assert answers(view(PUTIN, KIM, NYA), NYA) == [
        ("Kim Jong Un", Ground.NAMED_BEFORE), ("Vladimir Putin", Ground.NAMED_BEFORE),
    ]  # fmt: skip


def test_the_same_words_mean_the_same_elsewhere():
    other = span("SPEAKER", "Ani", 0, resolves_to=["Ani Wijaya"])
    assert answers(view(other, SECOND_ANI), SECOND_ANI)[0] == ("Ani Wijaya", Ground.SAME_WORDS)


def test_each_name_is_offered_once_and_in_full():
    short = span("PER", "Putin", 1)
    names = [name for name, _ in answers(view(PUTIN, short, NYA), NYA)]
    assert names == ["Vladimir Putin"]


def test_the_mention_is_the_first_with_that_very_name():
    assert mention_of(TEXT, view(PUTIN, KIM), ("Kim Jong Un",)) == KIM
    assert mention_of(TEXT, view(PUTIN, KIM), ("Kim",)) is None
    assert mention_of(TEXT, view(PUTIN, KIM), ("Kim Jong Un", "Vladimir Putin")) is None


def test_pronouns_and_nya_say_nothing_by_themselves():
    assert is_bound(TEXT, NYA)
    assert not is_bound(TEXT, ROLE)
    assert not is_bound(TEXT, SECOND_ANI)


def test_a_role_that_nobody_bears_means_its_own_words_first_unless_it_points_back():
    nobody = span("SPEAKER", "Presiden Korea", kind="role")
    assert answers(view(PUTIN, nobody), nobody)[0] == ("Presiden Korea", Ground.OWN_WORDS)
    assert answers(view(ANI, ROLE), ROLE)[0] == ("Ani Wijaya", Ground.NAMED_BEFORE)


def test_speakers_are_offered_by_their_words_after_everyone_who_is_named():
    nobody = span("SPEAKER", "Presiden Korea", kind="role")
    assert answers(view(PUTIN, nobody, NYA), NYA) == [
        ("Vladimir Putin", Ground.NAMED_BEFORE), ("Presiden Korea", Ground.SPEAKER),
    ]  # fmt: skip
