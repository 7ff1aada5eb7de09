# Patterns bind as they match, also where a later part or the guard fails.
def kinds(thing):
    match thing:
        case [T(name=first), *rest] if rest:
            log("sequence", first, rest)
        case {"k": value, **others}:
            log("mapping", value, others)
        case (T() as one) | [one, _, _]:
            log("one of", one)
        case [a, (b, c)] if flag():
            log("nested", a, b, c)
        case str() | int():
            log("plain")
        case None | True:
            log("constant")
        case _:
            log("other")
    log("matched")


def bound():
    match [T("left"), T("right")]:
        case [x, y] if x is None:
            log("never")
        case [_, y]:
            x = None
            log("x is gone", y)
    log("subject is gone")


for maker in [
    lambda: [T("a"), T("b")],
    lambda: {"k": T("c"), "l": 2},
    lambda: T("d"),
    lambda: [T("e"), 1, 2],
    lambda: [T("f"), [T("g"), T("h")]],
    lambda: "text",
    lambda: None,
    lambda: 2.5,
]:
    call(lambda: kinds(maker()))
call(bound)
