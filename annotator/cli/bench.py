"""`kutip bench`: what the program is worth, measured on a person's own gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.cli.voice import Voice, problem_to_json, speaking
from annotator.domain.errors import N_
from annotator.i18n import _

bench = typer.Typer(help=N_("Measure what the program is worth on your own gold."), no_args_is_help=True)


@bench.command(help=N_("Count the keys from suggestions to GOLD, against the keys from a blank page."))
def effort(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help=N_("Kutip JSONL annotated by people."))],
    *,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, help=N_("Only the first N articles; 0: all."))
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help=N_("Print one JSON object on stdout."))] = False,
) -> None:
    """Let an ideal annotator, who may only press keys, work at the real window."""
    with speaking("bench effort", is_json=json) as voice:
        from annotator import bootstrap
        from annotator.app import measure_effort

        records, problems = bootstrap.evaluate().gold([gold])
        voice.tell(problems)
        figures = measure_effort(records[:limit] if limit else records, voice.progress)
        _show(voice, figures)
        voice.put(**figures, problems=[problem_to_json(problem) for problem in problems])


def _show(voice: Voice, figures: dict[str, Any]) -> None:
    rows = (
        (_("articles"), figures["articles"]),
        (_("corrections"), figures["corrections"]),
        (_("keys with suggestions"), figures["keys"]),
        (_("keys from a blank page"), figures["keys_blank"]),
        (_("effort ratio"), figures["ratio"]),
        (_("keys a correction, median"), figures["keys_per_correction_median"]),
        (_("pointer events"), figures["pointer_events"]),
        (_("key press to painted frame, 95th percentile, ms"), figures["latency_p95_ms"]),
        (_("articles that differ from gold at the end"), figures["unequal"]),
    )
    width = max(len(name) for name, _value in rows)
    for name, value in rows:
        voice.show(f"{name:<{width}}  {'–' if value is None else value}")
