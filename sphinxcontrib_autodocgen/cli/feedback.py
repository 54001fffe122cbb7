"""``feedback``: accept, reject or correct generated texts, and report on the verdicts."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from .. import feedback, pipeline
from ..describe import acceptance
from ..describe.acceptance import Tally
from ..describe.shown import Suggestion, suggestions
from ..errors import JudgementError
from ..feedback import Judgement, Verdict
from ..files import relative
from ..model import Object
from ..report import Report
from ..settings import Settings
from .common import (
    DONE,
    add_example,
    add_settings,
    chosen_settings,
    exit_code,
    find,
    own_packages,
    packages_of,
    print_problems,
    refuse_nothing,
    write_lines,
)

__all__ = ["add"]

_SAID: dict[str, tuple[Judgement, str]] = {
    "accept": ("accepted", "accept a text, which is then shown whatever its confidence"),
    "reject": ("rejected", "reject a text, which is then no longer shown there"),
    "correct": ("corrected", "give a better text, which is then shown in its place"),
}
_FEWEST, _HALF = 3, 0.5
"""A rule isn't worth it if it has this many verdicts, and less than this share was kept."""


def add(commands: Any) -> None:
    """Add the command, its actions and their flags to the parser."""
    command = commands.add_parser(
        "feedback",
        help="accept, reject or correct generated texts",
        description="Write verdicts on generated texts into 'autodocgen-feedback.toml' in the "
        "project's folder. The next build applies them. Each action has its own --help.",
    )
    add_example(command, "reject parcel.price src")
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, (_, help_text) in _SAID.items():
        _add_judgement(actions, name, help_text)
    collect = actions.add_parser(
        "collect",
        help="record verdicts on texts that authors adopted or edited",
        description="Compare the texts of the last analysis with the docstrings that authors wrote "
        "since. --cache-dir names the analysis: that of a Sphinx build is in the folder "
        "'autodocgen' among its doctrees.",
    )
    collect.set_defaults(run=_collect)
    report = actions.add_parser(
        "report",
        help="show how many texts were kept, by month and by rule",
        description="Count the verdicts, and name the rules that people reject.",
    )
    report.add_argument("--format", choices=("text", "json"), default="text")
    report.set_defaults(run=_report)
    collect.add_argument("targets", metavar="PATH", nargs="*", help=_TARGETS)
    add_settings(collect, "src")
    add_settings(report, "--format json")


_TARGETS = "import name, file or folder to analyse; default: the project's own packages"


def _add_judgement(actions: Any, name: str, help_text: str) -> None:
    action = actions.add_parser(name, help=help_text, description=f"{help_text.capitalize()}.")
    action.add_argument("object", metavar="OBJECT", help="full name, or its last parts")
    action.add_argument("targets", metavar="PATH", nargs="*", help=_TARGETS)
    action.add_argument(
        "--part",
        metavar="PART",
        help="summary, returns, yields, parameter:NAME or raises:TYPE; or a type, type:returns, "
        "type:yields, type:parameter:NAME or type; default: the summary, or the only text there is",
    )
    action.add_argument(
        "--suggested", metavar="TEXT", help="the text to judge, if the part has several"
    )
    if name == "correct":
        action.add_argument("--text", metavar="TEXT", required=True, help="the better text")
    text = ' --text "Return the price in cents."' if name == "correct" else ""
    add_settings(action, f"parcel.price src --part summary{text}")
    action.set_defaults(run=_judge, verdict=_SAID[name][0], text=None)


def _settings(options: argparse.Namespace) -> Settings:
    return chosen_settings(options, options.targets or own_packages(Path.cwd()))


def _judge(options: argparse.Namespace) -> int:
    chosen = chosen_settings(options, options.targets or packages_of(options.object, Path.cwd()))
    path = pipeline.feedback_file(chosen, Path.cwd())
    known = feedback.read(path)
    project = pipeline.run(chosen, Path.cwd())
    refuse_nothing(project)
    obj = find(project, options.object)
    meant = _choose(_candidates(obj, known), obj, options.part, options.suggested)
    verdict = _verdict(meant, options.verdict, options.text)
    feedback.append(path, verdict)
    write_lines((_line(verdict), _written(path)), sys.stdout)
    print_problems(project.problems)
    return exit_code(project.problems)


def _candidates(obj: Object, known: tuple[Verdict, ...]) -> list[Suggestion]:
    """Return what can be judged of an object, what was judged before as it was suggested then."""
    own = [verdict for verdict in known if verdict.object == obj.name]
    judged = {
        (verdict.part, text): verdict
        for verdict in sorted(own, key=lambda v: v.moment)
        for text in filter(None, (verdict.text, verdict.correction))
    }
    found = [_earlier(s, judged.get((s.part, s.text))) for s in suggestions(obj)]
    parts = {suggestion.part for suggestion in found}
    latest = {verdict.part: verdict for (part, _), verdict in judged.items() if part not in parts}
    return [*found, *(_as_suggested(verdict) for verdict in latest.values())]


def _earlier(now: Suggestion, verdict: Verdict | None) -> Suggestion:
    return now if verdict is None else _as_suggested(verdict)


def _as_suggested(verdict: Verdict) -> Suggestion:
    return Suggestion(verdict.object, verdict.part, verdict.text, verdict.rule, verdict.score)


