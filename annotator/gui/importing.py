"""What stands between files and their import: a look at what would come in, and what labels were the last time.

A label of theirs is mapped to one of ours, to "" where it is left out, or to nothing: then what has it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.domain.errors import Problem
from annotator.domain.schema import Schema
from annotator.gui.tasks import CancelCheck
from annotator.i18n import _, ngettext
from annotator.services.articles import ImportArticles, ImportChoice, ImportPreview
from annotator.settings import IMPORT_LABELS, Settings

Mapped = Mapping[str, str | None]
"""Labels of theirs by what they are here; None is not chosen."""

_REMEMBERED_SETS = 40
_BETWEEN = "\t"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose by hand; the rest is as recognised and guessed.

    `likely` is what all labels will probably be: where that comes true, the files are looked at once and not twice.
    """

    format: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    labels: Mapped = field(default_factory=dict)
    likely: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What an import by `choice` would do. `is_remembered`: its labels are what they were the last time."""

    preview: ImportPreview
    choice: ImportChoice
    is_remembered: bool


def look(
    importer: ImportArticles,
    paths: Sequence[Path],
    wish: Wish,
    remembered: Mapping[str, Sequence[str]],
    cancelled: CancelCheck,
) -> Look:
    """Look at `paths` as `wish` says, their labels mapped as remembered or else as guessed. For another thread.

    Raises Cancelled, UserError.
    """
    choice = ImportChoice(wish.format, _chosen({**wish.likely, **wish.labels}), wish.options)
    preview = importer.preview(paths, choice, cancelled=cancelled)
    before = recall(remembered, foreign(preview.labels, importer.schema), importer.schema)
    labels = _chosen({**(preview.guesses if before is None else before), **wish.labels})
    if labels != choice.labels:
        choice = replace(choice, labels=labels)
        preview = importer.preview(paths, choice, cancelled=cancelled)
    return Look(preview, choice, before is not None)


def foreign(labels: Iterable[str], schema: Schema) -> list[str]:
    """Return those of `labels` that the label set does not have, sorted."""
    return sorted(set(labels).difference(ours(schema)))


def ours(schema: Schema) -> list[str]:
    """Return what a label can be here: the labels, then the relations."""
    return [label.name for label in schema.labels] + [relation.name for relation in schema.relations]


def remember(settings: Settings, labels: Mapping[str, str], schema: Schema, met: Iterable[str]) -> None:
    """Keep what the `met` labels are here, for the next files with the same ones that are not ours."""
    theirs = foreign(met, schema)
    if not theirs:
        return
    key = _BETWEEN.join(theirs)
    kept = {one: pairs for one, pairs in settings.get(IMPORT_LABELS).items() if one != key}
    kept[key] = [f"{label}{_BETWEEN}{labels[label]}" for label in sorted(set(met) & labels.keys())]
    settings.set(IMPORT_LABELS, dict(list(kept.items())[-_REMEMBERED_SETS:]))


def recall(remembered: Mapping[str, Sequence[str]], theirs: Sequence[str], schema: Schema) -> dict[str, str] | None:
    """Return what `theirs` were the last time, None where they were never met together."""
    pairs = remembered.get(_BETWEEN.join(theirs)) if theirs else None
    if not isinstance(pairs, list):
        return None
    known = {"", *ours(schema)}
    split = (pair.rpartition(_BETWEEN) for pair in pairs if isinstance(pair, str))
    return {label: our for label, sign, our in split if sign and our in known}


def refusals(preview: ImportPreview) -> list[str]:
    """Return what would be refused and why, a sentence for each reason, the commonest first; then what was assumed.

    What can be done about it is said once where it is the same for several.
    """
    groups: dict[tuple[bool, str, object], list[Problem]] = {}
    for problem in preview.problems:
        key = (not problem.is_refusal, problem.what.template, problem.what.params.get("label"))
        groups.setdefault(key, []).append(problem)
    by_weight = sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1])))
    told: set[str] = set()
    lines = []
    for _key, problems in by_weight:
        todo = problems[0].todo.said(_)
        lines.append(_reason(problems, "" if todo in told else todo))
        told.add(todo)
    more = preview.refused - sum(problem.is_refusal for problem in preview.problems)
    if more > 0:
        lines.append(
            ngettext("{count} more row is refused.", "{count} more rows are refused.", more).format(count=more)
        )
    return lines


def _reason(problems: Sequence[Problem], todo: str) -> str:
    first = problems[0]
    sentence = f"{first.what.said(_)} {todo}".rstrip()
    place = _place(first)
    if not first.is_refusal:
        return _("Not refused, but to be looked at: {place}: {sentence}").format(place=place, sentence=sentence)
    if len(problems) == 1:
        return f"{place}: {sentence}" if place else sentence
    many = ngettext("{count} row, the first in {place}: {sentence}", "{count} rows, the first in {place}: {sentence}",
                    len(problems))  # fmt: skip
    return many.format(count=len(problems), place=place, sentence=sentence)


def _place(problem: Problem) -> str:
    if problem.file is None:
        return ""
    name = Path(problem.file).name
    if problem.line is None:
        return name
    return _("{file}, line {line}").format(file=name, line=problem.line)


def _chosen(labels: Mapped) -> dict[str, str]:
    """Return the labels that are something else here than in the file."""
    return {theirs: our for theirs, our in labels.items() if our is not None and our != theirs}
