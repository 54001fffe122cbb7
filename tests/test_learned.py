"""Words learned from the project: what is said, where it comes from, and what is never said."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sphinxcontrib_autodocgen import document
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.describe import describe
from sphinxcontrib_autodocgen.describe.learned import Patterns, Site, learn, patterns, retrieval
from sphinxcontrib_autodocgen.describe.learned.corpus import learnable
from sphinxcontrib_autodocgen.describe.learned.linear import calibrated
from sphinxcontrib_autodocgen.describe.learned.recall import Findings, Recall
from sphinxcontrib_autodocgen.feedback import Judgement, Verdict
from sphinxcontrib_autodocgen.model import Guess, Object, Parameter, Project
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow

MakeProject = Callable[..., Project]
DOCUMENTED = "".join(
    f'''
def {verb}_{thing}(path, depth=3, mode="{verb}"):
    """{verb.capitalize()} the {thing}.

    Args:
        path: Folder of the archive, relative to the vault.
        depth: How many levels of folders are followed.
        mode: How the {thing} is opened.

    Returns:
        The archive, with its index up to date.
    """
    return open(path, mode), depth
'''
    for verb in ("pack", "seal", "move", "copy")
    for thing in ("crate", "chest", "barrel", "basket")
)


def said(
    name: str, part: str, verdict: Judgement, text: str, correction: str | None = None
) -> Verdict:
    """Return a verdict on a learned text."""
    return Verdict(
        object=name,
        part=part,
        verdict=verdict,
        text=text,
        correction=correction,
        rule="learned",
        score=0.8,
        date="2026-01-01",
    )


def described_parameter(project: Project, name: str, parameter: str) -> Guess | None:
    """Return the guess at a parameter."""
    return next(p.description for p in project[name].parameters if p.name == parameter)


def add(function: str, *, files: Sequence[str] = (DOCUMENTED,)) -> dict[str, str]:
    """Return the files of a project with a function that has no docstring."""
    texts = {f"pkg/m{n}.py": text for n, text in enumerate(files)}
    return {"pkg/__init__.py": "", **texts, "pkg/new.py": function}


def analysed(files: dict[str, str], make_project: MakeProject) -> Project:
    """Return a project in which nothing is described yet."""
    project = make_project(files, ranker="off")
    modules = [
        replace(module, objects=tuple(replace(o, parameters=_bare(o)) for o in module.objects))
        for module in project.modules.values()
    ]
    return Project(modules)


def _bare(obj: Object) -> tuple[Parameter, ...]:
    return tuple(replace(parameter, description=None) for parameter in obj.parameters)


TOLD = ("narrate:*", "read-aloud", "always-raises", "must", "unused")
"""Rules that tell what a body does: off, so that they take no place of what is learned."""

PLAIN = "def lock_crate(path, depth=3):\n    return open(path), depth\n"


def test_parameter_is_described_as_elsewhere(make_project: MakeProject) -> None:
    """A parameter of a documented name gets the authors' sentence, with its origin."""
    project = make_project(add(PLAIN))

    guess = described_parameter(project, "pkg.new.lock_crate", "path")

    assert guess is not None
    assert guess.text == "Folder of the archive, relative to the vault."
    assert guess.confidence >= Settings().min_confidence
    assert str(guess.evidence).startswith("learned:pkg.m0.")
    assert str(guess.evidence).endswith(":path+15")
    assert guess.rule.id == "learned"


def test_off_learns_nothing(make_project: MakeProject) -> None:
    """With the ranker off only rules speak."""
    project = make_project(add(PLAIN), ranker="off")

    assert described_parameter(project, "pkg.new.lock_crate", "path") is None


def test_project_without_documentation(make_project: MakeProject) -> None:
    """Where nothing is documented, nothing is learned."""
    project = make_project({"pkg/__init__.py": "", "pkg/new.py": PLAIN})

    assert described_parameter(project, "pkg.new.lock_crate", "path") is None
    assert len(learn(project)) == 0


def test_few_texts_are_not_enough(make_project: MakeProject) -> None:
    """What a single text says of a parameter isn't said of another function's."""
    one = 'def f(path):\n    """Do it.\n\n    Args:\n        path: Folder of the vault.\n    """\n'
    project = make_project(add("def g(path): ...\n", files=[one]))

    guess = described_parameter(project, "pkg.new.g", "path")

    assert guess is None


