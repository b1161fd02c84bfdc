"""The commands of `kutip`, each a few lines over one use case."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator import __version__
from annotator.cli import exchange
from annotator.cli.bench import bench
from annotator.cli.options import STDOUT, Db, Json, Out, SomePaths, refusal_exit
from annotator.cli.speech import language
from annotator.cli.voice import Exit, Voice, problem_to_json, speaking
from annotator.domain.errors import N_, Problem
from annotator.i18n import _, ngettext

if TYPE_CHECKING:
    from annotator.services.lint import Complaint
    from annotator.services.ports import OutgoingRecord
    from annotator.services.suggest import SuggestFiles, SuggestReport

app = typer.Typer(
    name="kutip",
    help=N_("Annotate Indonesian news: who said what, and the names in it."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(bench, name="bench")
exchange.register(app)


class Scheme(enum.StrEnum):
    """What the labels of gold mean."""

    BERITA = "berita"
    PFSA_ID = "pfsa-id"


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"kutip {__version__}")
        raise typer.Exit


@app.callback()
def _kutip(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=N_("Print the version and leave."))
    ] = False,
) -> None:
    pass


@app.command(help=N_("Open the window, on PATH or where you left off."))
def gui(paths: SomePaths = None, db: Db = None, *, json: Json = False) -> None:
    """Open the window."""
    with speaking("gui", is_json=json) as voice:
        from annotator.app import run_window

        if run_window(paths or [], db):
            voice.exit = Exit.FAILED


@app.command(help=N_("Suggest quotes and entities for PATH, or for the database."))
def suggest(
    paths: SomePaths = None,
    output: Out = None,
    db: Db = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, help=N_("How many model processes share the work."))
    ] = 1,
    *,
    resume: Annotated[
        bool, typer.Option("--resume", help=N_("Go on with the file of -o where an earlier run was stopped."))
    ] = False,
    json: Json = False,
) -> None:
    """Let the model suggest.

    With PATH no database is touched: Kutip JSONL goes to stdout or to -o. With --json and without -o the records lie
    in the object, under "records", for the object is all that stdout may hold. Over the database every run goes on
    where the last one was; so does one with --resume that writes a file.
    """
    if paths and db is not None:
        raise typer.BadParameter(_("With PATH no database is touched; leave --db out."), param_hint="--db")
    if not paths and output is not None:
        raise typer.BadParameter(_("Without PATH suggestions go to the database; leave -o out."), param_hint="-o")
    file = None if output == STDOUT else output
    if resume and (file is None or (file.exists() and not file.is_file())):
        raise typer.BadParameter(_("Only a file can be gone on with; name it with -o."), param_hint="--resume")
    with speaking("suggest", is_json=json) as voice:
        if paths:
            _suggest_for_files(voice, paths, file, workers, resume=resume)
        else:
            _suggest_for_database(voice, db, workers)


@app.command(help=N_("Score suggestions against gold: those in PRED, or the model's."))
def evaluate(
    gold: Annotated[Path | None, typer.Argument(metavar="GOLD", help=N_("Kutip JSONL annotated by people."))] = None,
    predicted: Annotated[
        Path | None, typer.Argument(metavar="[PRED]", help=N_("Kutip JSONL to score; without it the model runs."))
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option("--report", metavar="OUT", help=N_("Write the figures and the worst articles as an HTML file.")),
    ] = None,
    *,
    only: Annotated[
        str | None, typer.Option("--only", metavar="LABEL,…", help=N_("Score these labels and leave the others out."))
    ] = None,
    ner: Annotated[
        list[Path] | None,
        typer.Option("--ner", metavar="FILE", help=N_("Score names in a column file: a word and its IOB tag a line.")),
    ] = None,
    ablation: Annotated[
        bool, typer.Option("--ablation", help=N_("Leave out each part of the model in turn and say what that costs."))
    ] = False,
    every_list: Annotated[
        bool, typer.Option("--every-list", help=N_("With --ablation: leave out each word list in turn too."))
    ] = False,
    scheme: Annotated[
        Scheme,
        typer.Option("--scheme", help=N_("How GOLD is labelled; pfsa-id has direct quotes and their cues only.")),
    ] = Scheme.BERITA,
    json: Json = False,
) -> None:
    """Score suggestions against gold by the figures of the annotation scheme, or names against a column file."""
    if (gold is None) == (not ner):
        raise typer.BadParameter(_("Name GOLD, or files of names with --ner."), param_hint="GOLD")
    if scheme is Scheme.PFSA_ID and gold is not None:
        if predicted is not None or page is not None or ablation:
            raise typer.BadParameter(
                _("With pfsa-id the model runs, and a table is all there is."), param_hint="--scheme"
            )
        _show_statements(gold, is_json=json)
        return
    if ablation and predicted is not None:
        raise typer.BadParameter(_("Only the model can lack a part; leave PRED out."), param_hint="--ablation")
    with speaking("evaluate", is_json=json) as voice:
        if gold is None:
            _show_names(voice, ner or [])
            return
        from annotator import bootstrap
        from annotator.cli.figures import table, unknown_to_gold

        labels = frozenset(label.strip() for label in only.split(",")) if only else None
        if predicted is not None:
            found = bootstrap.evaluate(labels).against_file([gold], [predicted])
        else:
            with bootstrap.model_process() as model:
                found = bootstrap.evaluate(labels).against_model([gold], model, report=voice.progress)
        voice.tell(found.problems)
        if found.missing:
            said = ngettext(
                "{count} article has no prediction and counts as nothing found.",
                "{count} articles have no prediction and count as nothing found.",
                found.missing,
            )
            voice.say(said.format(count=found.missing))
        for line in table(found.figures):
            voice.show(line)
        if hint := unknown_to_gold(found.figures):
            voice.say(hint)
        if page is not None:
            model_name = f"{found.model.name} {found.model.version}" if found.model else ""
            bootstrap.write_evaluation_page(
                found, page, gold=gold.name, suggested=predicted.name if predicted else model_name, language=language(),
                only=labels,
            )  # fmt: skip
            voice.show()
            voice.show(_("The report is in {path}.").format(path=page))
            voice.put(report=str(page))
        voice.put(
            articles=found.articles,
            missing=found.missing,
            extra=found.extra,
            model={"name": found.model.name, "version": found.model.version} if found.model else None,
            figures=found.figures,
            problems=[problem_to_json(problem) for problem in found.problems],
        )
        if ablation:
            _show_ablation(voice, gold, labels, every_list=every_list)
        voice.exit = refusal_exit(found.problems, nothing_came=False)


@app.command(help=N_("Look at versions, database, model and places, and say what is wrong."))
def doctor(
    db: Db = None,
    *,
    quick: Annotated[bool, typer.Option("--quick", help=N_("Leave out what takes seconds."))] = False,
    json: Json = False,
) -> None:
    """Look at everything the program stands on."""
    with speaking("doctor", is_json=json) as voice:
        from annotator import bootstrap

        found: dict[str, dict[str, str]] = {}
        problems: list[Problem] = []
        for check in bootstrap.doctor(db, language()).run(quick=quick):
            if check.group not in found:
                voice.show(f"{_(check.group)}:")
            voice.show(f"  {check.name:<20} {check.value}")
            found.setdefault(check.group, {})[check.name] = check.value
            if check.problem is not None:
                voice.tell([check.problem])
                problems.append(check.problem)
        voice.put(**found, problems=[problem_to_json(problem) for problem in problems])
        if problems:
            voice.exit = Exit.FAILED


@app.command(help=N_("Look for annotations that contradict themselves; exit code 3 where there are any."))
def lint(
    db: Db = None,
    annotator: Annotated[
        str | None, typer.Option("--annotator", help=N_("Whose annotations to look at (else everyone's)."))
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Check every article that holds annotations, without what its annotator has set aside in the window."""
    with speaking("lint", is_json=json) as voice:
        from annotator import bootstrap

        found: list[Complaint] = []

        def show(complaints: Sequence[Complaint]) -> None:
            for one in complaints:
                voice.show(_complaint_line(one))
            found.extend(complaints)

        with bootstrap.opened(db) as services:
            layers = services.lint.corpus(annotator, show=show, report=voice.progress)
            voice.put(database=services.place)
        looked = ngettext(
            "{count} layer of annotations looked at", "{count} layers of annotations looked at", layers
        ).format(count=layers)
        said = ngettext("{count} finding", "{count} findings", len(found)).format(count=len(found))
        voice.show(f"{looked}, {said}.")
        voice.put(layers=layers, count=len(found), findings=[_complaint_to_json(one) for one in found])
        if found:
            voice.exit = Exit.FOUND


