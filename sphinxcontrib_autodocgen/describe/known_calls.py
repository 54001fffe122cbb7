"""Words for what Python's own functions and methods give and do, by name and number of arguments.

``{0}`` is the first argument; of a method, it's the receiver.
"""

from __future__ import annotations

__all__ = ["CALLED", "METHODS", "PERFORMED", "TEXT_METHODS"]


def _table(text: str) -> dict[tuple[str, int], str]:
    """Read lines of a name, its number of arguments, and words."""
    rows = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return {(name, int(count)): words for name, count, words in rows}


CALLED = _table("""
    builtins.list 1 a list of the items of {0}
    builtins.tuple 1 a tuple of the items of {0}
    builtins.set 1 a set of the items of {0}
    builtins.frozenset 1 a frozen set of the items of {0}
    builtins.dict 1 a dictionary made from {0}
    builtins.sorted 1 a sorted list of the items of {0}
    builtins.reversed 1 the items of {0} in reverse order
    builtins.iter 1 an iterator over {0}
    builtins.next 1 the next item of {0}
    builtins.next 2 the next item of {0}, or {1} if there is none
    builtins.str 1 {0} as a string
    builtins.repr 1 the representation of {0}
    builtins.int 1 {0} as an integer
    builtins.float 1 {0} as a float
    builtins.abs 1 the absolute value of {0}
    builtins.hash 1 the hash of {0}
    builtins.id 1 the identity of {0}
    builtins.type 1 the type of {0}
    builtins.round 1 {0} rounded to an integer
    builtins.round 2 {0} rounded to {1} decimals
    builtins.vars 1 the attributes of {0}
    builtins.ord 1 the code point of {0}
    builtins.chr 1 the character with the code point {0}
    builtins.enumerate 1 the positions and items of {0}
    builtins.hex 1 {0} in hexadecimal digits
    builtins.issubclass 2 whether {0} is a subclass of {1}
    builtins.getattr 2 the attribute of {0} whose name is {1}
    builtins.getattr 3 the attribute of {0} whose name is {1}, or {2} if there is none
    builtins.callable 1 whether {0} is callable
    copy.copy 1 a copy of {0}
    copy.deepcopy 1 a deep copy of {0}
    collections.OrderedDict 0 an empty ordered dictionary
    collections.OrderedDict 1 an ordered dictionary made from {0}
    collections.deque 0 an empty deque
    datetime.datetime.now 0 the current local time
    datetime.datetime.utcnow 0 the current time in UTC
    datetime.datetime.today 0 the current local time
    datetime.date.today 0 the current local date
    time.time 0 the current time in seconds since the epoch
    time.monotonic 0 the time of the monotonic clock in seconds
    time.perf_counter 0 the time of the performance counter in seconds
    json.dumps 1 {0} as JSON
    json.loads 1 the value that {0} holds as JSON
    json.load 1 the value that the file {0} holds as JSON
    pickle.dumps 1 {0} as a pickle
    pickle.loads 1 the object that the pickle {0} holds
    base64.b64encode 1 {0} encoded in Base64
    base64.b64decode 1 {0} decoded from Base64
    os.path.exists 1 whether the path {0} exists
    os.path.isfile 1 whether {0} is a file
    os.path.isdir 1 whether {0} is a directory
    os.path.islink 1 whether {0} is a symbolic link
    os.path.isabs 1 whether {0} is an absolute path
    os.path.basename 1 the last part of the path {0}
    os.path.dirname 1 the directory part of the path {0}
    os.path.abspath 1 the absolute path of {0}
    os.path.realpath 1 the path of {0} without symbolic links
    os.path.normpath 1 the normalized path {0}
    os.path.expanduser 1 the path {0} with the user's home directory filled in
    os.path.getsize 1 the size of the file {0} in bytes
    os.path.getmtime 1 the time when {0} was last modified
    os.path.join 2 the path {0} joined with {1}
    os.path.splitext 1 the path {0} split before its extension
    os.listdir 1 the names of the entries of the directory {0}
    os.getcwd 0 the current directory
    os.getpid 0 the id of the current process
    os.environ.get 1 the environment variable {0}, or `None` if it is not set
    os.environ.get 2 the environment variable {0}, or {1} if it is not set
    os.getenv 1 the environment variable {0}, or `None` if it is not set
    os.getenv 2 the environment variable {0}, or {1} if it is not set
    pathlib.Path 1 the path {0}
    uuid.uuid4 0 a random UUID
    random.random 0 a random number from 0 up to 1
    random.choice 1 a random item of {0}
    random.randint 2 a random integer from {0} to {1}
    math.sqrt 1 the square root of {0}
    math.floor 1 {0} rounded down
    math.ceil 1 {0} rounded up
    math.radians 1 {0} in radians
    math.degrees 1 {0} in degrees
    threading.current_thread 0 the current thread
    socket.gethostname 0 the name of this host
    itertools.chain 2 the items of {0} and then of {1}
    itertools.count 0 the integers from 0
    inspect.isclass 1 whether {0} is a class
    inspect.isfunction 1 whether {0} is a function
    asyncio.iscoroutinefunction 1 whether {0} is a coroutine function
    asyncio.get_event_loop 0 the event loop
    asyncio.get_running_loop 0 the running event loop
    shutil.which 1 the path of the command {0}, or `None` if it is not found
    textwrap.dedent 1 {0} without common indentation
    html.escape 1 {0} escaped for HTML
    urllib.parse.urlparse 1 the parts of the URL {0}
    urllib.parse.quote 1 {0} quoted for a URL
    urllib.parse.unquote 1 {0} unquoted from a URL
    urllib.parse.urlencode 1 {0} as a query string
    hashlib.md5 1 an MD5 hash of {0}
    hashlib.sha1 1 a SHA-1 hash of {0}
    hashlib.sha256 1 a SHA-256 hash of {0}
    hashlib.sha512 1 a SHA-512 hash of {0}
    shlex.split 1 the words of {0}, split as a shell does
    shlex.quote 1 {0} quoted for a shell
    time.strftime 1 the current local time in the format {0}
    math.log 1 the natural logarithm of {0}
    math.log 2 the logarithm of {0} to the base {1}
    math.exp 1 e raised to the power of {0}
    bisect.bisect_left 2 the position of {1} in the sorted {0}, before equal items
    bisect.bisect_right 2 the position of {1} in the sorted {0}, behind equal items
    bisect.bisect 2 the position of {1} in the sorted {0}, behind equal items
    heapq.heappop 1 the smallest item of {0}, which is removed
    builtins.bytes 1 {0} as bytes
    builtins.dir 1 the names in {0}
    os.fspath 1 the path of {0}
    os.path.relpath 1 the path {0} relative to the current directory
    os.path.relpath 2 the path {0} relative to {1}
    os.urandom 1 {0} random bytes
    binascii.hexlify 1 {0} in hexadecimal digits
    binascii.unhexlify 1 the bytes of the hexadecimal digits {0}
    base64.urlsafe_b64encode 1 {0} encoded in URL-safe Base64
    base64.urlsafe_b64decode 1 {0} decoded from URL-safe Base64
    urllib.parse.urlsplit 1 the parts of the URL {0}
    urllib.parse.urljoin 2 the URL {1} relative to {0}
    urllib.parse.parse_qs 1 the values of the query string {0}
    inspect.ismodule 1 whether {0} is a module
    inspect.ismethod 1 whether {0} is a bound method
    inspect.isabstract 1 whether {0} is an abstract class
    inspect.iscoroutinefunction 1 whether {0} is a coroutine function
    inspect.getdoc 1 the docstring of {0}
    inspect.signature 1 the signature of {0}
    importlib.import_module 1 the module {0}, imported
    logging.getLogger 0 the root logger
    logging.getLogger 1 the logger {0}
    tempfile.mkdtemp 0 a new temporary directory
    tempfile.gettempdir 0 the directory for temporary files
    secrets.token_hex 0 a random token of hexadecimal digits
    secrets.token_hex 1 a random token of {0} bytes in hexadecimal digits
    secrets.token_urlsafe 0 a random URL-safe token
    secrets.token_urlsafe 1 a random URL-safe token of {0} bytes
    platform.system 0 the name of the operating system
    platform.node 0 the name of this host
    platform.machine 0 the type of this machine
    platform.python_version 0 the version of Python
    platform.python_implementation 0 the name of the Python implementation
    re.escape 1 {0} with what is special in regular expressions escaped
""")
"""Noun phrases for the results of functions."""