UNTRUE = {
    "default": ("x: It is 30 by default, or 60.", "x=5"),
    "number": ("x: Waits 30 seconds.", "x=5"),
    "class": ("x: Passed on to CrateKeeper.", "x"),
    "parameter": ("x: Goes with `keeper_name`.", "x"),
    "proper noun": ("x: Where the Rijksmuseum is.", "x"),
    "direction": ("x: Whether the order is ascending.", "x"),
    "acronym": ("x: Name of the SFTP account.", "x"),
    "type": ("x: Whether it is thrown away.", "x: dict"),
    "text": ("x: One of 'red' and 'green'.", "x"),
    "incoming": ("x: Object with incoming calls.", "x"),
    "optional": ("x: Optional name of it.", "x"),
    "list in one line": ("x: The possibilities are: - Keep all of them.", "x"),
    "kind in the plural": ("x: Input strings.", "x: int"),
    "kind of the default": ("x: The list with weights.", "x=5.0"),
    "number for a list": ("x: Number of rounds.", "x: list"),
    "whether for a text": ("x: Whether it is kept.", "x='auto'"),
    "operation": ("x: Seed used for the transform operation.", "x, transform_seed=1"),
    "old for new": ("x: Rows of each old sample.", "x, n_new_samples=1"),
    "first sentence of several": ("x: The reporting x. More is said here, at length.", "x"),
}


@pytest.mark.parametrize(("said", "parameter"), UNTRUE.values(), ids=UNTRUE)
def test_claims_are_borne_out(said: str, parameter: str, make_project: MakeProject) -> None:
    """A sentence isn't said of a function whose own code doesn't bear out what it claims."""
    documented = "".join(
        f'def f{n}(x):\n    """Do {word}.\n\n    Args:\n        {said}\n    """\n    {code}\n'
        for n, (word, code) in enumerate([("one", "return x"), ("two", "return -x")] * 10)
    )
    project = make_project(add(f"def g({parameter}):\n    return x\n", files=[documented]))

    guess = described_parameter(project, "pkg.new.g", "x")

    assert guess is None or guess.text.rstrip(".") not in said


DOUBTFUL = {
    "purpose": "x: Node to check.",
    "purpose as a duty": "x: The node that should be checked.",
    "purpose with an object": "x: Bytes to encode as hexadecimal digits.",
    "purpose of a rare verb": "x: Node to be mutated.",
    "purpose of a rare verb in brief": "x: Node to mutate.",
    "purpose in the making": "x: Node being checked.",
    "what stands elsewhere": "x: Server that takes this request.",
    "what none means": "x: If None, the last node of the tree is taken.",
}


