"""Descriptions of parameters by what the function's body does with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...model import Object, Parameter, Role, Rule
from .. import types
from ..view import View
from ..words import code
from .conventions import READ, WRITTEN
from .dataflow import is_one, roles_of, sink
from .exceptions import truth
from .inherited import of_attribute
from .sentence import Sentence, describes, is_as_written, says

__all__ = ["MEANINGS", "choice", "must"]

_LONGEST = 160


def _own(parameter: Parameter, obj: Object, view: View, *kinds: str) -> Iterator[Role]:
    """Yield what a body does with a parameter, of some kinds."""
    found = (role for _, role in roles_of(parameter.name, obj, view) if role.kind in kinds)
    yield from (role for role in found if len(role.text) <= _LONGEST)


@describes("parameter", by=Rule("choice", 0.9, pages_only=True, links="code"))
def choice(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """List the literals that a parameter may be, if everything else is refused."""
    found = next(_own(parameter, obj, view, "choice"), None)
    if found is None:
        return None
    *most, last = dict.fromkeys(found.text.split(", "))
    if not most:
        return None
    if len(most) == 1:
        return says(f"Either {most[0]} or {last}.")
    return says(f"One of {', '.join(most)} and {last}.")


@describes("parameter", by=Rule("must", 0.79, pages_only=True, links="code"))
def must(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say what a parameter must be, because anything else is refused."""
    found = [_required(role, parameter) for role in _own(parameter, obj, view, "must")]
    known = list(dict.fromkeys(words for words in found if words))
    known = [_SIZED.sub(r"be a \1 that is not empty", words) for words in known]
    if not 1 <= len(known) <= 2:
        return None
    one_of = re.fullmatch(r"be one of (.+)", known[0])
    if one_of and len(known) == 1:
        return says(f"One of {one_of[1]}.")
    return says(f"Must {' and '.join(_without_repetition(known))}.")


def _without_repetition(known: list[str]) -> list[str]:
    """Leave out, in all requirements but the first, how all of them begin."""
    for shared, begin in (("be at ", "be "), ("have a length that is ",) * 2):
        if all(words.startswith(shared) for words in known):
            return [known[0], *(words.removeprefix(begin) for words in known[1:])]
    return known


_SIZED = re.compile("be true and a (`(?:str|bytes|list|tuple|dict|set)`)$")


def _required(role: Role, parameter: Parameter) -> str | None:
    words = _when(role.text, parameter)
    if words is None or (words, parameter.default) == ("false", "False"):
        return None  # a flag that isn't set: whoever sets it wants what is raised
    words = f"not be {words[4:]}" if words.startswith("not ") else f"be {words}"
    words = words.replace("be of a length that is `", "have a length of `")
    words = words.replace("be of a length that is", "have a length that is")
    return f"{words}, unless {role.when}" if role.when else words


_FALSE = ("false", "empty, zero, false or None")


def _when(words: str, parameter: Parameter) -> str | None:
    """Put what a parameter is in words that its type allows, behind "it is"."""
    if words not in ("true", *_FALSE):
        return _INSTANCE.sub(_kind, words)
    holds = words == "true"
    if parameter.default in ("True", "False") or types.of_parameter(parameter) == {"bool"}:
        return "true" if holds else "false"
    said = truth(parameter, holds=holds)
    if said is None and parameter.default == "None" and not types.of_parameter(parameter):
        return "given" if holds else "`None`"
    return said


_INSTANCE = re.compile(
    r"an instance of (?=`(?:str|int|float|bool|dict|list|tuple|set|frozenset|type)`)"
)


def _kind(match: re.Match[str]) -> str:
    return "an " if match.string.startswith("`int", match.end()) else "a "


