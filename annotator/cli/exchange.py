"""The commands that bring articles and annotations in and take them out."""

from __future__ import annotations

import enum
import getpass
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.options import SHOWN_PROBLEMS, STDOUT, Annotator, Db, Json, Paths, RequiredOut, refusal_exit
from annotator.cli.voice import Exit, Voice, problem_to_json, speaking
from annotator.domain.errors import N_
from annotator.domain.losses import LOSS_NAMES
from annotator.domain.stories import Split, parse_split
from annotator.i18n import _, ngettext
from annotator.services.ports import Which

if TYPE_CHECKING:
    from annotator.services.articles import ImportPreview, ImportReport
    from annotator.services.export import ExportReport
    from annotator.services.ports import FormatInfo, FormatOption
    from annotator.settings import Settings


class Extra(enum.StrEnum):
    """What an export can carry besides people's decisions."""

    SUGGESTED = "suggested"


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    app.command("import", help=N_("Bring articles and annotations into the database."))(import_)
    app.command(help=N_("Write the annotations to a file or a folder, in one of the formats."))(export)
    app.command(help=N_("List the formats that can be read and written, with their options."))(formats)


def import_(
    paths: Paths,
    *,
    db: Db = None,
    annotator: Annotator = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help=N_("The format of the files (else as each is recognised).")),
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option(
            "--labels", metavar="THEIRS=OURS,…", help=N_("What their labels are here; THEIRS= leaves one out.")
        ),
    ] = None,
    options: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="OPTION=VALUE", help=N_("An option of the format; `kutip formats` lists them.")),
    ] = None,
    guess: Annotated[
        bool, typer.Option("--guess", help=N_("Guess what labels mean that the label set does not know."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Only say what would come in and what would be refused."))
    ] = False,
    json: Json = False,
) -> None:
    """Bring files in."""
    from annotator.services.articles import ImportChoice

    choice = ImportChoice(format_name, _pairs(_listed(labels), "--labels"), _pairs(options, "--set"))
    with speaking("import", is_json=json) as voice:
        from annotator import bootstrap

        with bootstrap.opened(db) as services:
            voice.put(database=services.place)
            if guess or dry_run:
                preview = services.importer.preview(paths, choice)
                if guess:
                    choice = replace(choice, labels={**preview.guesses, **choice.labels})
                    _show_guesses(voice, choice.labels)
                if dry_run:
                    _show_preview(voice, services.importer.preview(paths, choice) if guess else preview)
                    return
            importer = _annotator(annotator, services.settings)
            voice.put(annotator=importer)
            _show_import(voice, services.importer.run(paths, importer, choice, report=voice.progress))


def export(
    output: RequiredOut,
    *,
    format_name: Annotated[str, typer.Option("--format", metavar="FORMAT", help=N_("The format to write."))] = "kutip",
    articles: Annotated[
        Which, typer.Option("--articles", help=N_("Which articles: those with an answer, adjudicated ones, or all."))
    ] = Which.FINISHED,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer", metavar="ANNOTATOR", help=N_("Whose annotations (else the adjudicated, or everyone's).")
        ),
    ] = None,
    labels: Annotated[
        str | None, typer.Option("--labels", metavar="LABEL,…", help=N_("Write these labels and leave the others out."))
    ] = None,
    include: Annotated[
        list[Extra] | None, typer.Option("--include", help=N_("Write the open suggestions too."))
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split", metavar="80/10/10", help=N_("Part the stories into train, dev and test; -o is a folder.")
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=N_("Deal the stories of --split anew."))] = 0,
    options: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="OPTION=VALUE", help=N_("An option of the format; `kutip formats` lists them.")),
    ] = None,
    licence: Annotated[str, typer.Option("--licence", help=N_("What the data card says of the licence."))] = "",
    db: Db = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=N_("Write nothing where anything would be lost or changed."))
    ] = False,
    unfinished: Annotated[
        bool, typer.Option("--all", help=N_("Write unfinished articles too, not only those with an answer."))
    ] = False,
    json: Json = False,
) -> None:
    """Write annotations."""
    if output == STDOUT:
        raise typer.BadParameter(_("An export is written whole or not at all; name a file."), param_hint="-o")
    from annotator.services.export import ExportChoice, LossyExportError

    shares = parse_split(split) if split is not None else None
    if split is not None and shares is None:
        raise typer.BadParameter(_("Give shares that add up to 100, such as 80/10/10."), param_hint="--split")
    choice = ExportChoice(
        format_name,
        Which.ALL if unfinished else articles,
        layer,
        frozenset(_listed(labels)) if labels is not None else None,
        include_suggested=Extra.SUGGESTED in (include or ()),
        split=Split(shares, seed) if shares is not None else None,
        options=_pairs(options, "--set"),
        is_strict=strict,
        licence=licence,
    )
    with speaking("export", is_json=json) as voice:
        from annotator import bootstrap

        with bootstrap.opened(db) as services:
            voice.put(database=services.place, format=format_name, output=str(output))
            try:
                report = services.exporter.run(choice, output, report=voice.progress)
            except LossyExportError as lossy:
                _show_losses(voice, lossy.report)
                voice.say(_("Without --strict it is written all the same."))
                raise
        _show_export(voice, report, output)
        if not report.records and choice.which is Which.FINISHED:
            voice.say(_("No article has an answer yet; --all writes unfinished ones too."))