@pytest.mark.parametrize("said", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_is_doubtful_is_at_most_suggested(said: str, make_project: MakeProject) -> None:
    """A sentence that nothing in the code speaks for or against is kept, but isn't shown."""
    documented = "".join(
        f'def f{n}(x):\n    """Do {n}.\n\n    Args:\n        {said}\n    """\n' for n in range(20)
    )
    project = make_project(add("def g(x=None):\n    return x\n", files=[documented]))

    guess = described_parameter(project, "pkg.new.g", "x")

    assert guess is not None
    assert guess.confidence < Settings().min_confidence
    kept = learn(project).predict("pkg.new.g", "parameter:x")
    assert kept is not None
    assert kept.text in said


@pytest.mark.parametrize(
    ("said", "call", "mentioned"),
    [("Node to check.", "return drop(x)", "node"), ("Options of the check.", "", "check")],
)
def test_what_one_function_does_is_not_said_of_another(
    said: str, call: str, mentioned: str, make_project: MakeProject
) -> None:
    """A function isn't described by what another does, though one calls the other."""
    documented = "".join(
        f'def check_{n}(x):\n    """Check {n}.\n\n    Args:\n        x: {said}\n    """\n'
        f"    {call}\n"
        for n in range(20)
    )
    code = f"def drop(x):\n    return x, 'no {mentioned}'\n"
    project = make_project(add(code, files=[documented]))

    guess = described_parameter(project, "pkg.new.drop", "x")

    assert guess is not None
    assert guess.confidence < Settings().min_confidence


RESULT = """
class C{0}:
    def exists(self):
        \"\"\"Look for rows {0}.

        Returns:
            True if the table has any rows.
        \"\"\"
        return bool(self.table.rows)
"""


@pytest.mark.parametrize(
    ("code", "is_shown"),
    [("bool(a.table.rows)", True), ("bool(a.files)", False), ("None, bool(a.table.rows)", False)],
)
def test_a_result_of_a_namesake_is_in_the_words_and_of_the_shape_of_the_code(
    code: str, is_shown: bool, make_project: MakeProject
) -> None:
    """What a method of the same name gives is shown only where the code gives such a thing."""
    documented = "".join(RESULT.format(n) for n in range(20))
    own = f"class Own:\n    def exists(self, a):\n        return {code}\n"
    project = make_project(add(own, files=[documented]))

    result = project["pkg.new.Own.exists"].returns

    assert result is not None
    assert (result.description is not None) == is_shown or (
        result.description is not None
        and (result.description.confidence >= Settings().min_confidence) == is_shown
    )


def test_a_remark_is_not_learned_as_a_summary(make_project: MakeProject) -> None:
    """A docstring that begins with a condition doesn't say what a function does."""
    documented = "".join(
        f'class C{n}:\n    def turn(self, x):\n        """If the wheel can be turned."""\n'
        "        return x\n"
        for n in range(20)
    )
    project = make_project(add("class D:\n    def turn(self, x): return x\n", files=[documented]))

    assert learn(project).predict("pkg.new.D.turn") is None


def test_an_untrue_text_is_not_even_suggested(make_project: MakeProject) -> None:
    """What the code doesn't bear out can be asked for, but is never sure enough to be seen."""
    documented = "".join(
        f'def f{n}(x):\n    """Do {n}.\n\n    Args:\n        x: Waits 30 seconds.\n    """\n'
        for n in range(20)
    )
    project = make_project(add("def g(x):\n    return x\n", files=[documented]), min_confidence=0.1)

    assert described_parameter(project, "pkg.new.g", "x") is None
    kept = learn(project).predict("pkg.new.g", "parameter:x")
    assert kept is not None
    assert kept.text == "Waits 30 seconds."
    assert kept.confidence < 0.5


def test_what_the_code_bears_out_is_said(make_project: MakeProject) -> None:
    """The same claim is said of a function whose code does bear it out."""
    documented = "".join(
        f'def f{n}(x):\n    """Do it {n}.\n\n    Args:\n        x: Waits 30 seconds.\n    """\n'
        for n in range(20)
    )
    project = make_project(add("def g(x):\n    wait(30 * x)\n", files=[documented]))

    guess = described_parameter(project, "pkg.new.g", "x")

    assert guess is not None
    assert guess.text == "Waits 30 seconds."


NEVER = {
    "markup": "See :ref:`the guide <x>` for `more <https://x.y>`_.",
    "link": "Read https://example.org first.",
    "script": "Loads <script>alert(1)</script> at once.",
    "directive": ".. raw:: html",
    "secret": "The key is AKIAIOSFODNN7EXAMPLEKEY12345.",
    "digest": "Uses 9f86d081884c7d659a2feaa0c55ad015 as salt.",
    "password": "Log in with password: hunter2 please.",
    "mail": "Ask jane.doe@example.org about it.",
    "bidi": "Runs \u202egnp.exe now.",
    "escape": "Clears \x1b[2J the screen.",
    "format": "Length of %(axis)s it.",
    "unfinished": "One of the following:",
    "generated": "Folder of it. [generated]",
    "tied": "Same as above.",
    "unbalanced": "The `path of it.",
    "goes on": "of names and their numbers.",
}


@pytest.mark.parametrize("text", NEVER.values(), ids=NEVER)
def test_what_is_never_learned(text: str) -> None:
    """Markup, links, secrets and attacks aren't learned."""
    assert learnable(text) is None


def test_one_plain_sentence() -> None:
    """Of a long text the first sentence is learned, without markup and without its default."""
    text = "The :class:`~a.b.Folder` to *read* (default: 3). " + "More of it. " * 20000

    assert learnable(text) == "The `Folder` to read."


@given(st.text(max_size=300))
def test_any_text_is_learned_inertly(text: str) -> None:
    """Whatever is learned is one line, in no control characters, and ends like a sentence."""
    said = learnable(text)

    assert said is None or (
        said.endswith((".", "!", "?")) and said.isprintable() and "<" not in said
    )


def test_languages_are_not_mixed(make_project: MakeProject) -> None:
    """In a project in English no German sentence is said, though it'd fit best."""
    german = (
        'def lock_chest(path):\n    """Sperre die Kiste.\n\n    Args:\n'
        '        path: Der Ordner mit der Kiste und dem Schloss.\n    """\n'
    )
    project = make_project(add(german + "def lock_box(path): ...\n"))

    guess = described_parameter(project, "pkg.new.lock_box", "path")

    assert guess is not None
    assert guess.text == "Folder of the archive, relative to the vault."


def test_names_are_not_said_again(make_project: MakeProject) -> None:
    """A text that only repeats the name is shown only if the settings ask for it."""
    documented = "".join(
        f'def f{n}(size):\n    """Do it {n}.\n\n    Args:\n        size: The size.\n    """\n'
        for n in range(20)
    )
    files = add("def g(size): ...\n", files=[documented])

    assert described_parameter(make_project(files), "pkg.new.g", "size") is None
    told = described_parameter(make_project(files, vacuous=True), "pkg.new.g", "size")
    assert told is not None
    assert told.text == "The size."


def test_a_stand_in_does_not_do_the_same(make_project: MakeProject) -> None:
    """What always raises, or only pretends, isn't described as what it stands in for."""
    text = "def pack_crates(path):\n    raise NotImplementedError\n"
    project = make_project(add(text), rules_off=TOLD)

    assert project["pkg.new.pack_crates"].summary is None


STYLES = {
    "google": "Do {0}.\n\n    Args:\n        path: Folder of the vault.\n    ",
    "numpy": "Do {0}.\n\n    Parameters\n    ----------\n    path\n        Folder of the vault.\n",
    "rest": "Do {0}.\n\n    :param path: Folder of the vault.\n    ",
}


def test_all_styles_are_learned(make_project: MakeProject) -> None:
    """Docstrings in a mix of styles are read, each in its own, and none at all is no harm."""
    documented = "".join(
        f'def {style}_{n}(path):\n    """{text.format(n)}"""\n\ndef bare_{style}_{n}(box): ...\n'
        for style, text in STYLES.items()
        for n in range(5)
    )
    project = make_project(add("def g(path): ...\n", files=[documented]), ranker="off")

    guess = learn(project).predict("pkg.new.g", "parameter:path")

    assert guess is not None
    assert guess.text == "Folder of the vault."
    assert str(guess.evidence).endswith("+14")


HOSTILE = {
    "long": "Bury it. " * 12_000,
    "one long sentence": "bury " * 20_000,
    "script": "Bury <script>alert(1)</script> it.",
    "role": "Bury :raw-html:`<img onerror=x>` it.",
    "directive": ".. include:: /etc/passwd",
    "secret": "Bury it with token = 5f4dcc3b5aa765d61d8327deb882cf99.",
    "escape": "Bury it\\x1b]0;owned\\x07 there.",
    "bidi": "Bury it\\u202e there.",
    "order": "Bury it. [generated]",
    "German": "Vergrabe die Kiste und das Schloss.",
    "brackets": "Bury " + "(" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_docstrings_are_inert(text: str, make_project: MakeProject) -> None:
    """What is long, foreign, secret or an attack is never said, however well it would fit."""
    hostile = "".join(
        f'def lock_chest_{n}(path):\n    """{text}\n\n    Args:\n        path: {text}\n\n'
        f'    Raises:\n        KeyError: {text}\n    """\n    raise KeyError(path)\n'
        for n in range(3)
    )
    project = make_project(
        add("def lock_box(path):\n    raise KeyError(path)\n", files=[DOCUMENTED, hostile]),
        rules_off=TOLD,
    )

    found = project["pkg.new.lock_box"]
    guesses = [found.summary, *(p.description for p in found.parameters)]
    guesses += [raised.description for raised in found.raises]
    said = [guess.text for guess in guesses if guess is not None]
    allowed = {"Bury it.", "Folder of the archive, relative to the vault."}
    assert set(said) <= allowed


RAISING = "".join(
    f'''
def {verb}_{thing}(path, depth=3):
    """{verb.capitalize()} the {thing}.

    Raises:
        VaultError: If the seal of the archive is broken.
        ValueError: If the folder has no name.
    """
    if not path.seal:
        raise VaultError(path, "archive")
    if depth < 0:
        raise ValueError("folder: name")
'''
    for verb in ("pack", "seal", "move", "copy")
    for thing in ("crate", "chest", "barrel", "basket")
)
RAISES = (
    "def lock_crate(path, depth=3):\n"
    "    if not all(part.check() for part in path):\n"
    "        raise VaultError(path, 'archive', path.seal)\n"
    "    if depth < 0:\n        raise ValueError(depth)\n"
)


def test_an_exception_is_described_as_elsewhere(make_project: MakeProject) -> None:
    """What authors say of an exception is said where the code doesn't tell its condition."""
    project = make_project(add(RAISES, files=[RAISING]))

    learned, proved = project["pkg.new.lock_crate"].raises

    assert learned.description is not None
    assert learned.description.text == "If the seal of the archive is broken."
    assert learned.description.confidence >= Settings().min_confidence
    assert str(learned.description.evidence).startswith("learned:pkg.m0.")
    assert str(learned.evidence) == "raise:3"
    assert proved.description is not None
    assert proved.description.text == "If `depth` is negative."
    assert (proved.description.rule.id, str(proved.description.evidence)) == ("raised", "raise:5")


def test_inspect_tells_where_a_condition_comes_from(make_project: MakeProject) -> None:
    """The document has a condition's own confidence and evidence beside its exception's."""
    project = make_project(add(RAISES, files=[RAISING]))

    raises = document.to_json(project, lambda _: None)["modules"][-1]["objects"][-1]["raises"]

    assert raises[0]["evidence"] == "raise:3"
    assert raises[0]["description_evidence"].startswith("learned:pkg.m0.")
    assert raises[1]["description_evidence"] == "raise:5"
    assert raises[0]["description_confidence"] >= Settings().min_confidence
    assert raises[0]["confidence"] == 0.9


def test_a_rejected_condition_gives_way(make_project: MakeProject) -> None:
    """Where a learned condition was rejected, that of another exception isn't shown instead."""
    plain = make_project(add(RAISES, files=[RAISING]), ranker="off")
    verdict = said(
        "pkg.new.lock_crate",
        "raises:VaultError",
        "rejected",
        "If the seal of the archive is broken.",
    )

    after = describe(plain, Settings(), [verdict])

    guess = after["pkg.new.lock_crate"].raises[0].description
    assert guess is not None
    assert guess.confidence < Settings().min_confidence


def test_what_is_documented_of_callees_is_learned_too(make_project: MakeProject) -> None:
    """An exception that a docstring names counts, though another function raises it."""
    documented = RAISING.replace("raise VaultError(path", "check(path")
    project = make_project(add(RAISES, files=[documented]), ranker="off")

    guess = learn(project).predict("pkg.new.lock_crate", "raises:VaultError")

    assert guess is not None
    assert guess.text == "If the seal of the archive is broken."


NAME = "pkg.new.lock_crate"
PART = "parameter:path"
TEXT = "Folder of the archive, relative to the vault."


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    """Return a documented project in which nothing is described yet."""
    return make_project(add(PLAIN + "def lock_box(path): ...\n"), ranker="off")


def test_a_rejected_text_is_not_said_again(project: Project) -> None:
    """A rejected text isn't said again of the same parameter, and is less sure elsewhere."""
    verdict = said(NAME, PART, "rejected", TEXT)
    before, after = learn(project), learn(project, [verdict])

    assert before.predict(NAME, PART).text == TEXT  # type: ignore[union-attr]
    again = after.predict(NAME, PART)
    assert again is None or again.text != TEXT
    other = "pkg.new.lock_box"
    assert after.predict(other, PART).confidence < before.predict(other, PART).confidence  # type: ignore[union-attr]


def test_a_correction_is_said_and_learned_from(project: Project) -> None:
    """A correction is what is said from then on, and of what is alike too."""
    verdict = said(NAME, PART, "corrected", TEXT, "Where the lock is kept.")

    patterns = learn(project, [verdict])

    corrected = patterns.predict(NAME, PART)
    assert corrected is not None
    assert corrected.text == "Where the lock is kept."
    assert corrected.confidence > 0.9
    alike = patterns.predict("pkg.new.lock_box", PART)
    assert alike is not None
    assert alike.text == "Where the lock is kept."


def test_an_accepted_text_is_surer(project: Project) -> None:
    """A text that was accepted is surer, there and elsewhere."""
    verdict = said(NAME, PART, "accepted", TEXT)
    before, after = learn(project), learn(project, [verdict])

    assert after.predict(NAME, PART).confidence > 0.9  # type: ignore[union-attr]
    other = "pkg.new.lock_box"
    assert after.predict(other, PART).confidence >= before.predict(other, PART).confidence  # type: ignore[union-attr]


def test_what_rules_said_and_was_rejected(make_project: MakeProject) -> None:
    """Where a rule's text was rejected, or the rule is off, what was learned is said instead."""
    documented = "".join(
        f'def f{n}(encoding="utf-8"):\n    """Do it {n}.\n\n    Args:\n'
        f'        encoding: How the letters are written.\n    """\n'
        for n in range(20)
    )
    bare = analysed(add("def g(encoding='utf-8'): ...\n", files=[documented]), make_project)
    rule = described_parameter(describe(bare, Settings(ranker="off")), "pkg.new.g", "encoding")
    assert rule is not None
    verdict = said("pkg.new.g", "parameter:encoding", "rejected", rule.text)

    rejected = describe(bare, Settings(), [verdict])
    off = describe(bare, Settings(rules_off=(rule.rule.id,)))

    for after in (rejected, off):
        guess = described_parameter(after, "pkg.new.g", "encoding")
        assert guess is not None
        assert guess.text == "How the letters are written."


def test_the_next_best_rule_speaks(make_project: MakeProject) -> None:
    """A rule that is off, or whose text was rejected, leaves its place to the next best rule."""
    text = (
        "class A:\n    def f(self, encoding='utf-8'):\n"
        '        """Do it.\n\n        Args:\n            encoding: How letters are kept.\n'
        '        """\n'
        "class B(A):\n    def f(self, encoding='utf-8'):\n        return open(encoding)\n"
    )
    bare = analysed({"pkg/__init__.py": "", "pkg/new.py": text}, make_project)
    name, part = "pkg.new.B.f", "parameter:encoding"
    chosen = Settings(ranker="off")
    first = described_parameter(describe(bare, chosen), name, "encoding")
    assert first is not None
    assert first.rule.id == "override"

    off = describe(bare, replace(chosen, rules_off=("override",)))
    rejected = describe(bare, chosen, [said(name, part, "rejected", first.text)])

    for after in (off, rejected):
        second = described_parameter(after, name, "encoding")
        assert second is not None
        assert second.rule.id == "name:encoding"


def test_predictions_are_the_same_everywhere(project: Project) -> None:
    """Threads and other processes get the same answers, again and again."""
    patterns = learn(project)
    copy: Patterns = pickle.loads(pickle.dumps(patterns))
    wanted = patterns.predict(NAME, PART)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: patterns.predict(NAME, PART), range(40)))

    assert wanted is not None
    assert {*answers, copy.predict(NAME, PART), learn(project).predict(NAME, PART)} == {wanted}


