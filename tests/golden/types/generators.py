"""Snippets: generators, what they take and give; what never returns; what decorators make."""

# ruff: noqa
import asyncio
import io
import sys
import threading
import tokenize
def shown_by_dead():  # => bytes
    raise NotImplementedError
    yield b""
def dead_after_return():  # => str
    return
    yield ""
def dead_bare():
    return
    yield
def listening():  # => int
    got = yield 1
    if got:
        yield 2
    return ""
def gives_listening():  # -> collections.abc.Iterator[int]
    return listening()
def plain_gen():  # => int
    yield 1
def gives_plain():  # -> collections.abc.Generator[int, None, None]
    return plain_gen()
def with_result():  # => int
    yield 1
    return "a"
def gives_with_result():  # -> collections.abc.Generator[int, None, str]
    return with_result()
async def aplain():  # => int
    yield 1
def gives_aplain():  # -> collections.abc.AsyncGenerator[int, None]
    return aplain()
def yields_none():  # => None
    yield
def gives_none():  # -> collections.abc.Generator[None, None, None]
    return yields_none()
class Base:
    def parts(self):  # => str
        for x in self.unknown():
            yield x
class Derived(Base):
    def parts(self):  # => str
        yield "a"
class Frozen:
    def __setattr__(self, name, value):  # -> typing.NoReturn
        raise AttributeError(name)
    def give_up(self):  # -> typing.NoReturn
        raise ValueError
    def stop(self):  # -> typing.NoReturn
        self.give_up()
    def exits(self, code):  # -> typing.NoReturn
        print(code)
        sys.exit(code)
class Loose:
    def refuse(self):
        raise ValueError
    def use(self):
        self.refuse()
        return 1
class Loud(Loose):
    def refuse(self):  # -> int
        return 2
class Strict(Frozen):
    def give_up(self):  # -> typing.NoReturn
        raise KeyError
try:
    import nothing_like_it
    def fallback():
        return nothing_like_it.f()
except ImportError:
    def fallback():
        raise ImportError("nothing")
async def forever():  # -> typing.NoReturn
    while True:
        print(1)
async def awaits():  # -> typing.NoReturn
    await forever()
class Box:
    def __init__(self, content):
        self.content = content
def to_list(func):  # -> collections.abc.Callable
    def wrapper(*args):  # -> list[int]
        return list(func(*args))
    return wrapper
def boxed(func):
    def wrapper(*args):
        return Box(func(*args))
    return wrapper
def logged(func):
    def wrapper(*args):
        print(args)
        return func(*args)
    return wrapper
@to_list
def listed():
    yield 1
@boxed
def in_a_box():  # -> generators.Box
    return 1
@logged
def only_logged():  # -> str
    return ""
def gives_listed():  # -> list[int]
    return listed()
def gives_box():  # -> generators.Box
    return in_a_box()
class Takes:
    def __enter__(self): return self
    def __exit__(self, kind, error, trace): return kind is ValueError
class Passes:
    def __enter__(self): return self
    def __exit__(self, kind, error, trace): self.done = True
def passed():  # -> typing.NoReturn
    with Passes():
        raise ValueError
def locked():  # -> typing.NoReturn
    with threading.Lock():
        raise ValueError
async def endless_in_with():  # -> typing.NoReturn
    async with asyncio.Lock():
        while True:
            print(1)
def delegates():  # => int
    yield from plain_gen()
def gives_delegates():  # -> collections.abc.Generator[int, None, None]
    return delegates()
def tokens(text):  # -> collections.abc.Generator[tokenize.TokenInfo, None, None]
    return tokenize.generate_tokens(io.StringIO(text).readline)
