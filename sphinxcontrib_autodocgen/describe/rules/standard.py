"""Python's own promises, as tables: special methods, and methods of standard base classes.

A special method's sentence is true of every class that has it, by the data model. The sentence of
a standard base class's method is what its documentation says that an override has to do.
"""

from __future__ import annotations

from typing import NamedTuple

from ..vocabulary import word_set

__all__ = [
    "LEFT_OPERAND",
    "NAME_OF_ATTRIBUTE",
    "NEW_VALUE",
    "RIGHT_OPERAND",
    "SPECIAL",
    "SPECIAL_PARAMETERS",
    "SPECIAL_RAISES",
    "STANDARD",
    "Special",
    "keeps_its_promise",
]


class Special(NamedTuple):
    """The contract of a special method.

    Attributes:
        verb: The sentence's verb in its base form.
        text: The rest of it; `{0}`, `{1}` are the names of the method's own parameters.
    """

    verb: str
    text: str


_BINARY = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "matmul": "@",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "lshift": "<<",
    "rshift": ">>",
    "and": "&",
    "or": "|",
    "xor": "^",
}
_COMPARED = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_UNARY = {"neg": "-self", "pos": "+self", "invert": "~self"}
_CALLED = ("abs", "int", "float", "complex", "bytes", "divmod", "round", "trunc", "floor", "ceil")

SPECIAL: dict[str, Special] = {
    **{f"__{n}__": Special("return", f"`self {op} {{0}}`.") for n, op in _BINARY.items()},
    **{f"__r{n}__": Special("return", f"`{{0}} {op} self`.") for n, op in _BINARY.items()},
    **{f"__i{n}__": Special("implement", f"`self {op}= {{0}}`.") for n, op in _BINARY.items()},
    **{f"__{n}__": Special("return", f"`self {op} {{0}}`.") for n, op in _COMPARED.items()},
    **{f"__{n}__": Special("return", f"`{code}`.") for n, code in _UNARY.items()},
    **{f"__{n}__": Special("return", f"`{n}(self)`.") for n in _CALLED},
    "__divmod__": Special("return", "`divmod(self, {0})`."),
    "__aenter__": Special("enter", "the runtime context of the `async with` statement."),
    "__aexit__": Special("exit", "the runtime context of the `async with` statement."),
    "__aiter__": Special("return", "an asynchronous iterator over the items."),
    "__anext__": Special("return", "the next item."),
    "__await__": Special("return", "the iterator that `await` runs."),
    "__bool__": Special("return", "whether the object counts as true."),
    "__contains__": Special("return", "whether `{0} in self`."),
    "__copy__": Special("return", "a shallow copy."),
    "__deepcopy__": Special("return", "a deep copy."),
    "__delattr__": Special("delete", "the attribute `{0}`."),
    "__delete__": Special("delete", "the attribute from `{0}`."),
    "__delitem__": Special("delete", "`self[{0}]`."),
    "__dir__": Special("return", "the attribute names that `dir` lists."),
    "__enter__": Special("enter", "the runtime context of the `with` statement."),
    "__exit__": Special("exit", "the runtime context of the `with` statement."),
    "__format__": Special("return", "the object as text formatted by `{0}`."),
    "__fspath__": Special("return", "the file system path of the object."),
    "__get__": Special("return", "the value of the attribute on `{0}`."),
    "__getattr__": Special(
        "return", "the attribute `{0}`, which was not found in the usual places."
    ),
    "__getattribute__": Special(
        "return", "the attribute `{0}`; called for every attribute access."
    ),
    "__getitem__": Special("return", "`self[{0}]`."),
    "__getnewargs__": Special("return", "the arguments for `__new__` when unpickling."),
    "__getstate__": Special("return", "the state to be pickled."),
    "__hash__": Special("return", "the hash, by which sets and dictionaries find the object."),
    "__index__": Special("return", "the object as an integer that can be an index."),
    "__instancecheck__": Special("return", "whether `{0}` counts as an instance of the class."),
    "__iter__": Special("iterate", "over the items."),
    "__len__": Special("return", "the number of items."),
    "__length_hint__": Special("return", "an estimate of the number of items."),
    "__missing__": Special("return", "the value for `{0}`, which is not in the dictionary."),
    "__next__": Special("return", "the next item."),
    "__post_init__": Special("finish", "what the generated `__init__` began."),
    "__reduce__": Special("return", "what `pickle` needs to make the object again."),
    "__reduce_ex__": Special("return", "what `pickle` needs to make the object again."),
    "__repr__": Special("return", "a representation for debugging."),
    "__reversed__": Special("iterate", "over the items in reverse order."),
    "__set__": Special("set", "the attribute on `{0}` to `{1}`."),
    "__setattr__": Special("set", "the attribute `{0}` to `{1}`."),
    "__setitem__": Special("set", "`self[{0}]` to `{1}`."),
    "__setstate__": Special("restore", "the object from the pickled `{0}`."),
    "__sizeof__": Special("return", "the size in memory, in bytes."),
    "__str__": Special("return", "the text that `str` and `print` give."),
    "__subclasscheck__": Special("return", "whether `{0}` counts as a subclass of the class."),
}