def test_similar(project: Project) -> None:
    """The documented functions that are most like one are named with reasons."""
    found = learn(project).similar(NAME, 3)

    assert len(found) == 3
    assert found[0].name.endswith("_crate")
    assert "name: crate" in found[0].why
    assert 1 >= found[0].score >= found[1].score > 0
    assert learn(project).similar("no.such") == []


def test_similar_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``patterns similar`` prints scores, names, texts and reasons; a last part is a name."""
    for name, text in add(PLAIN).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert main(["patterns", "similar", NAME, "pkg", "--limit", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["patterns", "similar", NAME.rpartition(".")[2], "pkg", "--limit", "2"]) == 0
    assert capsys.readouterr().out.splitlines() == lines
    assert main(["patterns", "similar", "unknown", "pkg"]) == 2
    hint = capsys.readouterr().err

    assert len(lines) == 6
    assert lines[0].endswith("_crate")
    assert lines[1].strip().endswith("the crate.")
    assert "name: crate" in lines[2]
    assert hint == "autodocgen: unknown: no such object; 'inspect' lists all there are\n"


def test_pages_follow_what_is_learned(tmp_path: Path) -> None:
    """A page says where a learned text comes from, and is read again when that changes."""
    for name, text in add(PLAIN).items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    docs = tmp_path / "docs"
    (docs / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(docs)!r})\n"
        "extensions = ['sphinx.ext.autodoc', 'sphinxcontrib_autodocgen']\n"
        "autodocgen_packages = ['pkg']\n",
        encoding="utf-8",
    )
    (docs / "index.rst").write_text(
        "x\n=\n\n.. automodule:: pkg.new\n   :members:\n", encoding="utf-8"
    )
    run = [sys.executable, "-m", "sphinx", "-W", "-b", "html", "-j", "2", str(docs)]

    subprocess.run([*run, str(tmp_path / "out")], check=True, capture_output=True)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    source = docs / "pkg" / "m0.py"
    text = source.read_text(encoding="utf-8").replace("relative to the vault", "inside the vault")
    source.write_text(text, encoding="utf-8")
    subprocess.run([*run, str(tmp_path / "out")], check=True, capture_output=True)
    later = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")

    assert "relative to the vault" in page
    assert re.search(r"like path of pkg\.m0\.\w+ and 15 others", page)
    assert "inside the vault" in later


def test_network_without_its_extra(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without scikit-learn a network is one problem that says what to install."""
    monkeypatch.setitem(sys.modules, "sklearn.neural_network", None)
    files = [DOCUMENTED.replace("_", f"_{n}_") for n in range(6)]
    project = make_project(add(PLAIN, files=files), ranker="network")

    assert [problem.message for problem in project.problems] == [
        "autodocgen_ranker = 'network' needs scikit-learn: install the extra 'learn'"
    ]
    assert described_parameter(project, "pkg.new.lock_crate", "path") is not None