TEXT_METHODS = _table("""
    lower 0 {0} in lower case
    upper 0 {0} in upper case
    title 0 {0} in title case
    capitalize 0 {0} with a capital first letter
    casefold 0 {0} folded for comparisons without case
    strip 0 {0} without surrounding whitespace
    lstrip 0 {0} without leading whitespace
    rstrip 0 {0} without trailing whitespace
    splitlines 0 the lines of {0}
    isalpha 0 whether {0} consists of letters
    isalnum 0 whether {0} consists of letters and digits
    isnumeric 0 whether {0} consists of numeric characters
    islower 0 whether {0} is in lower case
    isupper 0 whether {0} is in upper case
    swapcase 0 {0} with upper and lower case swapped
    removeprefix 1 {0} without the prefix {1}
    removesuffix 1 {0} without the suffix {1}
    hexdigest 0 the hexadecimal digest of {0}
    isoformat 0 {0} in ISO format
    total_seconds 0 the seconds of {0}
    isdigit 0 whether {0} consists of digits
    isspace 0 whether {0} consists of whitespace
    isidentifier 0 whether {0} is an identifier
""")
"""Noun phrases for the results of methods that only texts have."""

_OF_TYPES = {
    "dict": """
        get 1 the item {1} of {0}, or `None` if there is none
        get 2 the item {1} of {0}, or {2} if there is none
        items 0 the keys and values of {0}
        keys 0 the keys of {0}
        values 0 the values of {0}
        copy 0 a copy of {0}
        pop 1 the item {1} of {0}, which is removed
        """,
    "OrderedDict": """
        items 0 the keys and values of {0}
        keys 0 the keys of {0}
        values 0 the values of {0}
        """,
    "list": """
        copy 0 a copy of {0}
        pop 0 the last item of {0}, which is removed
        index 1 the position of {1} in {0}
        count 1 the number of times that {1} is in {0}
        """,
    "set": """
        copy 0 a copy of {0}
        """,
    "str": """
        split 0 the words of {0}
        split 1 the parts of {0} between {1}
        replace 2 {0} with each {1} replaced by {2}
        encode 0 {0} encoded as UTF-8
        encode 1 {0} encoded as {1}
        strip 1 {0} without {1} at its ends
        zfill 1 {0} filled with zeros to {1} characters
        """,
    "bytes": """
        decode 0 {0} decoded as UTF-8
        decode 1 {0} decoded as {1}
        hex 0 {0} in hexadecimal digits
        """,
    "Path": """
        exists 0 whether the path {0} exists
        is_file 0 whether {0} is a file
        is_dir 0 whether {0} is a directory
        resolve 0 the absolute path of {0}, without symbolic links
        read_text 0 the text of the file {0}
        read_bytes 0 the bytes of the file {0}
        """,
    "datetime": """
        isoformat 0 {0} in ISO format
        """,
    "Event": """
        is_set 0 whether the event {0} is set
        """,
    "Thread": """
        is_alive 0 whether the thread {0} is alive
        """,
}
METHODS = {
    (kind, *key): words for kind, text in _OF_TYPES.items() for key, words in _table(text).items()
}
"""Noun phrases for the results of methods of builtin types, by type."""

