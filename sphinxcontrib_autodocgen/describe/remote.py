"""A model that is asked by HTTP: what it is asked, and how far its answers are believed.

It's measured first, by functions that their authors documented: it gets them without their
docstrings, and the share of its texts that come close to the authors' is the confidence of any
other text of it. Its confidence is measured in each project, for each kind of text. A text is
a stranger's: one plain sentence, in which every name, number, text and direction is one that the
function's own code has, or nothing. What is learned from authors passes the same filter.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import re
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec.structs import replace

from .. import docstring, files, web
from ..cache import Cache
from ..errors import ModelError, RequestError
from ..model import Evidence, Guess, Object, Part, Problem, Project, Rule
from ..settings import Settings
from .acceptance import likeness
from .learned import sites_of
from .learned.corpus import learnable
from .learned.grounding import is_borne_out, is_vacuous, vocabulary
from .prose import first_sentence
from .rules.sentence import is_off
from .shown import author_text
from .view import View

__all__ = ["KEY", "Client", "complete"]

KEY = "AUTODOCGEN_MODEL_KEY"
"""The environment variable that holds the server's key, if it wants one."""

_AT_ONCE = 4
_LARGEST = 1_000_000
"""Most bytes that are read of an answer."""


class _Answer(msgspec.Struct, frozen=True):
    """One answer, as an entry of the cache."""

    text: str


class Client:
    """Asks one model of one server.

    Args:
        settings: ``model_url``, ``model_name`` and ``model_timeout`` say whom to ask and how long.

    Attributes:
        url: Where it's asked.

    Raises:
        ModelError: If a key would travel where others can read it.
    """

    def __init__(self, settings: Settings) -> None:
        self.url = f"{settings.model_url.rstrip('/')}/chat/completions"
        self._name = settings.model_name
        self._timeout = settings.model_timeout
        self._cache = Cache(settings, _Answer)
        self._headers = {"Content-Type": "application/json"}
        try:
            self._headers |= web.bearer(self.url, KEY)
        except RequestError as error:
            raise ModelError(self.url, error.reason) from None

    def ask(self, instruction: str, questions: Sequence[str]) -> list[str]:
        """Ask several questions, one to see whether anybody answers, then a few at once.

        Args:
            instruction: What the model is told before each.
            questions: The questions.

        Returns:
            The answers, in the order of the questions.

        Raises:
            ModelError: If the server doesn't answer as it should; no more is asked then.
        """
        first = [self._answer(instruction, question) for question in questions[:1]]
        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            return first + list(pool.map(lambda q: self._answer(instruction, q), questions[1:]))
        finally:
            pool.shutdown(cancel_futures=True)

    def _answer(self, instruction: str, question: str) -> str:
        asked = json.dumps(
            {
                "model": self._name,
                "temperature": 0,
                "seed": 0,
                "messages": [
                    {"role": "system", "content": instruction},
                    {"role": "user", "content": question},
                ],
            }
        ).encode()
        digest = hashlib.blake2b(b"\0".join((b"model", self.url.encode(), asked)), digest_size=20)
        known = self._cache.get(digest.hexdigest())
        if known is None:
            known = _Answer(self._send(asked))
            self._cache.put(digest.hexdigest(), known)
        return known.text

    def _send(self, asked: bytes) -> str:
        request = urllib.request.Request(self.url, asked, self._headers)  # noqa: S310  # http(s)
        try:
            return _content(web.send(request, timeout=self._timeout, limit=_LARGEST))
        except RequestError as error:
            raise ModelError(self.url, error.reason) from None
        except (ValueError, LookupError, TypeError, RecursionError):
            raise ModelError(self.url, "the answer doesn't follow OpenAI's protocol") from None


def _content(body: bytes) -> str:
    """Return the text of an answer; any exception says that it has none."""
    text = json.loads(body)["choices"][0]["message"]["content"]
    if not isinstance(text, str):
        raise TypeError
    return text.encode(errors="replace").decode()


_SAMPLE = 40
"""By how many documented functions a model is measured, at most."""

_FEWEST = 10
"""By how many texts of a kind it must have been measured to be believed at all."""

_USEFUL = 0.5
"""From which likeness to the author's text one is counted as right."""

_WORTH_ASKING = 0.5
"""Below this confidence no text is even suggested."""