@app.command(help=N_("Make a folder for your own entries in the word lists, and say what is in them."))
def lexicon(
    *,
    path: Annotated[bool, typer.Option("--path", help=N_("Only say where the folder is."))] = False,
    check: Annotated[
        bool, typer.Option("--check", help=N_("Only look for lines that do not count; make nothing."))
    ] = False,
    json: Json = False,
) -> None:
    """Make commented beginnings of the lists that are missing, and say what the person's own lists hold.

    A running window reads them anew from its Model menu; every other command when it starts.
    """
    with speaking("lexicon", is_json=json) as voice:
        from annotator import bootstrap

        lists = bootstrap.word_lists()
        voice.put(folder=str(lists.folder))
        if path:
            voice.show(str(lists.folder))
            return
        made = [] if check else lists.prepare()
        state = lists.state()
        voice.show(_("Your word lists are in {folder}.").format(folder=lists.folder))
        nothing = _("made, adds nothing yet")
        for file in made:
            voice.show(f"  {file.name:<20} {nothing}")
        for name, entries in state.files.items():
            if entries.added or entries.removed:
                said = _("{added} added, {removed} taken out").format(added=entries.added, removed=entries.removed)
                voice.show(f"  {name:<20} {said}")
        voice.tell(state.problems)
        voice.put(
            made=[file.name for file in made],
            files={name: {"added": one.added, "removed": one.removed} for name, one in state.files.items()},
            problems=[problem_to_json(problem) for problem in state.problems],
        )
        if state.problems:
            voice.exit = Exit.SOME_REFUSED