@describes("parameter", by=Rule("fallback", 0.84, pages_only=True, links="code"))
def stand_in(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say what is used in place of a parameter that is missing or of another type."""
    found = list(_own(parameter, obj, view, "fallback"))
    words = _when(found[0].when, parameter) if len(found) == 1 else None
    if words is None or _OPAQUE.search(found[0].text):
        return None
    words = words.replace("of a length that is", "its length is")
    if _NOTHING.fullmatch(found[0].text):
        words = _FALSE_OR_NONE.sub("`None`", words)  # instead of what is empty, nothing else is
    return says(f"If {words}, {found[0].text} is used.")


_NOTHING = re.compile(r"an empty \w+|`(?:0|0\.0|False)`")
_FALSE_OR_NONE = re.compile(r"^(?:empty|false|zero) or `None`$")

_OPAQUE = re.compile(r"\bself(?:\.\w+){2,}\(|\bgetattr\(")
"""Code that says nothing to whoever doesn't know the attributes of an attribute."""


@describes("parameter", by=Rule("effect", 0.8, pages_only=True, links="code"))
def effect(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say what a parameter changes of what is done."""
    found = list(_own(parameter, obj, view, "effect"))
    words = _when(found[0].when, parameter) if len(found) == 1 else None
    if words is None:
        return None
    words = words.replace("of a length that is", "its length is")
    if _SAME_TRUTH.search(found[0].text.lower()):
        return None  # it's only written in another way
    done = found[0].text.replace(f"{code(parameter.name)} is returned", "it is returned")
    return says(f"If {words}, {done}.")


_SAME_TRUTH = re.compile(
    r"`['\"]?(?:true|yes|1)['\"]?` is used, otherwise `['\"]?(?:false|no|0)['\"]?`"
)


@describes("parameter", by=Rule("callback", 0.8, pages_only=True))
def callback(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say how a parameter is called."""
    found = {role.text for role in _own(parameter, obj, view, "called")}
    if len(found) != 1 or parameter.name.startswith("_"):
        return None
    call = found.pop()
    return says("Called without arguments." if call.endswith("()") else f"Called as {code(call)}.")


@describes("parameter", by=Rule("stored", 0.8, pages_only=True))
def stored(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Take what is said of the attribute that a parameter is stored in."""
    for user, role in roles_of(parameter.name, obj, view):
        owner = view.owner(user)
        if role.kind != "stored" or owner is None or role.text == parameter.name:
            continue
        attribute = view.project.get(f"{owner.name}.{role.text}")
        is_known = attribute is not None and attribute.kind == "attribute"
        said = of_attribute(parameter, attribute) if attribute is not None and is_known else None
        if said is not None:
            return says(said)
    return None


@describes("parameter", by=Rule("library", 0.82, pages_only=True))
def library(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say what a parameter is for that ends up as an argument of a well-known function."""
    found = sink(parameter.name, obj, view)
    texts = _meanings(found) if found else frozenset()
    return says(next(iter(texts))) if len(texts) == 1 else None


@lru_cache(maxsize=1024)
def _meanings(place: str) -> frozenset[str]:
    """Return what an argument may be for, by where it ends up."""
    return frozenset(text for places, text in MEANINGS if is_one(places, place))


@describes("parameter", by=Rule("item", 0.6, pages_only=True, links="code"))
def item(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say what a parameter is to a container of the instance or the module."""
    found = set(_items(parameter.name, obj, view))
    places = {place for place, _ in found}
    texts = {text for _, text in found}
    if len(texts) > 1:  # whoever changes something looks it up before
        texts -= _LOOKED_UP
    return says(f"{texts.pop()} {code(places.pop())}.") if len(places) == len(texts) == 1 else None


def _items(name: str, obj: Object, view: View) -> Iterator[tuple[str, str]]:
    """Yield the containers that a parameter is put into or looked up in, and what is said of it."""
    for user, role in roles_of(name, obj, view):
        if role.kind == "item":
            place, _, how = role.text.partition(":")
            said = _SUBSCRIPTS.get((_container(place, user, view), how))
            if said is not None and how == "value" and role.when.startswith("`'"):
                said = f"Value to put under {role.when} into"
        elif role.kind == "passed" and "." in role.text.partition(":")[0].lstrip("."):
            target, _, argument = role.text.rpartition(":")
            place, _, method = target.rpartition(".")
            said = _METHODS.get((_container(place, user, view), method, argument))
        else:
            continue
        if said is not None:
            yield place, said


def _container(place: str, user: Object, view: View) -> str:
    """Return what kind of container an attribute or a module's datum is, as far as known."""
    found = _datum(place, user, view)
    if found is None or _PASSING.search(found.short_name):
        return ""
    kinds = types.heads(found.annotation or (found.type.text if found.type else None))
    return next((name for name, known in _KINDS.items() if kinds and kinds <= known), "")


def _datum(place: str, user: Object, view: View) -> Object | None:
    """Return the attribute of the instance, or the module's datum, that a name means."""
    head, _, name = place.rpartition(".")
    if head == "self":
        found = view.project.get(f"{user.parent}.{name}")
    else:
        known = view.names.resolve(place, view.module(user).name) if place else None
        found = known.object if known is not None else None
    return found if found is not None and found.kind in ("attribute", "data") else None


_PASSING = re.compile("cache|memo|seen|visited", re.IGNORECASE)
"""Names of containers that are only there to save work."""

_KINDS = {
    "dict": frozenset({"dict", "OrderedDict", "defaultdict", "WeakKeyDictionary",
                       "WeakValueDictionary", "Mapping", "MutableMapping", "Counter"}),
    "list": frozenset({"list", "deque"}),
    "set": frozenset({"set", "WeakSet"}),
}  # fmt: skip

_LOOKED_UP = frozenset({"Index in", "Item to look for in", "Key to look up in"})
"""Sentence for a parameter that changes nothing."""

_SUBSCRIPTS = {
    ("dict", "get"): "Key to look up in",
    ("dict", "set"): "Key of what is put into",
    ("dict", "delete"): "Key to delete from",
    ("dict", "value"): "Value to put into",
    ("dict", "in"): "Key to look up in",
    ("list", "in"): "Item to look for in",
    ("set", "in"): "Item to look for in",
    ("list", "get"): "Index in",
    ("list", "set"): "Index in",
    ("list", "delete"): "Index in",
}
_METHODS = {
    ("dict", "get", "0"): "Key to look up in",
    ("dict", "pop", "0"): "Key to delete from",
    ("dict", "setdefault", "0"): "Key of what is put into",
    ("dict", "setdefault", "1"): "Value to put into",
    ("dict", "update", "0"): "Entries to put into",
    ("list", "append", "0"): "Item to append to",
    ("list", "appendleft", "0"): "Item to put first into",
    ("list", "insert", "1"): "Item to insert into",
    ("list", "extend", "0"): "Items to append to",
    ("list", "remove", "0"): "Item to remove from",
    ("list", "index", "0"): "Item to look for in",
    ("set", "add", "0"): "Item to add to",
    ("set", "discard", "0"): "Item to remove from",
    ("set", "remove", "0"): "Item to remove from",
    ("set", "update", "0"): "Items to add to",
}


@describes("parameter", by=Rule("unused", 0.85, remark=True, pages_only=True))
def unused(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say that a function that does something makes no use of a parameter."""
    if obj.kind not in ("function", "method") or not is_as_written(obj):
        return None
    if all(role.kind != "unused" for _, role in roles_of(parameter.name, obj, view)):
        return None
    owner = view.owner(obj)
    if owner is None:
        return says("Not used.")
    below = (f"{sub.name}.{obj.short_name}" for sub in view.descendants(owner.name))
    if any(name in view.project for name in below):
        return None
    return says("Not used here." if view.names.ancestors(owner.name) else "Not used.")


_RE = "re.match|re.search|re.fullmatch|re.findall|re.finditer|re.split"

MEANINGS: tuple[tuple[str, str], ...] = (
    (READ, "Path of the file to read."),
    (WRITTEN, "Path of the file to write."),
    ("os.listdir|os.scandir:0", "Directory whose entries are listed."),
    ("os.walk:0", "Directory whose files are listed, with those in directories below."),
    ("os.remove|os.unlink:0", "Path of the file to delete."),
    ("os.rmdir:0", "Empty directory to delete."),
    ("shutil.rmtree:0", "Directory to delete with all that it contains."),
    ("shutil.copy|shutil.copy2|shutil.copyfile:0", "Path of the file to copy."),
    ("shutil.copy|shutil.copy2|shutil.copyfile:1", "Path to copy the file to."),
    ("shutil.copytree:0", "Directory to copy."),
    ("shutil.copytree:1", "Path to copy the directory to."),
    ("shutil.move|os.rename|os.replace:0", "Path to move."),
    ("shutil.move|os.rename|os.replace:1", "Path to move it to."),
    ("os.chdir:0", "Directory to change to."),
    ("os.environ.get|os.getenv:0", "Name of the environment variable."),
    ("os.kill|os.killpg:1", "Number of the signal to send."),
    ("glob.glob|glob.iglob:0", "Pattern of file names, as for `glob`."),
    ("fnmatch.fnmatch|fnmatch.fnmatchcase|fnmatch.filter:1", "Pattern of names, as for `fnmatch`."),
    ("tempfile.*:prefix", "What the name of the temporary file begins with."),
    ("tempfile.*:suffix", "What the name of the temporary file ends with."),
    ("time.sleep|asyncio.sleep:0", "Seconds to sleep."),
    ("time.gmtime|time.localtime:0", "Seconds since the epoch."),
    (
        "datetime.datetime.fromtimestamp|datetime.datetime.utcfromtimestamp:0",
        "Seconds since the epoch.",
    ),
    ("datetime.datetime.strptime:1", "Format of the date and time, as for `strptime`."),
    ("time.strptime:1", "Format of the date and time, as for `strptime`."),
    (".strftime:0 time.strftime:0", "Format of the date and time, as for `strftime`."),
    ("json.loads:0", "JSON text to parse."),
    ("json.load:0", "File with the JSON text."),
    ("json.dumps|json.dump:indent", "How many spaces each level of the JSON text is indented by."),
    ("json.dumps|json.dump:sort_keys", "Whether the keys in the JSON text are sorted."),
    ("pickle.loads:0", "Bytes with the pickled object."),
    ("pickle.dump|pickle.dumps:0", "Object to pickle."),
    ("ast.parse:0", "Python code to parse."),
    ("builtins.exec|builtins.eval:0", "Python code to execute."),
    (f"re.compile|{_RE}|re.sub|re.subn:0", "Regular expression."),
    ("re.sub|re.subn:1", "What replaces each match."),
    ("importlib.import_module|builtins.__import__:0", "Name of the module to import."),
    ("builtins.getattr:1", "Name of the attribute to get."),
    ("builtins.hasattr:1", "Name of the attribute to look for."),
    ("builtins.delattr:1", "Name of the attribute to delete."),
    ("builtins.isinstance:1", "Class, or tuple of classes, to check for."),
    ("builtins.issubclass:1", "Class, or tuple of classes, to check for."),
    (
        "builtins.sorted|builtins.min|builtins.max|.sort:key",
        "Function that gives what an item is ordered by.",
    ),
    ("builtins.sorted|.sort:reverse", "Whether to sort in descending order."),
    ("builtins.map:0", "Function to apply to each item."),
    ("builtins.filter:0", "Function that tells whether to keep an item."),
    ("builtins.print:file", "File to print to."),
    ("builtins.print:end", "What is printed at the end."),
    ("builtins.print:sep", "What is printed between values."),
    ("functools.reduce:0", "Function that combines two values into one."),
    ("itertools.islice:1", "How many items to take."),
    ("collections.deque:1|maxlen", "How many items are kept at most."),
    ("queue.Queue:0|maxsize", "How many items the queue can hold."),
    ("logging.getLogger:0", "Name of the logger."),
    ("logging.debug|logging.info|logging.warning|logging.error:0", "Message to log."),
    ("warnings.warn:0", "Text of the warning."),
    ("warnings.warn:1|category", "Class of the warning."),
    (
        "struct.pack|struct.unpack|struct.calcsize|struct.Struct|struct.unpack_from:0",
        "Format of the packed bytes, as for `struct`.",
    ),
    ("struct.unpack|struct.unpack_from:1", "Bytes to unpack."),
    (
        "subprocess.Popen|subprocess.run|subprocess.call|subprocess.check_call|subprocess.check_output:0|args",
        "Command to run.",
    ),
    (
        "subprocess.Popen|subprocess.run|subprocess.call|subprocess.check_call|subprocess.check_output:shell",
        "Whether to run the command in a shell.",
    ),
    ("os.system:0", "Command to run in a shell."),
    ("threading.Thread|multiprocessing.Process:target", "Function to run in it."),
    ("threading.Thread:name", "Name of the thread."),
    ("threading.Timer:1", "Function to call after a while."),
    ("atexit.register:0", "Function to call when Python exits."),
    ("signal.signal:0", "Number of the signal."),
    ("signal.signal:1", "What handles the signal."),
    ("random.choice:0", "Items to choose one from."),
    ("random.sample:1", "How many items to choose."),
    ("random.shuffle:0", "List to shuffle in place."),
    ("random.randint:0", "Smallest number that can be drawn."),
    ("random.randint:1", "Largest number that can be drawn."),
    ("hashlib.new:0", "Name of the hash algorithm."),
    ("hashlib.md5|hashlib.sha1|hashlib.sha256|hashlib.sha512:0", "Bytes to hash."),
    ("base64.b64encode|base64.urlsafe_b64encode:0", "Bytes to encode in base64."),
    ("base64.b64decode|base64.urlsafe_b64decode:0", "What to decode from base64."),
    ("binascii.hexlify:0", "Bytes to write as hexadecimal digits."),
    (
        "binascii.unhexlify|builtins.bytes.fromhex|builtins.bytearray.fromhex:0",
        "Hexadecimal digits.",
    ),
    ("textwrap.wrap|textwrap.fill:1|width", "How many characters a line has at most."),
    ("textwrap.indent:1|prefix", "What is put before each line."),
    ("urllib.request.urlopen:0", "URL to open."),
    ("urllib.parse.quote|urllib.parse.quote_plus:0", "Text to percent-encode."),
    ("urllib.parse.urlencode:0", "Names and values to percent-encode, as of a query or form."),
    ("requests.get|requests.post|requests.put|requests.delete|requests.head:0", "URL to request."),
    ("zipfile.ZipFile:0", "Path of the ZIP file, or the open file."),
    ("tarfile.open:0", "Path of the tar archive."),
    ("sqlite3.connect:0", "Path of the SQLite database."),
    ("socket.create_connection:0", "Host and port to connect to."),
    ("socket.gethostbyname|socket.getaddrinfo:0", "Host name or IP address."),
    ("weakref.ref|weakref.proxy:0", "Object to which only a weak reference is kept."),
    ("copy.deepcopy:0", "Object of which a deep copy is made."),
)
"""Globs of places, as in :mod:`.dataflow`, with what is said of a value that gets there."""
