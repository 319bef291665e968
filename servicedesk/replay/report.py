"""Writes the figures of an import into a Markdown file, between two marks."""

from pathlib import Path

from servicedesk.board.statistics import Share
from servicedesk.replay.figures import Figures, label_of

BEGIN = "<!-- figures of {name}: written by import_log --report -->"
END = "<!-- end of figures of {name} -->"
HOUR = 3600


def write_report(
    path: Path, *, name: str, run: dict[str, object], figures: Figures
) -> None:
    """Replace what stands between the marks of a database, or add it at the end."""
    begin, end = BEGIN.format(name=name), END.format(name=name)
    block = f"{begin}\n{_text(name, run, figures)}{end}\n"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    head, found, rest = before.partition(begin)
    if not found:
        after = f"{before.rstrip()}\n\n{block}" if before else block
    else:
        after = head + block + rest.partition(f"{end}\n")[2]
    path.write_text(after, encoding="utf-8")


def _text(name: str, run: dict[str, object], figures: Figures) -> str:
    times = figures.completion
    lines = [
        f"### On {name}",
        "",
        "| what | figure |",
        "| --- | --- |",
        *(f"| {what} | {value} |" for what, value in run.items()),
        f"| stages the cases stand in | {_counts(figures.stages)} |",
        f"| follow-up calls | {_counts(figures.revisits)} |",
        f"| accepted | {_counts(figures.accepted_by)} |",
        f"| evidence by source | {_counts(figures.sources)} |",
        f"| exceptions | {figures.exceptions} |",
        f"| timers found late | {figures.late} |",
        f"| invariants checked, hits | {figures.invariants}, {figures.hits} |",
        f"| board against timelines | {_recount(figures.differences)} |",
        "",
        f"Time to completion, {times.count:,} cases: median"
        f" **{times.median / HOUR:.1f} h**, nine tenths within"
        f" **{times.ninth_tenth / HOUR / 24:.1f} days**, mean"
        f" {times.mean / HOUR:.1f} h.",
        "",
        "| timer | over time | share | left out |",
        "| --- | ---: | ---: | ---: |",
        *(_row(kind, share, "") for kind, share in figures.over_time.items()),
        *(
            _row(kind, share, " (only warns)")
            for kind, share in figures.advisory.items()
        ),
        "",
    ]
    return "\n".join(lines) + "\n"


def _row(kind: str, share: Share, remark: str) -> str:
    value = f"{share.value:.1%}" if share.value is not None else "–"
    return (
        f"| {label_of(kind)}{remark} | {share.part:,} of {share.whole:,} | {value}"
        f" | {share.left_out:,} |"
    )


def _counts(counts: dict[str, int]) -> str:
    said = [f"{count:,} {name or 'not yet'}" for name, count in counts.items()]
    return ", ".join(said) or "none"


def _recount(found: list[str]) -> str:
    return "; ".join(found) or "every figure equal"