def _complaint_line(complaint: Complaint) -> str:
    finding = complaint.finding
    said = finding.message.said(_)
    title = complaint.title or complaint.article_key
    return f"{title}:{finding.start}-{finding.end}: {said} [{finding.rule}, {complaint.annotator}]"


def _complaint_to_json(complaint: Complaint) -> dict[str, object]:
    finding = complaint.finding
    return {
        "article": complaint.article_key,
        "title": complaint.title,
        "annotator": complaint.annotator,
        "rule": finding.rule.value,
        "severity": finding.severity.value,
        "start": finding.start,
        "end": finding.end,
        "span": finding.span_id,
        "message": finding.message.said(_),
        "fixable": finding.fix is not None,
    }


def _suggest_for_database(voice: Voice, db: str | None, workers: int) -> None:
    from annotator import bootstrap

    with bootstrap.opened(db) as services, bootstrap.model_process(workers, services.schema) as model:
        report: SuggestReport = services.suggester.run(model, report=voice.progress)
        voice.put(database=services.place)
    voice.tell(report.problems)
    said = ngettext("Suggestions for {count} article stored", "Suggestions for {count} articles stored", report.stored)
    spans = ngettext("{count} span", "{count} spans", report.spans).format(count=report.spans)
    voice.show(f"{said.format(count=report.stored)} ({spans}).")
    voice.put(
        stored=report.stored, stale=report.stale, spans=report.spans,
        model={"name": report.model.name, "version": report.model.version},
        problems=[problem_to_json(problem) for problem in report.problems],
    )  # fmt: skip
    voice.exit = refusal_exit(report.problems, nothing_came=report.stored == 0)


