"""What does a measured router look like on one page?

Self-contained: inline styles and SVG, no script, nothing fetched. Every word from a case is escaped.
"""

from collections.abc import Iterable, Sequence
from html import escape

from assistant.evals.harness import Record

_SIDE = 240  # of a plot, in pixels
_EDGE = 34
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2330;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;margin:.5rem 0}
td,th{padding:.2rem .7rem;border-bottom:1px solid #d5dae3;text-align:right}td:first-child,th:first-child{text-align:left}
.plots{display:flex;gap:2rem;flex-wrap:wrap}.text{text-align:left}svg text{font-size:11px;fill:#4a5365}
@media(prefers-color-scheme:dark){body{color:#dfe4ee;background:#14181f}td,th{border-color:#333b48}svg text{fill:#9aa5b8}}
"""


def page(data: Record) -> str:
    """Return the whole page for the data of a router report."""
    accuracy = data["accuracy"]
    latency = data["latency_ms"]
    head = (
        f"<p>{accuracy['hits']} of {accuracy['total']} right, "
        f"<b>{accuracy['hits'] / max(accuracy['total'], 1):.1%}</b> "
        f"(95% interval {accuracy['low']:.1%} to {accuracy['high']:.1%}); macro F1 {data['macro_f1']:.3f}; "
        f"calibration error {data['ece']:.3f}; {latency['p50']:.1f} ms p50, {latency['p95']:.1f} ms p95</p>"
    )
    reliability = [(row["confidence"], row["accuracy"], row["cases"]) for row in data["reliability"]]
    risk = [(row["coverage"], row["risk"]) for row in data["risk_coverage"]]
    routes = list(data["confusion"])
    sections = [
        head,
        f'<div class="plots">{_reliability(reliability)}{_risk(risk)}</div>',
        "<h2>Confusion</h2>",
        _table(
            ("truth", *routes),
            (
                (truth, *(str(row.get(said, 0)) for said in routes))
                for truth, row in data["confusion"].items()
            ),
        ),
        "<h2>Stages</h2>",
        _table(
            ("stage", "alone, when it speaks", "when it decides", "cascade without it"),
            (
                (name, *(_share(row[key]) for key in ("alone", "decided", "cascade_without")))
                for name, row in data["stages"].items()
            ),
        ),
        "<h2>Parts</h2>",
        _table(("part", "right"), ((name, _share(part)) for name, part in data["parts"].items())),
        *_corrections(data.get("corrections")),
        "<h2>Most confident mistakes</h2>",
        _table(
            ("case", "truth", "said", "sure", "stage", "input"),
            (
                (
                    row["id"],
                    row["label"],
                    str(row["said"]),
                    str(row["confidence"]),
                    str(row["stage"]),
                    row["input"],
                )
                for row in data["mistakes"]
            ),
        ),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>router</title>'
        f"<style>{_STYLE}</style></head><body><h1>How good is the router?</h1>{''.join(sections)}</body></html>\n"
    )


def _corrections(data: Record | None) -> Iterable[str]:
    if not data:
        return ()
    from assistant.evals.corrections import table

    shown = table(data)
    return (f"<h2>{escape(shown.title.capitalize())}</h2>", _table(shown.header, shown.rows))


def _share(part: Record) -> str:
    return f"{part['hits'] / part['total']:.1%} of {part['total']}" if part["total"] else "-"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _reliability(points: Sequence[tuple[float, float, int]]) -> str:
    dots = "".join(
        f'<circle cx="{_x(sure):.1f}" cy="{_y(right):.1f}" r="{2 + min(cases, 100) ** 0.5 / 1.5:.1f}" fill="#2f6fde" '
        f'fill-opacity=".65"><title>{cases} cases: claimed {sure:.2f}, right {right:.2f}</title></circle>'
        for sure, right, cases in points
    )
    line = (
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#98a2b5" stroke-dasharray="4"/>'
    )
    return _plot("reliability", "confidence", "right", line + dots)


def _risk(points: Sequence[tuple[float, float]]) -> str:
    top = max([risk for _, risk in points] + [0.05])
    path = " ".join(f"{_x(share):.1f},{_y(risk / top):.1f}" for share, risk in points)
    labels = f'<text x="{_EDGE - 4}" y="{_y(1) + 4}" text-anchor="end">{top:.0%}</text>'
    line = f'<polyline points="{path}" fill="none" stroke="#c2452d" stroke-width="2"/>'
    return _plot("risk against coverage", "surest share", "wrong", labels + line)


def _plot(title: str, across: str, up: str, inside: str) -> str:
    size = _SIDE + 2 * _EDGE
    axes = (
        f'<path d="M{_EDGE} {_EDGE}V{_EDGE + _SIDE}H{_EDGE + _SIDE}" fill="none" stroke="#98a2b5"/>'
        f'<text x="{size / 2}" y="{size - 8}" text-anchor="middle">{across}</text>'
        f'<text x="{_EDGE}" y="{_EDGE - 10}">{up}</text>'
    )
    return (
        f'<figure><figcaption>{title}</figcaption><svg width="{size}" height="{size}" role="img" '
        f'aria-label="{title}">{axes}{inside}</svg></figure>'
    )


def _x(share: float) -> float:
    return _EDGE + share * _SIDE


def _y(share: float) -> float:
    return _EDGE + (1 - share) * _SIDE