def formats(*, json: Json = False) -> None:
    """List the formats."""
    with speaking("formats", is_json=json) as voice:
        from annotator import bootstrap

        found = []
        for info, reads, writes in bootstrap.formats():
            ways = " + ".join(way for way, can in ((_("in"), reads), (_("out"), writes)) if can)
            title = _(info.title)
            voice.show(f"{info.name:<12} {ways:<10} {title}")
            for option in _options_of(info):
                values, title = " | ".join(option.choices) or _("text"), _(option.title)
                voice.show(f"{'':<12} --set {option.name}={values} ({option.default or '–'}): {title}")
            if writes:
                for said in filter(None, (info.carries, info.leaves_out)):
                    voice.show(" " * 13 + _(said))
            found.append(_format_to_json(info, reads=reads, writes=writes))
        voice.put(formats=found)


def _annotator(given: str | None, settings: Settings) -> str:
    from annotator.settings import ANNOTATOR

    name = (given or settings.get(ANNOTATOR)).strip()
    if name:
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        return "me"


def _show_import(voice: Voice, report: ImportReport) -> None:
    shown = len(report.problems) if voice.is_json else SHOWN_PROBLEMS
    voice.tell(report.notices[:shown], report.noticed)
    voice.tell(report.problems[:shown], report.refused)
    parts = [
        ngettext("{count} article added", "{count} articles added", report.added).format(count=report.added),
        _("{count} known already").format(count=report.known),
        ngettext("{count} layer of annotations", "{count} layers of annotations", report.layers).format(
            count=report.layers
        ),
    ]
    if report.kept_layers:
        parts.append(_("{count} left alone, because there is work in them").format(count=report.kept_layers))
    if report.refused:
        parts.append(_("{count} refused").format(count=report.refused))
    voice.show(", ".join(parts) + ".")
    for path in report.kept[1:]:
        voice.show(_("The refused rows are in {path}; mend them there and import that file.").format(path=path))
    voice.put(
        kept=[str(path) for path in report.kept],
        added=report.added, known=report.known, layers=report.layers, kept_layers=report.kept_layers,
        refused=report.refused, noticed=report.noticed,
        problems=[problem_to_json(problem) for problem in report.problems],
        notices=[problem_to_json(problem) for problem in report.notices],
    )  # fmt: skip
    nothing_came = report.added + report.known == 0
    voice.exit = refusal_exit(report.problems, nothing_came=nothing_came)


def _show_guesses(voice: Voice, labels: Mapping[str, str]) -> None:
    for theirs, ours in labels.items():
        if theirs != ours:
            voice.say(_("{theirs} is taken for {ours}.").format(theirs=theirs, ours=ours or _("nothing, and left out")))


