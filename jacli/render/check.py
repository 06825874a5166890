"""What a check found out, in every format: a line per entry, a line per comparison, and how it ended.

`-q` prints only what failed, so nothing where all is well; the exit code tells the rest.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from jacli.errors import ExitCode, UsageError
from jacli.render import markdown, plain, table
from jacli.render.conventions import CONVENTIONS, kink_document, kink_line, kink_sections
from jacli.render.entries import Cells
from jacli.render.json import Document, dump, json_number
from jacli.render.messages import framed, labelled, text
from jacli.render.quiet import word
from jacli.render.sections import Line, Reading, Section, Texts
from jacli.render.style import Style
from jacli.render.titles import Title, to_ascii
from jacli.render.widths import ascii_only

if TYPE_CHECKING:
    from jacli.analysis.checked import CheckedEntry, CheckReport, Comparison
    from jacli.analysis.claims import ClaimReport, Difference
    from jacli.analysis.records import Entry, Note

FIELDS = ("part", "output", "input", "value", "state", "error", "digits", "failed")
FORMATS = ("table", "json", "ndjson", "csv", "tsv", "markdown", "plain", "quiet")


def render_check(report: CheckReport, form: str = "table", style: Style = Style()) -> Iterator[str]:
    """The report in a format, piece by piece. Raises UsageError for one that has no place for checks."""
    if form not in FORMATS:
        raise UsageError("format-without-checks", name=form, names=FORMATS[:-1])
    writers: dict[str, Callable[[CheckReport, Style], Iterator[str]]] = {
        "table": _table,
        "plain": _plain,
        "markdown": _markdown,
        "json": _json,
        "ndjson": _ndjson,
        "csv": lambda report, style: _separated(report, style, ","),
        "tsv": lambda report, style: _separated(report, style, "\t"),
        "quiet": _quiet,
    }
    pieces = writers[form](report, style)
    return map(ascii_only, pieces) if style.ascii else pieces


def check_exit_code(report: CheckReport) -> ExitCode:
    """CHECK_FAILED if anything differs, UNDEFINED if an entry is not finite, LIMIT if one was not checked, else OK."""
    if not report.passed:
        return ExitCode.CHECK_FAILED
    states = {entry.state for entry in report.entries}
    if states & {"undefined", "infinite"}:
        return ExitCode.UNDEFINED
    return ExitCode.LIMIT if "unchecked" in states else ExitCode.OK


# ── for people ────────────────────────────────────────────────────────────────────────────────────────────


def _cells(report: CheckReport, style: Style) -> Cells:
    decimal = report.answer.decimal_input and not style.exact
    return Cells(style.ascii, style.exact, decimal, words=True, lang=style.lang)


def _table(report: CheckReport, style: Style) -> Iterator[str]:
    pen = table.Pen(style, _cells(report, style))
    for number, section in enumerate(sections(report, style)):
        yield pen.draw(section, number == 0)


def _plain(report: CheckReport, style: Style) -> Iterator[str]:
    for number, section in enumerate(sections(report, style)):
        if number and isinstance(section, Title):
            yield "\n"
        yield from plain.section_text(section, _cells(report, style))


def _markdown(report: CheckReport, style: Style) -> Iterator[str]:
    return markdown.written(sections(report, style), _cells(report, style), style)


def sections(report: CheckReport, style: Style) -> Iterator[Section]:
    """Point, entries, comparisons, claim, verdict, notes."""
    return Layout(report, style).sections()


class Layout:
    """One report being laid out."""

    def __init__(self, report: CheckReport, style: Style) -> None:
        self.report = report
        self.style = style
        self.cells = _cells(report, style)
        self.reading = Reading(report.answer, style, self.cells)

    def sections(self) -> Iterator[Section]:
        """Everything in order."""
        yield from self.reading.point_lines()
        for part in ("jacobian", "vjp"):
            entries = [entry for entry in self.report.entries if entry.part == part]
            if entries:
                yield Title(self._signs("J" if part == "jacobian" else "wᵀJ"))
                yield self._entries(entries)
        yield Title(self.say("check-title"))
        yield self._comparisons()
        if self.report.claim is not None:
            yield from self._claim(self.report.claim)
        if self.report.kinks is not None:
            yield from kink_sections(self.report.kinks, self.cells, self.say)
        yield Line("verdict", self._verdict())
        yield from self.reading.note_lines()

    def say(self, code: str, **fields: Any) -> str:
        """A text of the catalogue."""
        return self._signs(text(code, fields, self.style.lang))

    def _signs(self, printed: str) -> str:
        return ascii_only(to_ascii(printed)) if self.style.ascii else printed

    def _entries(self, entries: Sequence[CheckedEntry]) -> Texts:
        rows = [self._row(entry) for entry in entries]
        say, hidden = self.say, int(entries[0].output is None)
        names = (say("heading-output"), say("heading-input"))
        found = (say("heading-value"), say("heading-error"), say("heading-digits"), say("heading-state"))
        return Texts((*names, *found)[hidden:], [row[hidden:] for row in rows], 2 - hidden, records=True)

    def _row(self, entry: CheckedEntry) -> tuple[str, ...]:
        names = (self.cells.name(entry.output or ""), self.cells.name(entry.input))
        digits = "" if entry.digits is None else str(entry.digits)
        return (*names, self.cells.value(entry.entry) or "", error_text(entry.error), digits, self._state(entry))

    def _state(self, entry: CheckedEntry) -> str:
        if entry.state == "failed":
            return self._labelled(
                self.say("check-failed"), self._clauses([self.say(f"differs-{name}") for name in entry.failed])
            )
        if entry.left is not None and entry.right is not None:
            sides = f"{self.cells.short(entry.left)} | {self.cells.short(entry.right)}"
            return self._labelled(self.say("kind-kink"), sides)
        return self._word(entry.state)

    def _word(self, state: str) -> str:
        """What a state is called."""
        if state == "failed":
            return self.say("check-failed")
        own = state in ("passed", "unchecked")
        return self.say(f"state-{state}") if own else self.say(f"kind-{state}")

    def _clauses(self, said: Sequence[str]) -> str:
        lang = self.style.lang
        return reduce(lambda first, second: framed("clauses", lang, first=first, second=second), said)

    def _labelled(self, label: str, message: str) -> str:
        return self._signs(labelled(label, message, self.style.lang))

    def _comparisons(self) -> Texts:
        rows = [self._comparison(comparison) for comparison in self.report.comparisons]
        product = self.report.product_error
        name = self.say("check-product")
        rows.append((name, "", self.say("check-nothing") if product is None else error_text(product)))
        return Texts(("", self.say("heading-entries"), self.say("heading-largest-error")), rows, 1, records=True)

    def _comparison(self, comparison: Comparison) -> tuple[str, ...]:
        name = self.say(f"check-{comparison.name}")
        if not comparison.entries:
            return (name, "", self.say("check-nothing"))
        errors = [error_text(comparison.error)]
        if comparison.failed:
            errors.append(self.say("check-failures", count=comparison.failed))
        return (name, str(comparison.entries), self._clauses(errors))

    # ── claims and verdict ──

    def _claim(self, claim: ClaimReport) -> Iterator[Section]:
        part = self._signs("J" if claim.part == "jacobian" else "wᵀJ")
        fields = {"name": claim.name, "entries": claim.entries, "part": part, "count": len(claim.differences)}
        verdict = "claim-failed" if claim.differences else "claim-passed" if claim.passed else "claim-unmet"
        label = self.say(verdict, met=claim.entries - claim.unmet, **fields)
        how = self.say("claim-all-proved") if claim.proved == claim.entries else self._how(claim)
        yield Title(label, self.say("claim-how", how=how))
        if claim.cause is not None:
            yield Line("run", self.cause(claim.cause))
        if claim.differences:
            rows = [self._difference(difference) for difference in claim.differences]
            say = self.say
            names = (say("heading-output"), say("heading-input"))
            found = (say("heading-claimed"), say("heading-computed"), say("heading-why"))
            yield Texts((*names, *found), rows, 2, records=True)

    def _how(self, claim: ClaimReport) -> str:
        fields = {} if claim.digits is None else {"digits": claim.digits}
        if claim.unmet:
            fields["unmet"] = claim.unmet
        return self.say(f"claim-{claim.how}", proved=claim.proved, **fields)

    def cause(self, cause: Note | None) -> str:
        """Why a claim differs, if that is known."""
        return "" if cause is None else self.say(cause.code, **cause.fields)

    def _difference(self, difference: Difference) -> tuple[str, ...]:
        names = (self.cells.name(difference.output or ""), self.cells.name(difference.input))
        return (*names, self.shown(difference.claimed), self.shown(difference.computed), self.cause(difference.cause))

    def shown(self, entry: Entry) -> str:
        """An entry of a claim: its formula if formulas were compared, else its number."""
        claim = self.report.claim
        formula = self.cells.any_formula(entry)
        if formula is not None and (claim is None or claim.how == "formulas" or entry.value is None):
            return formula
        return self.cells.short(entry)

    def brief(self, entry: Entry) -> str:
        """The same, numbers as decimals."""
        claim = self.report.claim
        compared = claim is not None and claim.how != "formulas" and entry.value is not None
        return (self.cells.value(entry) if compared else None) or self.shown(entry)

    def _verdict(self) -> str:
        report = self.report
        said = [self.say("check-compared", count=sum(1 for entry in report.entries if entry.errors))]
        if report.zeros:
            said.append(self.say("check-zeros", count=report.zeros))
        for state, count in Counter(entry.state for entry in report.entries if entry.state != "passed").items():
            said.append(self.say("check-states", count=count, state=self._word(state)))
        digits = [entry.digits for entry in report.entries if entry.digits is not None]
        if digits:
            said.append(self.say("check-float", digits=min(digits)))
        verdict = self.say("check-passed" if report.passed else "check-failed")
        return self._labelled(verdict, self._clauses(said))


def error_text(error: float | None) -> str:
    """A relative error to one digit: `3e-61`, `0`; nothing where there is none."""
    if error is None:
        return ""
    mantissa, _, exponent = f"{error:.0e}".partition("e")
    return "0" if error == 0 else f"{mantissa}e{int(exponent)}" if exponent else mantissa


# ── for programs ──────────────────────────────────────────────────────────────────────────────────────────


def _json(report: CheckReport, style: Style) -> Iterator[str]:
    """The document of the Jacobian, with a field `check`."""
    document = Document(report.answer, style)
    for number, (name, value) in enumerate([*document.fields(), ("check", _document(report, style))]):
        yield f"{',' if number else '{'}\n {dump(name)}: "
        yield from value if isinstance(value, Iterator) else (dump(value),)
    yield "\n}\n"


def _document(report: CheckReport, style: Style) -> dict[str, Any]:
    found: dict[str, Any] = {
        "passed": report.passed,
        "comparisons": [
            {"name": c.name, "entries": c.entries, "error": _float(c.error), "failed": c.failed}
            for c in report.comparisons
        ],
        "product_error": _float(report.product_error),
        "zeros": report.zeros,
        "entries": list(map(_entry, report.entries)),
    }
    if report.kinks is not None:
        found["kinks"] = list(map(kink_document, report.kinks))
    if report.claim is not None:
        found["claim"] = _claim_document(report, report.claim, style)
    return found


def _entry(entry: CheckedEntry) -> dict[str, Any]:
    found: dict[str, Any] = {
        "part": entry.part,
        "output": entry.output,
        "input": entry.input,
        "value": json_number(entry.entry),
        "state": entry.state,
        "error": _float(entry.error),
        "errors": {name: _float(error) for name, error in entry.errors.items()},
        "digits": entry.digits,
        "failed": list(entry.failed),
    }
    if entry.left is not None and entry.right is not None:
        found |= {"left": json_number(entry.left), "right": json_number(entry.right)}
    return found


def _claim_document(report: CheckReport, claim: ClaimReport, style: Style) -> dict[str, Any]:
    layout = Layout(report, style)
    return {
        "name": claim.name,
        "part": claim.part,
        "how": claim.how,
        "passed": claim.passed,
        "entries": claim.entries,
        "proved": claim.proved,
        "digits": claim.digits,
        "unmet": claim.unmet,
        "cause": _cause(claim.cause, layout),
        "differences": [
            {
                "output": d.output,
                "input": d.input,
                "claimed": layout.shown(d.claimed),
                "computed": layout.shown(d.computed),
                "cause": _cause(d.cause, layout),
            }
            for d in claim.differences
        ],
    }


def _cause(cause: Note | None, layout: Layout) -> dict[str, str] | None:
    return None if cause is None else {"code": cause.code, "text": layout.cause(cause)}


def _float(error: float | None) -> float | str | None:
    return error if error is None or error < float("inf") else "inf"


def _ndjson(report: CheckReport, style: Style) -> Iterator[str]:
    conventions = _conventions(report)
    for entry in report.entries:
        key = (entry.part, entry.output, entry.input)
        told = {"conventions": conventions[key]} if key in conventions else {}
        yield dump(_entry(entry) | told) + "\n"
    if report.claim is not None:
        differences = _claim_document(report, report.claim, style)["differences"]
        yield from (dump({"part": "claim", **difference}) + "\n" for difference in differences)


def _separated(report: CheckReport, style: Style, separator: str) -> Iterator[str]:
    buffer = io.StringIO()
    conventions = _conventions(report)
    numbers = [name for name in CONVENTIONS if name not in FIELDS]
    fields = FIELDS if report.kinks is None else (*FIELDS, *numbers)
    writer = csv.DictWriter(buffer, fields, delimiter=separator, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for entry in report.entries:
        found = _entry(entry)
        told = conventions.get((entry.part, entry.output, entry.input), {})
        found |= {name: told.get(name) for name in numbers}
        writer.writerow({n: "" if found.get(n) is None else found[n] for n in fields} | _joined(entry))
    for difference in report.claim.differences if report.claim else ():
        layout = Layout(report, style)
        row = {"part": "claim", "output": difference.output, "input": difference.input, "state": "failed"}
        writer.writerow(row | {"value": layout.shown(difference.claimed), "failed": layout.cause(difference.cause)})
    yield buffer.getvalue()


def _conventions(report: CheckReport) -> dict[tuple[str, str | None, str], dict[str, Any]]:
    """What each convention answers, by the part, output and input of the entry."""
    return {(k.part, k.output, k.input): kink_document(k)["conventions"] for k in report.kinks or ()}


def _joined(entry: CheckedEntry) -> dict[str, str]:
    return {"failed": " ".join(entry.failed)}


def _quiet(report: CheckReport, style: Style) -> Iterator[str]:
    """What failed, a line each: output, input, and what differs; before them what conventions answer at kinks.

    Of a claim also what is claimed and what was computed, before the reason.
    """
    layout = Layout(report, style)
    yield from (kink_line(kink, layout.cells) for kink in report.kinks or ())
    for entry in report.entries:
        if entry.state in ("failed", "unchecked"):
            yield f"{entry.output or 'w'} {entry.input} {' '.join(entry.failed) or layout.say('state-unchecked')}\n"
    if report.claim is not None:
        for d in report.claim.differences:
            both = f"{word(layout.brief(d.claimed))} {word(layout.brief(d.computed))}"
            why = layout.cause(d.cause or report.claim.cause) or layout.say("claim-differs")
            yield f"{d.output or 'w'} {d.input} {both} {why}\n"