def _choose(found: list[Suggestion], obj: Object, part: str | None, text: str | None) -> Suggestion:
    """Return the suggestion that is meant.

    Raises:
        JudgementError: If there is none, or more than one.
    """
    if not found:
        why = "its author documented it" if obj.docstring is not None else "no rule knows any"
        raise JudgementError(obj.name, f"nothing is suggested for it: {why}")
    chosen = _chosen_part([suggestion.part for suggestion in found], obj, part)
    meant = [s for s in found if s.part == chosen and text in (None, s.text)]
    if len(meant) == 1:
        return meant[0]
    texts = [repr(s.text) for s in found if s.part == chosen]
    raise JudgementError(obj.name, f"choose one of its texts with --suggested {_either(texts)}")


def _chosen_part(all_parts: list[str], obj: Object, named: str | None) -> str:
    """Return the part that is meant.

    Raises:
        JudgementError: If nothing is suggested for it, or if none is named and there are several.
    """
    parts = list(dict.fromkeys(all_parts))
    if named is None:
        if (usual := _usual(parts)) is None:
            raise JudgementError(obj.name, f"choose one of its parts with --part {_either(parts)}")
        return usual
    if (found := _part(named, parts)) is None:
        known = ", ".join(parts)
        raise JudgementError(obj.name, f"nothing is suggested for {named!r}, only for {known}")
    return found


def _usual(parts: list[str]) -> str | None:
    """Return the part that is meant if none is named: the summary, the only text, the only type."""
    texts = [part for part in parts if part.partition(":")[0] != "type"]
    if "summary" in texts:
        return "summary"
    usual = texts or parts
    return usual[0] if len(usual) == 1 else None


def _part(named: str, parts: list[str]) -> str | None:
    """Return the part that a name means: what has no text has a type, and so has a result."""
    ways = [named, f"type:{named}"]
    ways += ["type:returns", "type:yields"] if named == "type" else []
    ways += ["type"] if named.removeprefix("type:") == "returns" else []
    return next((way for way in ways if way in parts), None)


def _either(words: list[str]) -> str:
    return " or ".join(words)


def _verdict(meant: Suggestion, said: Judgement, text: str | None) -> Verdict:
    """Make a verdict.

    Raises:
        JudgementError: If the better text isn't one.
    """
    correction = " ".join(text.split()) if text is not None else None
    if correction == meant.text:
        raise JudgementError(meant.object, "that is what is suggested; use 'accept'")
    try:
        return Verdict(
            **msgspec.structs.asdict(meant),
            verdict=said,
            correction=correction,
            date=feedback.now(),
        )
    except ValueError as error:
        raise JudgementError(meant.object, str(error)) from None


def _written(path: Path) -> str:
    return f"written to {relative(path, Path.cwd())}"


def _line(verdict: Verdict) -> str:
    better = f" -> {verdict.correction!r}" if verdict.correction is not None else ""
    by = f" ({verdict.rule}, {verdict.score:.2f})" if verdict.rule else ""
    place = f"{verdict.object}, {verdict.part}"
    return f"{verdict.verdict}: {place}: {verdict.text!r}{better}{by}"


def _collect(options: argparse.Namespace) -> int:
    chosen = _settings(options)
    path = pipeline.feedback_file(chosen, Path.cwd())
    feedback.read(path)  # a broken file is said at once
    report = Report()
    project = pipeline.run(chosen, Path.cwd(), report)
    refuse_nothing(project)
    if report.implied:
        feedback.append(path, *report.implied)
        write_lines([*map(_line, report.implied), _written(path)], sys.stdout)
    else:
        print("nothing new: no text that was shown has become a docstring")
    print_problems(project.problems)
    return exit_code(project.problems)


def _report(options: argparse.Namespace) -> int:
    chosen = chosen_settings(options, ())
    path = pipeline.feedback_file(chosen, Path.cwd())
    verdicts = feedback.read(path)
    months = acceptance.by_month(verdicts)
    rules = acceptance.by_rule(verdicts, chosen.feedback_window)
    if options.format == "json":
        print(json.dumps(_report_json(path, months, rules), indent=1))
    else:
        write_lines(_report_lines(path, months, rules), sys.stdout)
    return DONE


def _report_json(path: Path, months: dict[str, Tally], rules: dict[str, Tally]) -> dict[str, Any]:
    return {
        "schema": 1,
        "path": str(path),
        "months": {month: _tally_json(tally) for month, tally in months.items()},
        "rules": {
            rule: {**_tally_json(tally), "worth_it": _is_worth_it(tally)}
            for rule, tally in rules.items()
        },
    }


def _tally_json(tally: Tally) -> dict[str, Any]:
    counts = msgspec.structs.asdict(tally)
    del counts["credit"]
    return {**counts, "kept": round(tally.share, 3)}


def _is_worth_it(tally: Tally) -> bool:
    return tally.total < _FEWEST or tally.share >= _HALF


def _report_lines(path: Path, months: dict[str, Tally], rules: dict[str, Tally]) -> Iterator[str]:
    if not months:
        yield f"no verdicts in {path}"
        return
    yield from _table("month", months)
    yield ""
    yield from _table("rule", dict(sorted(rules.items(), key=lambda pair: pair[1].share)))
    off = [rule for rule, tally in rules.items() if not _is_worth_it(tally)]
    if off:
        yield ""
        yield "Less than half of the texts by these rules was kept. To switch them off:"
        yield f"rules_off = {json.dumps(off, ensure_ascii=False)}"


def _table(title: str, tallies: dict[str, Tally]) -> Iterator[str]:
    width = max(map(len, (title, *tallies)))
    yield f"{title:<{width}}  {'kept':>5}  accepted  corrected  rejected"
    for name, tally in tallies.items():
        yield (
            f"{name:<{width}}  {tally.share:>5.0%}  {tally.accepted:>8}  {tally.corrected:>9}  "
            f"{tally.rejected:>8}"
        )
