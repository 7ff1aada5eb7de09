# What a `finally` does to the ways that lead into it.
def overridden():
    for number in range(3):
        try:
            return T("returned")
        finally:
            log("finally", number)
            if number < 2:
                continue
            break
    log("left by break")


def replaced():
    try:
        return T("first")
    finally:
        return T("second")


def swallowed():
    try:
        held = T("held")
        boom(ValueError)
    finally:
        return held


def raised_in_finally():
    try:
        try:
            return T("lost")
        finally:
            boom(KeyError)
    except KeyError:
        log("raised")


def nested():
    try:
        try:
            try:
                boom(ValueError)
            finally:
                one = T("one")
        finally:
            two = T("two")
            del one
            log("one is gone")
    except ValueError as error:
        log("caught", error, two)
    try:
        use(error)
    except UnboundLocalError:
        log("unbound")


def generator():
    held = T("held")
    try:
        try:
            yield 1
        finally:
            log("inner")
            yield 2
    finally:
        log("outer")
        del held
        log("gone")


def loops():
    while True:
        try:
            with T("manager"):
                break
        finally:
            log("left")
    else:
        log("never")
    for item in [T("a"), T("b")]:
        try:
            continue
        finally:
            log("next")
    else:
        log("all")
    log("last", item)


call(overridden)
call(replaced)
call(swallowed)
call(raised_in_finally)
call(nested)
call(loops)
drive([generator()], 3, "close")
drive([generator()], 1, "throw")
drive([generator()], 2, "close")
