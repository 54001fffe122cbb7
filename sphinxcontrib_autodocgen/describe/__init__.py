"""The words: what can be truly and usefully said of code that its author didn't describe.

:func:`describe` asks every rule and keeps the best answer. A rule sees records, never code, and
says nothing rather than something empty: a phrase that only repeats a name isn't a description.
"""

from __future__ import annotations

from msgspec.structs import replace

from ..model import Guess, Module, Object, Parameter, Project, Raised, Result
from ..settings import Settings
from . import parameters, results
from .classes import CLASS_RULES, MODULE_RULES
from .declared import declared_field, partial_application, type_alias
from .drafts import Draft, best
from .functions import FUNCTION_RULES, Rule
from .outside import base_modules
from .parameters import conventional_field
from .prose import parameter_text, result_text
from .view import View

__all__ = ["describe"]

_RULES: dict[str, tuple[Rule, ...]] = {
    "module": MODULE_RULES,
    "class": CLASS_RULES,
    "function": FUNCTION_RULES,
    "method": FUNCTION_RULES,
    "property": FUNCTION_RULES,
    "attribute": (*FUNCTION_RULES, conventional_field, declared_field, partial_application),
    "data": (*MODULE_RULES, declared_field, type_alias, partial_application),
}
_NO_SUMMARY = frozenset({"overload", "setter", "deleter"})


def describe(project: Project, settings: Settings) -> Project:
    """Return a project in which what the authors left undescribed has words, where rules have any.

    Args:
        project: The analysed project; it isn't changed.
        settings: Say how large a file of another package may be.

    Returns:
        A project with the same objects. Author's texts, and guesses that are there already, stay
        as they are.
    """
    view = View(project, base_modules(project, settings))
    modules = [_described_module(module, view) for module in project.modules.values()]
    return Project(modules, project.problems)


def _described_module(module: Module, view: View) -> Module:
    return replace(module, objects=tuple(_described(obj, view) for obj in module.objects))


def _described(obj: Object, view: View) -> Object:
    return replace(
        obj,
        summary=obj.summary or _summary(obj, view),
        parameters=tuple(_parameter(parameter, obj, view) for parameter in obj.parameters),
        returns=_result(obj.returns, obj, view, yields=False),
        yields=_result(obj.yields, obj, view, yields=True),
        raises=tuple(_raised(raised, obj) for raised in obj.raises),
    )


def _guess(draft: Draft | None, view: View) -> Guess | None:
    return draft.guess(third=view.third_person) if draft is not None else None


def _summary(obj: Object, view: View) -> Guess | None:
    if obj.docstring is not None or not _NO_SUMMARY.isdisjoint(obj.modifiers):
        return None
    return _guess(best(rule(obj, view) for rule in _RULES[obj.kind]), view)


def _parameter(parameter: Parameter, obj: Object, view: View) -> Parameter:
    if parameter.description is not None or parameter_text(obj.docstring, parameter.name):
        return parameter
    guess = _guess(parameters.parameter(parameter, obj, view), view)
    return replace(parameter, description=guess) if guess is not None else parameter


def _result(result: Result | None, obj: Object, view: View, *, yields: bool) -> Result | None:
    if result is None or result.description is not None:
        return result
    if result_text(obj.docstring, yields=yields):
        return result
    guess = _guess(results.result(obj, view, yields=yields), view)
    return replace(result, description=guess) if guess is not None else result


def _raised(raised: Raised, obj: Object) -> Raised:
    if raised.description is not None:
        return raised
    text = results.raised(raised, obj)
    return replace(raised, description=text) if text is not None else raised