RIGHT_OPERAND = "Operand on the right."
LEFT_OPERAND = "Operand on the left."
NAME_OF_ATTRIBUTE = "Name of the attribute."
NEW_VALUE = "The new value."
_BLOCK_EXCEPTION = (
    "Class of the exception that ended the block, or None.",
    "The exception that ended the block, or None.",
    "Traceback of the exception that ended the block, or None.",
)
SPECIAL_PARAMETERS: dict[str, tuple[str, ...]] = {
    **{f"__{name}__": (RIGHT_OPERAND,) for name in {*_BINARY, *_COMPARED}},
    **{f"__i{name}__": (RIGHT_OPERAND,) for name in _BINARY},
    **{f"__r{name}__": (LEFT_OPERAND,) for name in _BINARY},
    "__exit__": _BLOCK_EXCEPTION,
    "__aexit__": _BLOCK_EXCEPTION,
    "__deepcopy__": ("Copies made so far, by the `id` of their originals.",),
    "__format__": ("What follows the colon in `{}`, empty by default.",),
    "__get__": (
        "Instance that the attribute is asked of, or None if it is asked of the class.",
        "Class that the attribute is asked of.",
    ),
    "__set__": ("Instance whose attribute is set.", NEW_VALUE),
    "__delete__": ("Instance whose attribute is deleted.",),
    "__getattr__": (NAME_OF_ATTRIBUTE,),
    "__getattribute__": (NAME_OF_ATTRIBUTE,),
    "__setattr__": (NAME_OF_ATTRIBUTE, NEW_VALUE),
    "__delattr__": (NAME_OF_ATTRIBUTE,),
    "__reduce_ex__": ("Version of the pickle protocol.",),
    "__set_name__": (
        "Class that the attribute is defined in.",
        "Name that the attribute has in that class.",
    ),
    "__setstate__": ("What `__getstate__` returned.",),
}
"""Descriptions of a special method's parameters, by position."""

SPECIAL_RAISES: dict[tuple[str, str], str] = {
    ("__next__", "StopIteration"): "If there are no more items.",
    ("__anext__", "StopAsyncIteration"): "If there are no more items.",
    ("__getattr__", "AttributeError"): "If there is no such attribute.",
    ("__getitem__", "IndexError"): "If the index is out of range.",
    ("__getitem__", "KeyError"): "If there is no such key.",
    ("__delitem__", "IndexError"): "If the index is out of range.",
    ("__delitem__", "KeyError"): "If there is no such key.",
}
"""The meaning of an exception in the data model, by special method and exception."""

_MAPPING = {
    "get": ("return", "the value for a key, or a default if there is no such key."),
    "items": ("return", "the pairs of keys and values."),
    "keys": ("return", "the keys."),
    "values": ("return", "the values."),
}
_MUTABLE_MAPPING = {
    **_MAPPING,
    "clear": ("remove", "all items."),
    "pop": ("remove", "a key and return its value."),
    "popitem": ("remove", "a pair of key and value and return it."),
    "setdefault": ("return", "the value for a key, which is set to a default if it is missing."),
    "update": ("set", "keys to values from a mapping, from pairs or from keyword arguments."),
}
_SEQUENCE = {
    "count": ("return", "how often a value occurs."),
    "index": ("return", "the first index of a value."),
}
_MUTABLE_SEQUENCE = {
    **_SEQUENCE,
    "append": ("add", "an item at the end."),
    "clear": ("remove", "all items."),
    "extend": ("add", "items at the end."),
    "insert": ("insert", "an item before an index."),
    "pop": ("remove", "an item and return it."),
    "remove": ("remove", "the first item that equals a value."),
    "reverse": ("reverse", "the items in place."),
}
_COPY = {"copy": ("return", "a shallow copy.")}
_SORT = {"sort": ("sort", "the items in place.")}
_MUTABLE_SET = {
    "add": ("add", "an element."),
    "clear": ("remove", "all elements."),
    "discard": ("remove", "an element if it is there."),
    "pop": ("remove", "an element and return it."),
    "remove": ("remove", "an element that has to be there."),
}
_CONNECTION = {
    "connection_lost": ("handle", "that the connection was lost or closed."),
    "connection_made": ("handle", "that the connection was made."),
    "pause_writing": ("pause", "writing because the transport's buffer is full."),
    "resume_writing": ("resume", "writing because the transport's buffer has drained."),
}
_END_OF_DATA = {"eof_received": ("handle", "that the other end sends no more data.")}
_STREAM = {
    "close": ("flush", "and close the stream."),
    "fileno": ("return", "the file descriptor."),
    "flush": ("write", "what is buffered."),
    "isatty": ("return", "whether the stream is a terminal."),
    "read": ("read", "up to a number of bytes or characters, or all there is."),
    "readable": ("return", "whether the stream can be read."),
    "readline": ("read", "one line."),
    "readlines": ("read", "a list of lines."),
    "seek": ("move", "to a position in the stream and return it."),
    "seekable": ("return", "whether the stream can be moved to a position."),
    "tell": ("return", "the position in the stream."),
    "truncate": ("change", "the size of the stream."),
    "writable": ("return", "whether the stream can be written."),
    "write": ("write", "to the stream and return how much was written."),
    "writelines": ("write", "a list of lines."),
}

