"""The Indonesian catalogue says everything the program says, with the same blanks to fill, and is compiled."""

from __future__ import annotations

import ast
import gettext
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from annotator import i18n
from annotator.domain.errors import UserError
from annotator.gui.menus import Menu
from annotator.paths import resources

PACKAGE = Path(i18n.__file__).parent
CATALOGUE = resources() / "translations" / "id" / "LC_MESSAGES"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}  # those of `make translations`


@pytest.fixture(scope="module")
def said() -> set[str | tuple[str, ...]]:
    """Every sentence marked for translation in the source; both forms where there are two."""
    found = extract_from_dir(str(PACKAGE), method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {message if isinstance(message, str) else tuple(message) for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def indonesian() -> Catalog:
    with (CATALOGUE / "kutip.po").open("rb") as file:
        return read_po(file, locale="id", abort_invalid=True)


def translated(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def blanks(text: str) -> set[tuple[str, str]]:
    """The names and formats to fill in."""
    return {(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None}


# --- complete --------------------------------------------------------------------------------------------------


def test_every_sentence_of_the_program_is_translated(said, indonesian):
    known = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in translated(indonesian)}
    assert sorted(map(str, said - known)) == []
    empty = [message.id for message in translated(indonesian) if not all(forms(message.string))]
    assert empty == []


def test_nothing_is_translated_that_the_program_no_longer_says(said, indonesian):
    known = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in translated(indonesian)}
    assert sorted(map(str, known - said)) == []
    assert not indonesian.obsolete


def test_no_translation_waits_for_someone_to_look_at_it(indonesian):
    assert [message.id for message in translated(indonesian) if message.fuzzy] == []


# --- faithful --------------------------------------------------------------------------------------------------


def test_a_translation_has_the_blanks_of_its_sentence_and_no_others(indonesian):
    wrong = {}
    for message in translated(indonesian):
        wanted = set().union(*(blanks(text) for text in forms(message.id)))
        for text in forms(message.string):
            if blanks(text) != wanted:
                wrong[text] = wanted
    assert wrong == {}


def test_a_translation_ends_as_its_sentence_does(indonesian):
    """A full stop, an ellipsis or a colon says whether it is a sentence, a dialog to come or a label."""
    ends = re.compile(r"[.…:?!]?$")
    wrong = [
        (forms(m.id)[-1], forms(m.string)[-1])
        for m in translated(indonesian)
        if ends.search(forms(m.id)[-1]).group() != ends.search(forms(m.string)[-1]).group()
    ]
    assert wrong == []


def test_menus_keep_one_mnemonic_each_and_no_two_share_it(indonesian):
    titles = [m for m in translated(indonesian) if m.id in list(Menu)]
    assert len(titles) == len(Menu)
    letters = [re.findall(r"&(\w)", m.string) for m in titles]
    assert all(len(found) == 1 for found in letters)
    assert len({found[0].casefold() for found in letters}) == len(letters)


def test_keys_command_options_and_file_patterns_are_left_as_they_are(indonesian):
    fixed = re.compile(r"Ctrl\+\S|\bEnter\b|\bEsc\b|--[a-z]+|\*\.\w+|KUTIP_DB|“kutip [a-z]+”|\[\[\w+\]\]")
    wrong = {}
    for message in translated(indonesian):
        wanted = sorted(fixed.findall(forms(message.id)[-1]))
        if wanted != sorted(fixed.findall(forms(message.string)[-1])):
            wrong[forms(message.id)[-1]] = wanted
    assert wrong == {}


def test_indonesian_has_one_form_for_every_number(indonesian):
    assert indonesian.num_plurals == 1
    assert all(len(forms(m.string)) == 1 for m in translated(indonesian))


# --- compiled and spoken ---------------------------------------------------------------------------------------


def test_compiled_catalogue_says_what_the_written_one_says(indonesian):
    with (CATALOGUE / "kutip.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    spoken = {key: text for key, text in compiled._catalog.items() if key}
    written = {}
    for message in translated(indonesian):
        key = message.id if isinstance(message.id, str) else (message.id[0], 0)
        written[key] = forms(message.string)[0]
    assert spoken == written


def test_program_speaks_indonesian_once_told_to():
    i18n.install("id", resources() / "translations")
    assert i18n._("Accept and move on") == "Terima dan lanjut"
    assert i18n.ngettext("{count} span", "{count} spans", 1).format(count=1) == "1 rentang"
    assert i18n.ngettext("{count} span", "{count} spans", 7).format(count=7) == "7 rentang"
    assert i18n._("no such sentence") == "no such sentence"


def test_an_error_made_in_the_domain_is_shown_in_indonesian():
    i18n.install("id", resources() / "translations")
    problem = UserError('There is no format called "{name}".', "Try again.", name="xml").problem
    assert problem.what.said(i18n._) == 'Tidak ada format bernama "xml".'


@pytest.mark.parametrize("language", ["en", "xx"])
def test_english_is_the_source_and_stands_in_for_what_is_not_there(language):
    i18n.install(language, resources() / "translations")
    assert i18n._("Accept and move on") == "Accept and move on"
    assert i18n.ngettext("{count} span", "{count} spans", 2) == "{count} spans"


# --- marked ----------------------------------------------------------------------------------------------------


@cache
def nodes() -> list[tuple[Path, ast.Call | ast.JoinedStr]]:
    """Every call and every f-string in the program, and the file it stands in; read once, for it takes its time."""
    files = sorted(PACKAGE.rglob("*.py"))
    walked = ((path, node) for path in files for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return [(path, node) for path, node in walked if isinstance(node, ast.Call | ast.JoinedStr)]


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the program of a function or class called one of `names`, with the place it stands at."""
    for path, node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def sentence(node: ast.expr) -> str | None:
    """The sentence in `N_("…")`, None where the expression is something else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
        return ast.literal_eval(node.args[0])
    return None


def test_every_sentence_of_an_error_is_marked_where_it_is_raised():
    bare = ast.JoinedStr | ast.Constant
    assert [at for at, call in calls("UserError", "Message") if any(isinstance(a, bare) for a in call.args[:2])] == []


def test_what_is_marked_is_a_plain_string_and_never_put_together():
    """`_(f"…")` and `_("a" + b)` find nothing in a catalogue."""
    made_up = ast.JoinedStr | ast.BinOp
    assert [at for at, call in calls(*KEYWORDS) if any(isinstance(arg, made_up) for arg in call.args)] == []


def test_every_error_is_raised_with_all_the_blanks_of_its_sentences_filled():
    unfilled = []
    for at, call in calls("UserError"):
        given = {keyword.arg for keyword in call.keywords}
        if None not in given:  # `**params`: cannot be told from here
            wanted = {name for arg in call.args for name, _ in blanks(sentence(arg) or "")}
            unfilled += [f"{at}: {name}" for name in sorted(wanted - given)]
    assert unfilled == []


def test_no_sentence_stands_inside_an_f_string_where_python_3_11_cannot_collect_it():
    hidden = [
        f"{path.name}:{part.lineno}"
        for path, string_ in nodes()
        if isinstance(string_, ast.JoinedStr)
        for part in ast.walk(string_)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in KEYWORDS
        if isinstance(part.args[0], ast.Constant)
    ]
    assert hidden == []