PERFORMED = _table("""
    list.append 1 append {1} to {0}
    list.extend 1 append the items of {1} to {0}
    list.insert 2 insert {2} at position {1} of {0}
    list.remove 1 remove {1} from {0}
    list.clear 0 remove all items from {0}
    list.sort 0 sort {0}
    list.reverse 0 reverse {0}
    list.pop 0 remove the last item of {0}
    list.pop 1 remove the item at position {1} of {0}
    deque.append 1 append {1} to {0}
    deque.appendleft 1 insert {1} at the beginning of {0}
    deque.clear 0 remove all items from {0}
    dict.clear 0 remove all items from {0}
    dict.update 1 update {0} with {1}
    dict.pop 1 remove the item {1} from {0}
    dict.pop 2 remove the item {1} from {0} if it is there
    dict.setdefault 2 set the item {1} of {0} to {2} if it is not there
    set.add 1 add {1} to {0}
    set.discard 1 remove {1} from {0} if it is there
    set.remove 1 remove {1} from {0}
    set.update 1 add the items of {1} to {0}
    set.clear 0 remove all items from {0}
    Event.set 0 set the event {0}
    Event.clear 0 clear the event {0}
    Event.wait 0 wait for the event {0}
    Thread.start 0 start the thread {0}
    Thread.join 0 wait for the thread {0} to end
    Path.unlink 0 delete the file {0}
    Path.mkdir 0 create the directory {0}
    Path.write_text 1 write {1} to the file {0}
    builtins.print 1 print {0}
    builtins.print 0 print an empty line
    builtins.setattr 3 set the attribute of {0} whose name is {1} to {2}
    builtins.delattr 2 delete the attribute of {0} whose name is {1}
    os.remove 1 delete the file {0}
    os.unlink 1 delete the file {0}
    os.rmdir 1 delete the empty directory {0}
    os.mkdir 1 create the directory {0}
    os.makedirs 1 create the directory {0} with all that it is in
    os.rename 2 rename {0} to {1}
    os.replace 2 rename {0} to {1} and replace what is there
    os.chdir 1 change the current directory to {0}
    os.kill 2 send the signal {1} to the process {0}
    os._exit 1 end the process at once with the status {0}
    sys.exit 0 exit the process
    sys.exit 1 exit the process with {0}
    shutil.rmtree 1 delete the directory {0} with all that it contains
    shutil.copy 2 copy the file {0} to {1}
    shutil.copyfile 2 copy the file {0} to {1}
    shutil.copy2 2 copy the file {0} and its metadata to {1}
    shutil.copytree 2 copy the directory {0} to {1}
    shutil.move 2 move {0} to {1}
    time.sleep 1 sleep for {0} seconds
    json.dump 2 write {0} as JSON to the file {1}
    pickle.dump 2 pickle {0} to the file {1}
    warnings.warn 1 warn of {0}
    warnings.warn 2 warn of {0} as {1}
    atexit.register 1 register {0} to be called at exit
    random.shuffle 1 shuffle {0}
    random.seed 1 seed the random number generator with {0}
    gc.collect 0 collect garbage
    sys.stdout.write 1 write {0} to standard output
    sys.stderr.write 1 write {0} to standard error
    sys.stdout.flush 0 flush standard output
""")
"""Verb phrases for calls that are made for their effect, by function or by type and method."""