_TAKES: dict[str, tuple[tuple[int, int], ...]] = {
    **dict.fromkeys(
        word_set(
            "add append characters connection_lost connection_made count data_received default "
            "discard emit encode endElement error error_received extend filter format "
            "formatException formatMessage formatStack generic_visit handleError handle_charref "
            "handle_comment handle_data handle_decl handle_endtag handle_entityref handle_pi "
            "onecmd precmd readinto remove visit write writelines"
        ),
        ((1, 1),),
    ),
    **dict.fromkeys(
        word_set(
            "datagram_received handle_startendtag handle_starttag insert postcmd process "
            "startElement"
        ),
        ((2, 2),),
    ),
    **dict.fromkeys(
        word_set("decode formatTime get iterencode seek setdefault"),
        ((1, 2),),
    ),
    **dict.fromkeys(word_set("exit log_request parse_args"), ((0, 2),)),
    **dict.fromkeys(
        word_set("popitem read readline readlines sort truncate update"),
        ((0, 1),),
    ),
    "handle": ((0, 0), (1, 1)),
    "index": ((1, 3),),
    "log_message": ((1, 2),),
    "pop": ((0, 0), (0, 1), (1, 2)),
}
"""The minimum and maximum numbers of arguments of each method, by class; others take none."""

_WITH_BODY = word_set(
    "builtins.dict builtins.list builtins.set builtins.tuple collections.OrderedDict "
    "collections.UserDict collections.UserList collections.defaultdict collections.deque"
)
"""Classes whose methods work as they are, so that an override is there for a difference."""


def keeps_its_promise(base: str, method: str, needed: int, taken: int, *, extends: bool) -> bool:
    """Tell whether an override of a standard method can be said to do what that does.

    Args:
        base: The standard class's full name.
        method: The method's name.
        needed: How many arguments the override has to be given.
        taken: How many it takes at most.
        extends: Whether it calls what it overrides.
    """
    fits = any(
        needed == minimum and taken <= most for minimum, most in _TAKES.get(method, ((0, 0),))
    )
    changes = STANDARD[base][method][0] != "return"
    return fits and (base not in _WITH_BODY or (extends and changes))


