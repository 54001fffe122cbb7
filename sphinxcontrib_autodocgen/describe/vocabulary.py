"""The English that rules may use, as data: which words are verbs, adjectives and countable nouns.

A rule says nothing about a word that isn't here, so each list holds only words that are used in
code in one way. A word that is a verb in one name and a noun in another (``test``, ``log``,
``cache``) is left out of the list where it would mislead. Adding a word widens every rule.
"""

from __future__ import annotations

__all__ = [
    "ABBREVIATIONS",
    "ACRONYMS",
    "ADJECTIVES",
    "FLAG_VERBS",
    "IRREGULAR_PLURALS",
    "MASS_NOUNS",
    "NOUNS",
    "NOUN_ENDINGS",
    "RELATIONS",
    "SINGULAR_IN_S",
    "SPELLED_WITH_CONSONANT",
    "STATES",
    "VERBS",
    "word_set",
]


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text that lists some."""
    return frozenset(text.split())


ABBREVIATIONS = {
    "src": "source",
    "addr": "address",
    "arg": "argument",
    "args": "arguments",
    "attr": "attribute",
    "attrs": "attributes",
    "bool": "boolean",
    "char": "character",
    "chars": "characters",
    "cmd": "command",
    "cmds": "commands",
    "conn": "connection",
    "ctx": "context",
    "db": "database",
    "dir": "directory",
    "dirs": "directories",
    "err": "error",
    "exc": "exception",
    "expr": "expression",
    "func": "function",
    "funcs": "functions",
    "idx": "index",
    "img": "image",
    "msg": "message",
    "msgs": "messages",
    "num": "number",
    "param": "parameter",
    "params": "parameters",
    "pkg": "package",
    "prev": "previous",
    "repo": "repository",
    "repos": "repositories",
    "stmt": "statement",
    "tmp": "temporary",
    "val": "value",
    "vals": "values",
    "whitespaces": "whitespace",
}
"""Short forms that have one meaning in every program."""

ACRONYMS = word_set(
    "ansi api ascii asgi ast cli cpu crc css csv db dns dom dpi eof ftp gpu gui hmac html http "
    "https id io ip ipv4 ipv6 jit json jwt mime mro os pdf pid png posix ram rgb rgba rpc rst sdk "
    "sha smtp sql ssh ssl svg tcp tls toml ttl tty udp uri url utc utf uuid wsgi xml xpath yaml "
    "zip"
)
"""Written in capitals."""

SPELLED_WITH_CONSONANT = frozenset("FHLMNRSX")
"""Letters whose names begin with a vowel sound though they are consonants: "an HTML page"."""

VERBS = word_set(
    "abort accept access acquire activate add adjust advance allocate allow alter annotate append "
    "apply approve archive ask assemble assert assign attach authenticate authorize await begin "
    "bind block build calculate call cancel capture cast catch change check choose clean cleanup "
    "clear clone close collapse collect combine commit compare compile complete compress compute "
    "configure confirm connect construct consume contain convert copy count cover create "
    "deactivate decide declare decode decorate decrypt define delete deliver deploy derive "
    "describe deserialize destroy detach detect determine disable discard disconnect discover "
    "dispatch display do download draw drop dump edit emit enable encode encrypt end enforce "
    "ensure enter escape establish evaluate examine exclude execute exist exit expand expect "
    "explain export expose extend extract fail fetch fill filter find finish fire fix flatten "
    "flush follow force format forward free freeze gather generate get give go group guess handle "
    "hash hide hold identify ignore implement import include increase indent index infer inherit "
    "init initialize inject insert inspect install instantiate interpret invalidate invert invoke "
    "issue iterate join jump keep kill launch leave limit link list listen load locate lock log "
    "lookup make manage map mark match measure merge migrate modify monitor mount move multiply "
    "negate normalize note notify observe obtain omit open optimize order output override "
    "overwrite pack parse partition pass patch perform pick place play plot poll pop populate "
    "post prefer prepare prepend preserve prevent print process produce prompt propagate protect "
    "provide prune publish pull purge push put query quit quote raise randomize read rebuild "
    "receive recognize record recover redirect reduce refresh register reject release reload "
    "remove rename render repeat replace reply report represent request require reset resize "
    "resolve respect respond restart restore restrict retain retrieve retry return reuse reverse "
    "revert revoke rewrite rotate round run sample save scale scan schedule search seek select "
    "send separate serialize serve set setup share shift show shrink shuffle shut sign simplify "
    "simulate skip sleep solve sort specify split start stop store strip submit subscribe "
    "substitute subtract summarize supply support suppress suspend swap switch synchronize take "
    "tell terminate test throw toggle tokenize trace track train transfer transform translate "
    "transpose traverse treat trigger trim truncate try unbind unescape unlink unlock unpack "
    "unregister unsubscribe update upgrade upload use validate verify visit wait walk warn watch "
    "wrap write yield zip"
)
"""Verbs that begin names of functions and first sentences of docstrings."""

FLAG_VERBS = word_set(
    "accept allow append apply catch check clear collapse compress compute convert create decode "
    "delete detect disable discard display download drop emit enable encode enforce ensure escape "
    "exclude expand export extract flatten follow generate handle hide ignore import include "
    "infer inherit insert install keep load merge normalize omit open optimize overwrite parse "
    "prefer prepend preserve print propagate prune purge quote raise read rebuild redirect "
    "refresh register reload remove rename render replace report require reset resolve respect "
    "restore retain retry reuse reverse rewrite run save scan send serialize share show shuffle "
    "simplify skip sort split start store strip submit suppress swap synchronize terminate throw "
    "track transform translate transpose treat trim truncate unescape unpack update upgrade "
    "upload use validate verify wait warn wrap write yield"
)
"""Verbs that make a flag of what follows them: ``ignore_errors``, ``use_cache``."""

ADJECTIVES = word_set(
    "absolute abstract active alive anonymous async asynchronous atomic authenticated available "
    "bidirectional binary blank bound broken builtin callable canceled cancelled clean closed "
    "complete compound conditional connected consistent constant contiguous correct current "
    "cyclic dead deprecated detached different digital direct directed dirty disabled "
    "disconnected disjoint done double duplicate dynamic eager editable empty enabled equal even "
    "exact executable expired explicit external false final finished finite fixed foreign free "
    "frozen full generic global hidden identical idle immutable implicit inactive incomplete "
    "independent infinite initial inline installed instantaneous integral interactive internal "
    "invalid invisible iterable lazy legal linear literal local locked lowercase mandatory manual "
    "missing modal modified multiple mutable natural negative nested neutral new nonzero normal "
    "null numeric obsolete odd offline old online only open optional ordered orphan outdated "
    "parallel partial pending permanent perpendicular persistent plain planar portable positive "
    "possible present primary prime printable private protected public pure quiet quoted random "
    "raw readable ready real recent recursive redundant regular relative reliable remote required "
    "reserved resolved reversible running safe scalar secure sensitive serial signed silent "
    "simple single sorted sparse special square stable stale static strict strong supported "
    "symmetric synchronous temporary terminal transient transparent trivial true unary unbound "
    "undefined uninitialized unique universal unknown unlimited unlocked unnamed unresolved "
    "unsafe unset unsigned unsorted untracked unused uppercase usable valid verbose virtual "
    "visible weak whole wild writable zero"
)
"""Adjectives and participles that can follow "is"."""

STATES = word_set(
    "active alive allowed available blocked bound broken cached canceled cancelled clean closed "
    "complete connected defined deleted dirty disabled done empty enabled expired finished frozen "
    "full hidden installed loaded locked missing modified open pending present ready registered "
    "required resolved running set sorted started stopped supported valid visible"
)
"""Adjectives that say in what state the noun before them is: ``is_connection_closed``."""

RELATIONS = {
    "adjacent": "to",
    "ancestor": "of",
    "child": "of",
    "compatible": "with",
    "connected": "to",
    "descendant": "of",
    "different": "from",
    "disjoint": "from",
    "equal": "to",
    "equivalent": "to",
    "identical": "to",
    "isomorphic": "to",
    "newer": "than",
    "older": "than",
    "orthogonal": "to",
    "parallel": "to",
    "parent": "of",
    "perpendicular": "to",
    "prefix": "of",
    "proportional": "to",
    "relative": "to",
    "similar": "to",
    "subclass": "of",
    "subset": "of",
    "subtype": "of",
    "suffix": "of",
    "superset": "of",
}
"""Words that need a second thing, with the preposition before it."""

NOUNS = word_set(
    "account action adapter address admin alias alphabet ancestor anchor angle annotation answer "
    "app application archive argument array article assignment asterisk attachment attribute "
    "author backend backup bit blob block board body bookmark boolean bot bounce boundary box "
    "bracket branch breakpoint browser bucket buffer bug builtin bundle button byte cache call "
    "callback candidate canvas cell channel chapter character chart checkbox checksum child chunk "
    "circle class client clique clock cluster code codec collection color column comma command "
    "comment commit component comprehension condition config configuration conflict connection "
    "connector constant constructor container context contract cookie coordinate copy coroutine "
    "counter country currency cursor curve customer cycle daemon database dataset date datetime "
    "day decimal declaration decorator default definition delimiter dependency descendant "
    "descriptor device diagram dialect dialog dict dictionary digit dimension directive directory "
    "distribution docstring document domain driver duplicate edge editor element email emoji "
    "encoder engine entity entry enum environment equation error event exception executable "
    "expression extension factor factory field figure file filename filter flag float folder font "
    "footer footnote forest form formula fraction fragment frame framework function future "
    "generator graph grid group guard handler hash header heading helper histogram history hook "
    "host hour icon identifier image index instance instruction int integer interface interval "
    "issue item iterator job key keyword kind label lambda language layer layout leaf lease "
    "length letter level library license limit line link list listener literal loader locale "
    "location lock logger loop machine macro mail manager mapping marker mask matrix measure "
    "member memo menu message metaclass method metric middleware mirror mode model module moment "
    "monitor month mutex name namespace neighbor network newline node note notebook notification "
    "number object occurrence offset operand operation operator optimizer option order origin "
    "outlet owner package packet page paginator pair palindrome panel paragraph parameter parent "
    "parenthesis parser partition password patch path pattern payload permission person phase "
    "phone picture pipe pipeline pixel placeholder platform player plot plugin point pointer "
    "policy polygon polynomial pool popup port position post power prefix prime primitive process "
    "product profile program project prompt property protocol proxy punctuation qualifier query "
    "question queue quote radius range rank ratio reader reason receiver recipe record rectangle "
    "reference regex region register relation release renderer report repository representation "
    "request requirement resource response restriction result retry review revision role root "
    "route router row rule sample scale scanner scheduler schema scope score screen script "
    "section sector segment selector semaphore sender sentence separator sequence serializer "
    "series server service session set setter setting shape sheet shell shortcut sibling signal "
    "signature singleton site size slice slot snapshot socket source space spec specification "
    "spinner stack stage star statement station step store stream string struct style subclass "
    "subcommand subdomain subgraph subject submodule subpackage subpath subscriber subset "
    "substring subtree subtype suffix suite summary superclass superset symbol symlink system tab "
    "table tag target task taxonomy template tensor term terminal test theme thread threshold "
    "ticket tile timeout timer timestamp timezone title token tool tooltip topic tournament track "
    "transaction transcript transition translation transport tree triangle trigger triple tuple "
    "type typedef union unit user utility value variable variant vector vendor version vertex "
    "video view visitor vocabulary volume warning watcher wheel widget width wildcard window word "
    "worker workflow workspace wrapper writer year zone"
)
"""Nouns that can be counted, so that they need an article: "a file"."""

NOUN_ENDINGS = ("tion", "sion", "ment", "ness", "ity", "ance", "ence", "ism", "ist", "ship", "ture")
"""Endings that only nouns have, among the words of programs."""

MASS_NOUNS = word_set(
    "access ascii bytecode case code color compression content data debugging documentation "
    "encryption feedback formatting garbage hardware help html indentation info information "
    "inheritance input json logging markup memory metadata multiprocessing none output padding "
    "progress punctuation recursion software source ssl stderr stdin stdout style syntax text "
    "threading time tls traffic unicode whitespace xml yaml"
)
"""Nouns that take no article."""

IRREGULAR_PLURALS = {
    "axis": "axes",
    "basis": "bases",
    "analysis": "analyses",
    "bus": "buses",
    "child": "children",
    "criterion": "criteria",
    "datum": "data",
    "focus": "foci",
    "index": "indices",
    "leaf": "leaves",
    "matrix": "matrices",
    "person": "people",
    "series": "series",
    "vertex": "vertices",
}

SINGULAR_IN_S = word_set(
    "access address alias always analysis as atlas axis basis bias bonus bus campus canvas chaos "
    "class corpus css dns focus has https is its js kwargs lens minus os plus process progress "
    "radius series status stylus success synopsis this thus tls virus was"
)
"""Words that end in "s" though they aren't plurals."""