_LONGEST = 6000
_INSTRUCTION = (
    "You document Python functions. You are given one function. Answer with one JSON object and "
    'nothing else: {"summary": "...", "parameters": {"NAME": "..."}, "returns": "..."}. Each text '
    "is one short plain English sentence that ends in a full stop, without markup. The summary "
    "says in the imperative what the function does. Leave out what you don't know. Don't mention "
    "defaults, types, or anything that the function doesn't show."
)
_SECRET = re.compile(
    r"(?i)(?:passw|secret|token|api_?key|credential)\w*['\"]?\s*(?::[\w.\[\] |]*)?[:=]?\s*"
    r"['\"][^'\"]+['\"]|"
    r"-----BEGIN|['\"](?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{24,}={0,2}['\"]"
)
"""Texts that may be a key or a password; code with one isn't sent."""

_Texts = Mapping[str, str]
"""Texts by part, in the words of :class:`~.feedback.Verdict`."""


def complete(project: Project, settings: Settings) -> tuple[Project, dict[str, float]]:
    """Let a model describe parts for which no other text has enough confidence.

    Args:
        project: The described project; not changed.
        settings: Say which model, what it's told, and how many questions it's asked.

    Returns:
        A project with its texts, and the confidence of each kind. If the model can't be asked,
        or there's nothing to measure it by, the same project with one problem more.
    """
    questions = _Questions(project, settings)
    wanted = [] if is_off(_rule(settings).id, settings.rules_off) else questions.wanted()
    if not wanted:
        return project, {}
    try:
        client = Client(settings)
        earned = _measured(questions.documented(), questions, client)
        if max(earned.values()) < _WORTH_ASKING:
            return project, earned
        answers = questions.ask(client, wanted)
    except ModelError as error:
        problem = Problem(error.where, None, error.subtype, error.reason)
        return Project(project.modules.values(), (*project.problems, problem)), {}
    told = {obj.name: texts for obj, texts in zip(wanted, answers, strict=True)}
    writer = _Writer(told, earned, settings)
    modules = [
        replace(module, objects=tuple(map(writer.described, module.objects)))
        for module in project.modules.values()
    ]
    return Project(modules, project.problems), earned


def _measured(documented: list[Object], questions: _Questions, client: Client) -> dict[str, float]:
    """Return the confidence of each kind of a model's texts: the share that is like authors' texts.

    It's the mean of a Beta distribution that was uniform before.

    Raises:
        ModelError: If there's too little to measure it by, or if it can't be asked.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    if len(documented) >= _FEWEST:
        for obj, texts in zip(documented, questions.ask(client, documented), strict=True):
            for part, text in texts.items():
                said = author_text(obj, part)
                if said:
                    found[_kind(part)].append(_is_like(text, said))
    earned = {k: (sum(v) + 1) / (len(v) + 2) for k, v in found.items() if len(v) >= _FEWEST}
    if not earned:
        reason = f"there aren't {_FEWEST} texts of authors to measure the model's by"
        raise ModelError(client.url, reason)
    return {kind: round(share, 3) for kind, share in sorted(earned.items())}


def _rule(settings: Settings) -> Rule:
    return Rule(f"model:{settings.model_name}")


def _is_like(text: str, said: str) -> bool:
    return max(likeness(text, said), likeness(text, first_sentence(said) or "")) >= _USEFUL


def _kind(part: str) -> str:
    return part.partition(":")[0]


class _Questions:
    """Turns objects into questions, and answers into texts that may be shown."""

    def __init__(self, project: Project, settings: Settings) -> None:
        self._project = project
        self._view = View(project)
        self._settings = settings
        self._codes: dict[str, Mapping[int, str]] = {}

    def wanted(self) -> list[Object]:
        """Return the functions that lack a text with enough confidence, by name."""
        found = []
        for name in sorted(self._project):
            obj = self._project[name]
            if obj.docstring is not None or not docstring.is_filled(obj, self._settings):
                continue
            lacks = any(
                part.text is None or part.text.confidence < self._settings.min_confidence
                for part in filter(_can_be_asked, obj.parts())
            )
            if lacks and self._told(obj):
                found.append(obj)
        return found[: self._settings.model_requests]

    def documented(self) -> list[Object]:
        """Return documented functions, drawn by the digests of their names."""
        found = [obj for obj in self._project.values() if obj.docstring and self._told(obj)]
        return sorted(found, key=lambda obj: _digest(obj.name))[:_SAMPLE]

    def ask(self, client: Client, objects: list[Object]) -> list[_Texts]:
        """Ask about objects, and return what may be shown of the answers.

        Raises:
            ModelError: If the model can't be asked.
        """
        answers = client.ask(_INSTRUCTION, [self._told(obj) for obj in objects])
        return [
            dict(_believable(answer, obj, self._view))
            for obj, answer in zip(objects, answers, strict=True)
        ]

    def _told(self, obj: Object) -> str:
        """Return what the model is told of an object; empty if it's told nothing."""
        if obj.kind not in ("function", "method", "property"):
            return ""
        if not self._view.surface.is_public(obj):
            return ""
        text = self._code(obj)
        if text and self._settings.model_send == "signature":
            text = _signature(obj)
        if not text or len(text) > _LONGEST or _SECRET.search(text):
            return ""
        return f"# in {obj.parent}\n{text}"

    def _code(self, obj: Object) -> str:
        """Return an object's code without docstrings and comments; empty if it can't be read."""
        path = self._project.module_of(obj.name).path
        if path not in self._codes:
            self._codes[path] = dict(_functions(path))
        return self._codes[path].get(obj.line, "")