_STANDARD: dict[str, dict[str, tuple[str, str]]] = {
    "argparse.ArgumentParser": {
        "error": ("print", "a usage message with an error and exit."),
        "exit": ("exit", "the program."),
        "format_help": ("return", "the help message."),
        "parse_args": ("return", "the parsed arguments as a namespace."),
    },
    "ast.NodeVisitor ast.NodeTransformer": {
        "visit": ("visit", "a node."),
        "generic_visit": ("visit", "a node that has no visitor method of its own."),
    },
    "asyncio.BaseProtocol asyncio.SubprocessProtocol": _CONNECTION,
    "asyncio.Protocol asyncio.StreamReaderProtocol": {
        **_CONNECTION,
        **_END_OF_DATA,
        "data_received": ("handle", "data that was received."),
    },
    "asyncio.BufferedProtocol": {**_CONNECTION, **_END_OF_DATA},
    "asyncio.DatagramProtocol": {
        **_CONNECTION,
        "datagram_received": ("handle", "a datagram that was received."),
        "error_received": ("handle", "an error of an earlier send or receive."),
    },
    "builtins.dict collections.OrderedDict collections.UserDict collections.defaultdict": {
        **_MUTABLE_MAPPING,
        **_COPY,
    },
    "collections.abc.MutableMapping": _MUTABLE_MAPPING,
    "collections.abc.Mapping": _MAPPING,
    "builtins.list collections.UserList": {**_MUTABLE_SEQUENCE, **_COPY, **_SORT},
    "collections.deque": {**_MUTABLE_SEQUENCE, **_COPY},
    "collections.abc.MutableSequence": _MUTABLE_SEQUENCE,
    "builtins.tuple collections.abc.Sequence": _SEQUENCE,
    "builtins.set collections.abc.MutableSet": _MUTABLE_SET,
    "cmd.Cmd": {
        "default": ("handle", "a line whose command is unknown."),
        "emptyline": ("handle", "an empty line."),
        "onecmd": ("run", "a line as if it had been typed."),
        "postcmd": ("run", "after a command."),
        "postloop": ("run", "after the command loop."),
        "precmd": ("return", "the line that is to be run in place of the one that was typed."),
        "preloop": ("run", "before the command loop."),
    },
    "html.parser.HTMLParser": {
        "handle_charref": ("handle", "a numeric character reference."),
        "handle_comment": ("handle", "a comment."),
        "handle_data": ("handle", "text between tags."),
        "handle_decl": ("handle", "a declaration."),
        "handle_endtag": ("handle", "an end tag."),
        "handle_entityref": ("handle", "a named character reference."),
        "handle_pi": ("handle", "a processing instruction."),
        "handle_startendtag": ("handle", "an empty-element tag."),
        "handle_starttag": ("handle", "a start tag."),
    },
    "http.server.BaseHTTPRequestHandler http.server.SimpleHTTPRequestHandler": {
        "do_DELETE": ("answer", "a DELETE request."),
        "do_GET": ("answer", "a GET request."),
        "do_HEAD": ("answer", "a HEAD request."),
        "do_POST": ("answer", "a POST request."),
        "do_PUT": ("answer", "a PUT request."),
        "log_message": ("log", "a message."),
        "log_request": ("log", "an accepted request."),
    },
    "io.BufferedIOBase io.TextIOBase io.BytesIO io.StringIO io.TextIOWrapper io.BufferedReader "
    "typing.TextIO typing.BinaryIO": _STREAM,
    "io.RawIOBase io.FileIO": {
        **_STREAM,
        "readall": ("read", "all bytes up to the end."),
        "readinto": ("read", "bytes into a buffer and return their number."),
    },
    "json.JSONEncoder json.encoder.JSONEncoder": {
        "default": ("return", "what is encoded in place of an object that JSON can't represent."),
        "encode": ("return", "an object as JSON text."),
        "iterencode": ("encode", "an object as JSON text piece by piece."),
    },
    "json.JSONDecoder json.decoder.JSONDecoder": {
        "decode": ("return", "the object that JSON text represents."),
    },
    "logging.Handler logging.StreamHandler logging.FileHandler": {
        "close": ("release", "what the handler holds."),
        "emit": ("write", "a log record."),
        "flush": ("write", "what is buffered."),
        "format": ("return", "a log record as text."),
        "handle": ("write", "a log record if the filters let it pass."),
        "handleError": ("handle", "an exception raised while a log record was written."),
    },
    "logging.Filter": {"filter": ("return", "whether a log record is to be logged.")},
    "logging.Formatter": {
        "format": ("return", "a log record as text."),
        "formatException": ("return", "exception information as text."),
        "formatMessage": ("return", "a log record's message as text."),
        "formatStack": ("return", "stack information as text."),
        "formatTime": ("return", "the time of a log record as text."),
    },
    "logging.LoggerAdapter": {"process": ("return", "the message and keyword arguments to log.")},
    "socketserver.BaseRequestHandler socketserver.StreamRequestHandler": {
        "finish": ("clean", "up after a request."),
        "handle": ("serve", "a request."),
        "setup": ("prepare", "for a request."),
    },
    "unittest.TestCase": {
        "setUp": ("prepare", "for each test."),
        "setUpClass": ("prepare", "for the tests of the class."),
        "tearDown": ("clean", "up after each test."),
        "tearDownClass": ("clean", "up after the tests of the class."),
    },
    "xml.sax.handler.ContentHandler xml.sax.ContentHandler": {
        "characters": ("handle", "text."),
        "endDocument": ("handle", "the end of the document."),
        "endElement": ("handle", "the end of an element."),
        "startDocument": ("handle", "the start of the document."),
        "startElement": ("handle", "the start of an element."),
    },
}

STANDARD: dict[str, dict[str, tuple[str, str]]] = {
    name.replace("collections.abc.", alias): methods
    for names, methods in _STANDARD.items()
    for name in names.split()
    for alias in ("collections.abc.", "typing.")
}
"""For a standard class's full name: its methods, each a verb and the rest of the sentence."""