def _show_preview(voice: Voice, preview: ImportPreview) -> None:
    for file in preview.files:
        title = _("not read") if file.format is None else _(file.format.title)
        voice.show(f"{file.path}: {title}")
        if file.table is not None:
            said = ", ".join(f"{role}={column}" for role, column in file.table.guess.items())
            voice.show(_("  columns: {columns}; taken: {guess}").format(
                columns=", ".join(file.table.columns), guess=said or "–"))  # fmt: skip
    for theirs, count in preview.labels.items():
        ours = preview.guesses.get(theirs)
        voice.show(f"  {theirs:<20} {count:>7}  {ours if ours is not None else '?'}")
    voice.tell(preview.problems[:SHOWN_PROBLEMS])
    looked = ngettext("{count} record looked at", "{count} records looked at", preview.looked_at)
    refused = _("{count} refused").format(count=preview.refused)
    voice.show(f"{looked.format(count=preview.looked_at)}, {refused}.")
    if not preview.is_whole:
        voice.show(_("There is more; only the beginning was looked at."))
    voice.put(
        files=[
            {
                "path": str(file.path),
                "format": file.format.name if file.format is not None else None,
                "columns": list(file.table.columns) if file.table is not None else None,
                "guess": dict(file.table.guess) if file.table is not None else None,
            }
            for file in preview.files
        ],
        looked_at=preview.looked_at,
        coming=preview.coming,
        refused=preview.refused,
        labels=dict(preview.labels),
        guesses=dict(preview.guesses),
        is_whole=preview.is_whole,
        problems=[problem_to_json(problem) for problem in preview.problems],
    )
    if preview.refused:
        voice.exit = Exit.SOME_REFUSED


def _show_export(voice: Voice, report: ExportReport, output: Path) -> None:
    said = ngettext("{count} record written to {path}.", "{count} records written to {path}.", report.records)
    voice.show(said.format(count=report.records, path=output))
    if len(report.parts) > 1:
        voice.show("  " + ", ".join(f"{part} {count}" for part, count in report.parts.items()))
    _show_losses(voice, report)


def _show_losses(voice: Voice, report: ExportReport) -> None:
    """Say what the format could not carry, by kind and label with an example each."""
    if report.losses:
        said = ngettext("{count} thing was lost or changed:", "{count} things were lost or changed:", report.lost)
        voice.say(said.format(count=report.lost))
    for group in report.losses:
        example = next((one for one in group.examples if one.words), None)
        words = f": “{_short(example.words)}”" if example is not None else ""
        what = f"{_(LOSS_NAMES[group.kind])} {group.label}," if group.label else _(LOSS_NAMES[group.kind])
        voice.say(f"  {group.count:>6}  {what} {_(group.reason)}{words}")
    voice.put(
        records=report.records,
        parts=dict(report.parts),
        lost=report.lost,
        losses=[{**group.to_json(), "reason": _(group.reason)} for group in report.losses],
    )


def _format_to_json(info: FormatInfo, *, reads: bool, writes: bool) -> dict[str, Any]:
    return {
        "name": info.name,
        "title": _(info.title),
        "reads": reads,
        "writes": writes,
        "suffixes": list(info.suffixes),
        "is_folder": info.is_folder,
        "is_lossless": info.is_lossless,
        "carries": _(info.carries) if info.carries else None,
        "leaves_out": _(info.leaves_out) if info.leaves_out else None,
        "options": [
            {"name": option.name, "title": _(option.title), "default": option.default, "choices": list(option.choices)}
            for option in _options_of(info)
        ],
    }


def _options_of(info: FormatInfo) -> Iterable[FormatOption]:
    """Return the options of a format, one that is for both ways once."""
    return {option.name: option for option in (*info.write_options, *info.read_options)}.values()


def _listed(said: str | None) -> list[str]:
    return [part.strip() for part in (said or "").split(",") if part.strip()]


def _pairs(said: Iterable[str] | None, option: str) -> dict[str, str]:
    """Return NAME=VALUE pairs as a dictionary."""
    pairs = {}
    for one in said or ():
        name, sign, value = one.partition("=")
        if not sign or not name.strip():
            raise typer.BadParameter(_("{said} is not of the form NAME=VALUE.").format(said=one), param_hint=option)
        pairs[name.strip()] = value.strip()
    return pairs


def _short(words: str, limit: int = 60) -> str:
    words = " ".join(words.split())
    return words if len(words) <= limit else f"{words[: limit - 1]}…"
