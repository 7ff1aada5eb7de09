# Closures, cells, class bodies and comprehensions: who holds what, and until when.
def counter():
    held = T("held")

    def change():
        nonlocal held
        held = T("changed")
        return held

    def forget():
        nonlocal held
        del held

    change()
    log("changed")
    forget()
    log("forgotten")
    try:
        use(held)
    except NameError:
        log("unbound")


def late():
    functions = [lambda thing=thing: thing for thing in [T("a"), T("b")]]
    log(functions[0](), functions[1]())
    functions.clear()
    log("cleared")
    inner = [(yes := T("c")) for _ in range(2)]
    log("walrus", yes)
    inner = None
    log("list is gone")
    total = {key: T(key) for key in ["d", "e"] if key != "e"}
    log(total)


def recursive(depth):
    held = T("f")
    if depth:
        recursive(depth - 1)
    log("back", depth)


def decorated():
    def wrap(function):
        log("wrap")
        held = T("g")

        def wrapped(*things):
            log("wrapped", held)
            return function(*things)

        return wrapped

    @wrap
    def shown(thing=T("default")):
        log("shown", thing)

    shown()
    shown(T("h"))
    log("called")
    shown = None
    log("gone")


def classes():
    class Local:
        made = T("i")
        listed = [T("j") for _ in range(1)]

        def method(self):
            return self.made

    log(Local().method())
    log(Local.made)


m3 = T("global")


def globals_():
    global m3
    log(m3)
    m3 = T("other")
    log("rebound")
    del m3
    log("deleted")


call(counter)
call(late)
call(lambda: recursive(2))
call(decorated)
call(classes)
call(globals_)
