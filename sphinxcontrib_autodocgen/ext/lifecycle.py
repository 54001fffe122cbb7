"""Handlers at the beginning and end of a build: analysis, stale pages, limits and report."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from sphinx.util import logging
from sphinx.util.display import progress_message

from .. import cache, discover, files, garbage, later, planning
from ..errors import AutodocgenError
from . import config
from .domain import HISTORY, AutodocgenDomain, of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .. import monitoring
    from ..quality import checks, findings
    from ..quality.findings import Finding
    from . import analyzers
else:
    monitoring = later.LaterModule("..monitoring", __package__)
    checks = later.LaterModule("..quality.checks", __package__)
    findings = later.LaterModule("..quality.findings", __package__)
    analyzers = later.LaterModule(".analyzers", __package__)

__all__ = [
    "PARTIAL",
    "add_script",
    "add_static_folder",
    "collect_as_before",
    "collect_seldom",
    "fill_attribute_docs",
    "load_project",
    "note_pages",
    "read_records",
    "report_pages",
    "stale_pages",
    "warn_of_cache",
    "warn_of_limits",
    "warn_of_partial",
    "write_counts",
    "write_report",
]

logger = logging.getLogger(__name__)

PARTIAL = "partial"
"""Under this name are the problems that git has with what each page shows."""


def collect_seldom(app: Sphinx, env: BuildEnvironment, *pages: Set[str]) -> list[str]:  # noqa: ARG001
    """Have Python collect garbage less often until the build is finished, if that's wanted."""
    domain = of(env)
    if "collection" in domain.settings.optimization:
        domain.collect_as_before = garbage.collect_seldom()
    return []


