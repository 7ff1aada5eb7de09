# What every program of the differential test begins with: objects that tell what happens to them. Runs under CPython and, lowered,
# under the interpreter of the IR; `log`, `fin` (unordered) and `die` are theirs.


class T:
    __match_args__ = ("name", "size")
    size = 3

    def __init__(self, name):
        self.name = name
        log("make", name)

    def __del__(self):
        die(self.name)

    def __enter__(self):
        log("enter", self.name)
        return self

    def __exit__(self, kind, error, trace):
        log("exit", self.name, kind)
        return False

    async def __aenter__(self):
        log("enter", self.name)
        await pause("in " + self.name)
        return self

    async def __aexit__(self, kind, error, trace):
        log("exit", self.name, kind)
        await pause("out " + self.name)
        return False

    def twin(self):
        return T(self.name + "t")

    def same(self, *others):
        return self


# Swallows what its block raises.
class Swallow(T):
    def __exit__(self, kind, error, trace):
        log("exit", self.name, kind)
        return kind is not None

    async def __aexit__(self, kind, error, trace):
        log("exit", self.name, kind)
        await pause("out " + self.name)
        return 1


# Gives something else, and fails on a normal exit.
class Faulty(T):
    def __enter__(self):
        log("enter", self.name)
        return T(self.name + "e")

    def __exit__(self, kind, error, trace):
        log("exit", self.name, kind)
        if kind is None:
            raise KeyError(1)

    async def __aenter__(self):
        log("enter", self.name)
        return T(self.name + "e")

    async def __aexit__(self, kind, error, trace):
        log("exit", self.name, kind)
        raise ValueError(1)


# Cannot be entered.
class Closed(T):
    def __enter__(self):
        log("enter", self.name)
        raise ValueError(2)

    async def __aenter__(self):
        await pause("in " + self.name)
        raise KeyError(2)


class Items:
    def __init__(self, name, count):
        self.name = name
        self.count = count

    def __del__(self):
        die(self.name)

    def __iter__(self):
        return self

    def __next__(self):
        if self.count == 0:
            raise StopIteration
        self.count -= 1
        return T(self.name + "i")

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.count == 0:
            raise StopAsyncIteration
        self.count -= 1
        await pause("next " + self.name)
        return T(self.name + "a")


class pause:
    def __init__(self, name):
        self.name = name

    def __await__(self):
        log("pause", self.name)
        is_cancelled = yield 1
        if is_cancelled:
            raise CancelledError
        log("go on", self.name)
        return self.name


def use(*things):
    log("use", *things)


def ident(thing):
    return thing


def boom(kind):
    raise kind(3)


def flag():
    return FLAGS.pop() if FLAGS else False


def call(function):
    try:
        log("result", function())
    except BaseException as error:
        log("raised", error)
    log("called")


# Takes `count` items, then does what `end` says. The box is for the last reference to be here, not with the caller.
def drive(box, count, end):
    generator = box.pop()
    try:
        while count:
            count -= 1
            log("item", next(generator))
        if end == "close":
            generator.close()
        elif end == "throw":
            log("item", generator.throw(ValueError))
        elif end == "send":
            log("item", generator.send(T("sent")))
    except BaseException as error:
        log("raised", error)
    log("dropped")
    del generator
    log("driven")


# Runs a coroutine; the suspension of this number is cancelled: from inside, since CPython's throw() holds what an await gives until
# the coroutine suspends again.
def run(coroutine, cancelled):
    try:
        coroutine.send(None)
        while True:
            cancelled -= 1
            if cancelled == 0:
                log("cancel")
                coroutine.send(True)
            else:
                coroutine.send(None)
    except StopIteration as end:
        log("returned", end.value)
    except BaseException as error:
        log("raised", error)
    log("ran")


# Runs a coroutine up to a suspension, and lets go of it there.
def abandon(box, count):
    coroutine = box.pop()
    try:
        while count:
            count -= 1
            coroutine.send(None)
    except BaseException as error:
        log("raised", error)
    log("dropped")
    del coroutine
    log("abandoned")
