# Arguments: evaluated from left to right, held until the call is done; what fails in the middle lets go of those before it.
def take(*things, **named):
    log("take", *things)
    for name in named:
        log(name, named[name])


def fail(*things):
    boom(ValueError)


def plain():
    take(T("a"), *[T("b"), T("c")], x=T("d"), **{"y": T("e")})
    log("taken")
    take(*(T(name) for name in ["f", "g"]))
    log("generated")
    take(T("h"), [T("i") for _ in range(2)])
    log("listed")


def failing():
    try:
        take(T("j"), boom(KeyError), T("never"))
    except KeyError:
        log("in the arguments")
    try:
        take(T("k"), *boom(KeyError))
    except KeyError:
        log("in the star")
    try:
        take(T("l"), x=boom(KeyError))
    except KeyError:
        log("in the keyword")
    try:
        fail(T("m"), T("n"))
    except ValueError:
        log("in the call")
    try:
        take(T("o"), *3)
    except TypeError:
        log("no iterable")
    try:
        T("p").missing(T("never"))
    except AttributeError:
        log("no method")
    try:
        None(T("q"))
    except TypeError:
        log("no callable")


def chained():
    log(ident(1) < ident(2) < ident(boom)(ValueError) if flag() else "not taken")
    log(T("r").same().same() is None)
    log(T("s").twin().twin().name)
    log((T("t") and T("u")).name, (T("v") or T("w")).name)
    log([T("x"), T("y")][0].name)


call(plain)
call(failing)
call(chained)