def collect_as_before(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Have Python collect garbage as often as before the build."""
    if app.env is not None:
        of(app.env).collect_as_before()


def add_static_folder(app: Sphinx, config: Config) -> None:  # noqa: ARG001
    """Let HTML builders find our style sheet; before Sphinx looks for changed options."""
    config.html_static_path.append(str(Path(__file__).parent / "static"))


def add_script(app: Sphinx) -> None:
    """Let web pages sort and filter tables; books have no scripts."""
    if app.builder.name != "epub":
        app.add_js_file("autodocgen.js", loading_method="defer")


def load_project(app: Sphinx) -> None:
    """Analyse the configured packages, or those of the project that ``conf.py`` belongs to."""
    cache.complaints()  # what another build in this process had is said
    domain, chosen = of(app.env), config.chosen(app.config)
    folder = chosen.cache_dir or str(Path(app.doctreedir) / "autodocgen")
    domain.settings = replace(chosen, cache_dir=folder, packages=())
    domain.base = Path(app.confdir)
    targets = chosen.packages
    if not targets:
        try:
            targets = tuple(discover.default_targets(domain.base))
        except AutodocgenError as error:
            logger.warning(str(error), type="autodocgen", subtype=error.subtype)
    if not targets:
        domain.is_lazy = True
        domain.load_shown()  # of others, the objects that autodoc asks for tell
        return
    with progress_message("autodocgen: analysing " + ", ".join(Path(t).name for t in targets)):
        domain.load(targets)


def stale_pages(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,
    added: Set[str],
    changed: Set[str],
    removed: Set[str],
) -> list[str]:
    """Return the pages that show something of which we now know more, less or other things."""
    domain = of(env)
    if not domain.project:
        return []
    known = added | changed | removed
    is_same = domain.is_same()
    stale = [
        docname
        for docname, names in domain.shown.items()
        if docname not in known
        and any(
            domain.fingerprint(name) != old
            for name, old in names.items()
            if name == HISTORY or not is_same
        )
    ]
    domain.report.pages = replace(domain.report.pages, stale=len(stale))
    return stale


def read_records(app: Sphinx, *_: object) -> None:
    """Read the records of the project before processes are started that each would."""
    if app.parallel > 1:
        of(app.env).project.modules  # noqa: B018  # read when they are first asked for


def fill_attribute_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:  # noqa: ARG001
    """Have autodoc read what is known of attributes and data without a docstring."""
    domain = of(env)
    if docnames:
        analyzers.replace_analyzers(domain, *domain.tops)


def warn_of_partial(app: Sphinx, env: BuildEnvironment) -> None:  # noqa: ARG001
    """Say once what git can't tell, however many pages and processes wanted to know."""
    pages = of(env).by_page(PARTIAL).values()
    for problem in sorted({problem for problems in pages for problem in problems}):
        logger.warning("%s", problem, type="autodocgen", subtype="git")


def warn_of_limits(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn once of each object that is beyond a limit that ``conf.py`` sets.

    It's said after reading and by the main process, so that a parallel build doesn't say it twice,
    and an incremental one not only of what it reads.
    """
    domain = of(env)
    chosen = domain.settings
    judged = not config.is_default(app.config, "thresholds")
    if not (judged or chosen.fail_under or chosen.stale):
        return
    domain.load_shown()
    verdict = checks.judge(domain.project, chosen, domain.base, domain.report)
    for group in findings.by_object(verdict.findings):
        metrics, stale, coverage = _by_kind(group)
        _warn_beyond(metrics if judged else [], domain, subtype="threshold")
        _warn_beyond(stale, domain, subtype="stale")
        _warn_beyond(coverage, domain, subtype="coverage")


def _by_kind(group: Iterable[Finding]) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """Part findings into those on metrics, stale docstrings and coverage."""
    found = list(group)
    stale = [finding for finding in found if finding.rule == "stale"]
    coverage = [finding for finding in found if finding.rule == "coverage"]
    return [f for f in found if f not in (*stale, *coverage)], stale, coverage


def _warn_beyond(found: list[Finding], domain: AutodocgenDomain, *, subtype: str) -> None:
    if not found:
        return
    logger.warning(
        "%s: %s",
        found[0].object,
        ", ".join(finding.measure for finding in found),
        type="autodocgen",
        subtype=subtype,
        location=f"{domain.base / found[0].path}:{found[0].line}",
    )


def note_pages(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,
    added: Set[str],
    changed: Set[str],
    removed: Set[str],  # noqa: ARG001
) -> list[str]:
    """Note how many pages Sphinx reads by itself."""
    report = of(env).report
    total = len(env.found_docs)
    report.pages = replace(report.pages, added=len(added), changed=len(changed), total=total)
    return []


def report_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield a page with what happened, if it's asked for."""
    domain = of(app.env)
    if domain.settings.report:
        body = monitoring.page(domain.report, _alerts(domain))
        yield "autodocgen-report", {"title": "Report of the build", "body": body}, "page.html"


def warn_of_cache(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001
    """Say once why results couldn't be kept."""
    for line in cache.complaints():
        logger.warning(line, type="autodocgen", subtype="cache")


def write_report(app: Sphinx, exception: Exception | None) -> None:
    """Say and write what happened, as far as it's asked for."""
    domain = of(app.env) if app.env is not None else None
    if domain is None or exception is not None or not domain.project:
        return
    planning.note_pages(domain.settings, domain.report.pages)
    report, said = domain.report, _alerts(domain)
    for text in said:
        logger.warning("%s", text, type="autodocgen", subtype="alert")
    if domain.settings.profile:
        hottest = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in report.hottest)
        logger.info("autodocgen: profiles in %s; hottest: %s", report.profile, hottest)
    if domain.settings.report:
        logger.info("autodocgen: %s", monitoring.line(report))
        report.write(Path(app.outdir) / "autodocgen-report.json")
        metrics = monitoring.open_metrics(report)
        files.write(Path(app.outdir) / "autodocgen-metrics.txt", metrics)
        _summarise(monitoring.summary(report, said))


def write_counts(app: Sphinx, exception: Exception | None) -> None:
    """Write our own counts beside the coverage builder's report."""
    if exception is not None or app.builder.name != "coverage":
        return
    lines = ["written  generated  missing  module"]
    lines += [
        f"{counts.written:7}  {counts.generated:9}  {counts.missing:7}  {name}"
        for name, counts in of(app.env).report.coverage.items()
    ]
    files.write(Path(app.outdir) / "autodocgen.txt", "\n".join(lines) + "\n")


def _alerts(domain: AutodocgenDomain) -> list[str]:
    return list(monitoring.alerts(domain.report, domain.settings.alerts))


def _summarise(text: str) -> None:
    """Add to the summary of a job of GitHub Actions, if this is one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with contextlib.suppress(OSError), Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