def _functions(path: str) -> Iterator[tuple[int, str]]:
    """Yield the code of a file's functions, with the line of their ``def``."""
    try:
        tree = ast.parse(files.read(Path(path)))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            _strip(node)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            with contextlib.suppress(ValueError, RecursionError):  # too long, or too deep
                yield node.lineno, ast.unparse(node)


def _strip(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
    """Take the docstring out of a definition."""
    if ast.get_docstring(node, clean=False) is not None:
        node.body[:1] = [] if len(node.body) > 1 else [ast.Pass()]


def _signature(obj: Object) -> str:
    """Write the first line of a function's definition, of what is known without its body."""
    decorators = "".join(f"@{name}\n" for name in obj.decorators)
    parameters = ", ".join(parameter.source for parameter in obj.parameters)
    result = obj.returns or obj.yields
    arrow = f" -> {result.annotation}" if result is not None and result.annotation else ""
    return f"{decorators}def {obj.short_name}({parameters}){arrow}: ..."


def _can_be_asked(part: Part) -> bool:
    """Tell whether a model can describe a part."""
    if part.kind == "returns":
        return part.type is None or part.type.text != "None"
    return part.kind in _ASKED


_ASKED = ("summary", "parameter", "returns")
"""The parts that a model is asked about."""


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


class _Writer:
    """Puts a model's texts where no text has more confidence."""

    def __init__(
        self, told: Mapping[str, _Texts], earned: Mapping[str, float], settings: Settings
    ) -> None:
        self._told = told
        self._earned = earned
        self._minimum = settings.min_confidence
        self._evidence = Evidence("model", settings.model_name)
        self._rule = _rule(settings)

    def described(self, obj: Object) -> Object:
        """Return an object with the model's texts."""
        texts = self._told.get(obj.name)
        if not texts or obj.docstring is not None:
            return obj
        return obj.with_parts(lambda part: self._surer(part, texts))

    def _surer(self, part: Part, texts: _Texts) -> Part:
        earned, guess = self._earned.get(part.kind, 0.0), part.text
        if part.id not in texts or not earned or part.kind not in _ASKED:
            return part
        if guess is not None and guess.confidence >= min(earned, self._minimum):
            return part
        return part.with_text(Guess(texts[part.id], earned, self._evidence, self._rule))


def _believable(answer: str, obj: Object, view: View) -> Iterator[tuple[str, str]]:
    """Yield those texts of an answer that are plain and that the code supports, by part."""
    start, end = answer.find("{"), answer.rfind("}")
    try:
        said = json.loads(answer[start : end + 1])
    except (ValueError, RecursionError):
        return
    if not isinstance(said, dict):
        return
    described = said.get("parameters")
    for site in sites_of(obj, view):
        kind, _, name = site.part.partition(":")
        text = said.get(kind)
        if kind == "parameter":
            text = described.get(name) if isinstance(described, dict) else None
        plain = learnable(text) if isinstance(text, str) else None
        if plain is None or is_vacuous(plain, site):
            continue
        if is_borne_out(plain, site, vocabulary(site), None):
            yield site.part, plain