def test_network_is_trained_and_kept(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A network is trained once for a project, and gives the same answers from the cache."""
    files = [DOCUMENTED.replace("_", f"_{n}_").replace("vault", f"vault {n}") for n in range(6)]
    plain = analysed(add(PLAIN, files=files), make_project)
    chosen = Settings(ranker="network", cache_dir=str(tmp_path / "cache"))

    first = described_parameter(describe(plain, chosen), "pkg.new.lock_crate", "path")
    monkeypatch.setitem(sys.modules, "sklearn.neural_network", None)
    second = described_parameter(describe(plain, chosen), "pkg.new.lock_crate", "path")

    assert first is not None
    assert first == second


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.floats(0.1, 3)), max_size=50))
def test_calibration_never_falls(observed: list[tuple[float, bool, float]]) -> None:
    """A higher score never means a lower probability, and all are probabilities."""
    calibration = calibrated(observed)

    values = [calibration(step / 50) for step in range(51)]

    assert values == sorted(values)
    assert all(0 <= value <= 1 for value in values)


OTHER_CLASS = "class {0}:\n    def __init__(self, weight):\n        self.weight = weight\n"


@pytest.mark.parametrize(("base", "is_shown"), [("Scale", True), ("object", False)])
def test_a_class_takes_what_its_family_takes(
    base: str, is_shown: bool, make_project: MakeProject
) -> None:
    """What a parameter is for in one class isn't said of a class that has no base with it."""
    scales = "class Scale: ...\n" + "".join(
        f"class Scale{n}(Scale):\n    def __init__(self, weight):\n"
        f'        """Make it.\n\n        Args:\n            weight: Share of the sample.\n'
        f'        """\n        self.weight = weight\n'
        for n in range(20)
    )
    own = f"from pkg.m0 import Scale\n{OTHER_CLASS.format(f'Own({base})')}"
    project = make_project(add(own, files=[scales]))

    guess = described_parameter(project, "pkg.new.Own", "weight")

    assert (guess is not None and guess.confidence >= Settings().min_confidence) == is_shown


_TAKERS = {
    "pkg/takers.py": '''
class Grammar:
    def apply(self, rule):
        """Apply a rule.

        :param rule: A method of this object that reads input.
        """
        return rule()

    def set_next(self, rule):
        if isinstance(rule, tuple):
            rule, args = rule
        return rule
''',
}


def test_one_other_function_does_not_say_what_a_parameter_is(make_project: MakeProject) -> None:
    """A name that two methods share can mean two things; it takes several to agree."""
    project = make_project(add(PLAIN) | _TAKERS)

    guess = described_parameter(project, "pkg.takers.Grammar.set_next", "rule")

    assert guess is not None
    assert guess.confidence < Settings().min_confidence


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PLAIN, f"def other(size):\n    return size\n\n\n{PLAIN}"),
        (PLAIN, f'"""Locks."""\n\n\n{PLAIN}'),
        (PLAIN, PLAIN.replace("open(", "close(")),
        (f'{PLAIN}\n\ndef lock(path):\n    """Lock."""\n', PLAIN),
    ],
    ids=["new function", "new docstring", "changed body", "docstring gone"],
)
def test_what_was_learned_is_kept_like_new(
    first: str, second: str, make_project: MakeProject, tmp_path: Path
) -> None:
    """After an edit, an earlier run's results give the same texts as a run without them."""
    kept = Settings(cache_dir=str(tmp_path / "cache"))
    describe(analysed(add(first), make_project), kept)
    edited = analysed(add(second), make_project)

    again = describe(edited, kept)

    assert dict(again) == dict(describe(edited, Settings(cache="off")))


