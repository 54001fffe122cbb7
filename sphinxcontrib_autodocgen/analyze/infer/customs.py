"""What parameters of common names are by custom, the last and weakest evidence of all.

The names are those that the standard library's own stubs use in one sense nearly always.
"""

from __future__ import annotations

from .values import BOTTOM, TOP, Value, instance, make

__all__ = ["customary"]

_NAMES: dict[str, str] = {
    "str": """name text string label title description message msg prefix suffix encoding errors mode
        url uri host hostname username user password domain line word pattern fmt format filename
        fname key attr attribute attrname method_name module_name modname tag separator
        sep delimiter charset locale lang language source_code doc docstring header token command
        cmd reason content_type""",  # noqa: E501
    "int": """port index idx count width height size length limit depth level offset n num number
        lineno line_number indent position pos start end stop step maxsize max_size max_length
        status_code status pid signum backlog chunk_size seed precision column row col""",
    "bool": "verbose strict force recursive quiet enabled flag debug ignore_errors overwrite",
    "float": "timeout delay seconds interval deadline duration",
    "callable": "func function callback fn f callable_ handler key_func predicate factory wrapped",
    "type": "cls klass cl type_ owner_type",
    "BaseException": "exc_value exception",
    "Exception": "exc error err",
}
_SUFFIXES = {"_name": "str", "_url": "str", "_count": "int", "_size": "int", "_index": "int",
             "_callback": "callable", "_func": "callable", "_text": "str", "_id": "str",
             "_timeout": "float", "_interval": "float", "_delay": "float", "_seconds": "float"}  # fmt: skip  # noqa: E501
_PREFIXES = {"is_": "bool", "has_": "bool", "use_": "bool", "allow_": "bool", "include_": "bool",
             "num_": "int", "max_": "int", "min_": "int", "n_": "int"}  # fmt: skip
_TIMES = {"timeout", "delay", "interval", "seconds"}
"""Words that a name of a time has anywhere; a time needn't be a whole number."""

_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}


def customary(name: str) -> Value:
    """Return what a parameter of that name is by custom, nothing if there's no custom."""
    kind = _BY_NAME.get(name)
    if kind is None:
        kind = next((k for suffix, k in _SUFFIXES.items() if name.endswith(suffix)), None)
    if kind is None:
        kind = next((k for prefix, k in _PREFIXES.items() if name.startswith(prefix)), None)
    if kind is None and _TIMES.intersection(name.split("_")):
        kind = "float"
    if kind is None:
        return BOTTOM
    if kind == "callable":
        return frozenset([make("callable", "", (TOP,))])
    if kind == "type":
        return frozenset([make("typeof", "", (TOP,))])
    return instance(f"builtins.{kind}")