def _suggest_for_files(voice: Voice, paths: list[Path], output: Path | None, workers: int, *, resume: bool) -> None:
    from annotator import bootstrap

    with bootstrap.model_process(workers) as model:
        job = bootstrap.suggest_files(model)
        if output is not None and (output.is_file() or not output.exists()):
            _suggest_into(voice, job, paths, output, resume=resume)
            voice.put(output=str(output))
        elif output is not None:  # a pipe or a device
            bootstrap.write_lines(job.run(paths, report=voice.progress), output)
            voice.put(output=str(output))
        elif voice.is_json:
            voice.put(records=[bootstrap.kutip_object(record) for record in job.run(paths, report=voice.progress)])
        else:
            _print_records(job.run(paths, report=voice.progress))
        found = model.model if job.records else None
    voice.tell(job.problems)
    if output is not None:
        said = ngettext("{count} record written to {path}.", "{count} records written to {path}.", job.records)
        voice.show(said.format(count=job.records, path=output))
    voice.put(
        count=job.records,
        model={"name": found.name, "version": found.version} if found else None,
        problems=[problem_to_json(problem) for problem in job.problems],
    )
    refusals = [problem for problem in job.problems if problem.is_refusal]
    voice.exit = refusal_exit(refusals, nothing_came=job.records == 0)


def _suggest_into(voice: Voice, job: SuggestFiles, paths: list[Path], output: Path, *, resume: bool) -> None:
    """Let `job` make the file `output`; when it is stopped, say what is kept and how to go on."""
    from annotator import bootstrap

    with bootstrap.unfinished_file(output, resume=resume) as file:
        try:
            for record in job.run(paths, report=voice.progress, is_known=file.knows):
                file.add(record)
        except BaseException:
            if file.kept:
                said = ngettext(
                    "{count} record is kept in {path}; the same command with --resume goes on from there.",
                    "{count} records are kept in {path}; the same command with --resume goes on from there.",
                    file.kept,
                )
                voice.say(said.format(count=file.kept, path=file.part))
            raise
        file.finish()


def _show_statements(gold: Path, *, is_json: bool) -> None:
    """Let the model suggest for a PFSA-ID file and show how much of it is found."""
    with speaking("evaluate", is_json=is_json) as voice:
        from annotator import bootstrap
        from annotator.cli.figures import recall_table

        with bootstrap.model_process() as model:
            articles, found = bootstrap.statements_found(gold, model, voice.progress)
        for line in recall_table(found):
            voice.show(line)
        voice.put(articles=articles, recall=found)


def _show_names(voice: Voice, files: list[Path]) -> None:
    from annotator import bootstrap
    from annotator.cli.figures import names_table

    found = list(bootstrap.names_scores(files))
    for line in names_table(found):
        voice.show(line)
    voice.put(names=[one.to_json() for one in found])


def _show_ablation(voice: Voice, gold: Path, labels: frozenset[str] | None, *, every_list: bool) -> None:
    """Score the model with one part less, part after part, and show the dearest first."""
    from annotator import bootstrap
    from annotator.cli.figures import ablation_table, headlines
    from annotator.services.progress import Meter, never

    count, models = bootstrap.models_with_one_part_less(every_list=every_list)
    meter = Meter(count, voice.progress, never)
    scoring = bootstrap.evaluate(labels)
    found = []
    for part, model in models:
        found.append((part, headlines(scoring.against_model([gold], model).figures)))
        meter.advance()
    voice.show()
    for line in ablation_table(found):
        voice.show(line)
    voice.put(ablation=[{"without": part or None, **figures} for part, figures in found])


def _print_records(records: Iterable[OutgoingRecord]) -> None:
    from annotator import bootstrap

    for record in records:
        typer.echo(bootstrap.kutip_line(record), nl=False)