def test_known_answers_are_not_looked_for_again(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """While documented texts are the same, a second run compares no texts."""
    kept = Settings(cache_dir=str(tmp_path / "cache"))
    first = describe(analysed(add(PLAIN), make_project), kept)
    monkeypatch.setattr(patterns, "Query", None)

    again = describe(analysed(add(PLAIN), make_project), kept)

    assert not again.problems
    assert dict(again) == dict(first)


def test_an_edit_of_documented_code_asks_about_its_kinds_only(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Names in a documented function count for parameters, and not for summaries of classes."""
    kept = Settings(cache_dir=str(tmp_path / "cache"))
    asked: list[str] = []

    def query(site: Site, index: retrieval.Index) -> retrieval.Query:
        asked.append(site.kind)
        return retrieval.Query(site, index)

    monkeypatch.setattr(patterns, "Query", query)
    chests = "".join(f'class Chest{n}:\n    """Holds what is kept."""\n\n\n' for n in range(12))
    new = f"{PLAIN}\n\nclass Barrel: ...\n"
    describe(analysed(add(new, files=[DOCUMENTED, chests]), make_project), kept)
    first = set(asked)
    asked.clear()
    changed = DOCUMENTED.replace("return open(", "return load(")

    describe(analysed(add(new, files=[changed, chests]), make_project), kept)

    assert first >= {"parameter", "summary:class"}
    assert "parameter" in asked
    assert "summary:class" not in asked


def test_a_minimum_hides_texts_and_changes_none(make_project: MakeProject) -> None:
    """Whoever asks for texts of a text's own confidence gets that text."""
    clauses = DOCUMENTED.replace(".\n", ", unless there is none.\n").replace("_", "_old_")
    project = make_project(add(PLAIN, files=[DOCUMENTED, clauses]), ranker="off")
    known = learn(project)
    sites = [known.site(obj.name, part.id) for obj in project.values() for part in obj.parts()]

    found = [(site, guess) for site in filter(None, sites) if (guess := known.guess(site))]

    assert found
    for site, guess in found:
        assert known.guess(site, minimum=guess.confidence) == guess


def test_a_copy_tells_what_it_found_and_once() -> None:
    """Not what its process knew before it was copied, for that would be sent by each copy."""
    recall = Recall(None, (), ())
    recall.learn(Findings({"far": ()}, {"known": None}))
    recall.calibrations(near=True, find=tuple)
    recall.calibrations(near=False, find=tuple)

    assert recall.news() == Findings({"near": ()}, {})
    assert not recall.news()
