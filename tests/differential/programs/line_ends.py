# Where one reading of the text goes over a line end: an assignment before a line that begins with a bracket, a case with one statement.
def chains():
    left = right = None
    *left, right = right, ident(T("a"))
    [right, left] = [1, [right, T("b")]], left
    log("lists", left, right)
    left, *right = right, T("c")
    ({**{"k": T("d")}, "m": left})["m"] = T("e")
    [left, right] = {"k": [left, T("f")]}["k"], (None and right)
    (T("g")).extra = right
    log("chains", left)


def last_of_a_block():
    left = right = None
    if flag() or T("h"):
        left, *right = right, T("i")
    ({**{"k": T("j")}, "m": left})["m"] = T("k")
    log("block", left, right)


def cases(subject):
    left = right = None
    match [subject, 1][0]:
        case [left, *_]:
            None
    match (f'{2} and {use(T("l"))!r:>{1}}', 1)[1]:
        case [left, *_]:
            ident(T("m"))
    match [subject, ident((right := right))][0]:
        case [left, right]:
            [left, right] = right, left
    match (subject, 1)[0]:
        case [left, right]:
            match [left, right][0]:
                case (left, right) | [left, _, right]:
                    [left, right] = 0, boom(TypeError)
    log("cases", left, right)


call(chains)
call(last_of_a_block)
call(lambda: cases([T("n"), T("o")]))
call(lambda: cases([[T("p")], T("q")]))
call(lambda: cases(1))
