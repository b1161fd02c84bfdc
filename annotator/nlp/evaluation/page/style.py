"""How the page looks. Contrast is AA in both themes; no difference is told by colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.schema import LabelDef

BACKGROUNDS = ("#ffffff", "#16181d")
"""Behind the text, light and dark."""

TEXTS = ("#1b1d22", "#e8e9ec")
MUTED = ("#565b66", "#a9aebb")
ACCENTS = ("#1f5fbf", "#8ab4f8")
SHADES = ("#f3f4f7", "#20242c")
_LINES = ("#c9cdd6", "#444b59")

_SHEET = """
:root{color-scheme:light dark}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.55 system-ui,"Segoe UI",sans-serif}
main{max-width:1180px;margin:0 auto;padding:28px 24px 60px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px}
h2{font-size:19px;margin:44px 0 4px;padding-top:14px;border-top:1px solid var(--rule)}
h3{font-size:16px;margin:34px 0 2px}
p{margin:4px 0 10px;max-width:75ch}
.muted{color:var(--muted)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:10px 0}
th,td{padding:4px 12px;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
th{font-weight:600}
thead th{color:var(--muted);font-weight:500;vertical-align:bottom}
th:first-child,td.words{text-align:left}
td.words{white-space:normal}
tr.sum th,tr.sum td{border-top:2px solid var(--text);font-weight:600}
tr.sum~tr.sum th,tr.sum~tr.sum td{border-top:0}
td.none{color:var(--muted)}
.interval{color:var(--muted);font-size:13px}
.whisker{display:block}
.axis{stroke:var(--rule)}
.mark{stroke:var(--accent);fill:var(--accent)}
.ideal{stroke:var(--muted);stroke-dasharray:5 4}
.path{stroke:var(--accent);fill:none;stroke-width:1.5}
.dot{fill:var(--accent);fill-opacity:.85;stroke:var(--back)}
figure{margin:12px 0 0}
figcaption{font-weight:600;font-size:13px}
svg text{fill:var(--text);font:12px system-ui,sans-serif}
.beside{display:flex;flex-wrap:wrap;gap:10px 48px;align-items:flex-start}
.confusion td{min-width:44px;text-align:center;border:1px solid var(--rule);
background:color-mix(in srgb,var(--accent) calc(var(--share,0)*32%),var(--back))}
.confusion td.same{outline:2px solid var(--text);outline-offset:-3px;font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:6px 26px;list-style:none;padding:0;margin:10px 0 0}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:0 28px;margin-top:8px}
.sides>*{padding:8px 0;min-width:0;overflow-wrap:anywhere}
.sides h4{margin:0;font-size:13px;color:var(--muted);font-weight:600;border-bottom:1px solid var(--rule)}
.sides p{margin:0;max-width:none;line-height:2.5;white-space:pre-wrap}
.sides .skipped{grid-column:1/-1;color:var(--muted);font-size:13px;padding:2px 0;border-top:1px dotted var(--rule);
border-bottom:1px dotted var(--rule)}
.s{border-bottom:2px solid var(--c)}
.s.changed{border-bottom:4px double var(--c)}
.s.missing{border-bottom:3px dashed var(--c);background:var(--shade)}
.s.extra{border-bottom:3px dotted var(--c);background:var(--shade)}
.chip{color:var(--c);font-size:11px;font-weight:600;margin-right:3px;padding:0 3px;border-radius:3px;
letter-spacing:.02em;white-space:nowrap}
.chip.changed,.chip.missing,.chip.extra{background:var(--c);color:var(--back)}
@media(max-width:720px){.sides{grid-template-columns:1fr}
.sides p.right{padding-top:0;border-bottom:1px solid var(--rule)}}
@media print{body{font-size:11px}.sides{break-inside:auto}}
"""

_LANES = 6


def sheet(labels: Sequence[LabelDef]) -> str:
    """Return the style sheet, with a colour for each of `labels`."""
    light = _root(0) + "".join(f".k{i}{{--c:{label.light}}}" for i, label in enumerate(labels))
    dark = _root(1) + "".join(f".k{i}{{--c:{label.dark}}}" for i, label in enumerate(labels))
    lanes = "".join(f".l{i}{{padding-bottom:{1 + 5 * i}px}}" for i in range(_LANES))
    return f".k{{--c:var(--text)}}{light}@media(prefers-color-scheme:dark){{{dark}}}{_SHEET}{lanes}"


def lane(number: int) -> str:
    """Return the class of an underline's lane, counted from the text downwards."""
    return f"l{min(number, _LANES - 1)}"


def _root(theme: int) -> str:
    names = {"back": BACKGROUNDS, "text": TEXTS, "muted": MUTED, "accent": ACCENTS, "shade": SHADES, "rule": _LINES}
    return ":root{" + ";".join(f"--{name}:{values[theme]}" for name, values in names.items()) + "}"
