# Targets other than names: the value is made first, then object and index of each target, from left to right; an augmented one reads them once.
class Box:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        die(self.name)


def index(number):
    log("index", number)
    return number


def box(name):
    log("box")
    return Box(name)


def plain():
    held = Box("held")
    items = [1, 2, 3]
    held.one, items[index(1)] = T("a"), T("b")
    log("stored")
    held.one = None
    items[index(1)] = None
    (held.one, *items[index(0)]), last = (T("c"), T("d")), T("e")
    log("unpacked")
    del held.one, items[index(0)], last
    log("deleted")
    for held.item in [T("f"), T("g")]:
        log("looped")
    with T("manager") as held.manager:
        log("inside")
    log("left")
    held.one = held.two = T("h")
    del held.one
    log("one is gone")


def failing():
    items = [T("i")]
    try:
        box("j").missing.attribute = T("k")
    except AttributeError:
        log("no attribute")
    try:
        items[index(7)] = T("l")
    except IndexError:
        log("no item")
    try:
        first, items[index(9)] = T("m"), T("n")
    except IndexError:
        log("first", first)
    try:
        del items[0], items[index(5)]
    except IndexError:
        log("one deleted")
    try:
        (a, b), c = (T("o"), T("p"), T("q")), T("r")
    except ValueError:
        log("too many")


def augmented():
    items = [[T("s")]]
    items[index(0)] += [T("t")]
    log("added", items)
    items[0] = None
    log("emptied")
    try:
        items[index(0)] += [T("u")]
    except TypeError:
        log("none has no +")
    held = Box("v")
    held.list = []
    held.list += [T("w")]
    log("grown")


call(plain)
call(failing)
call(augmented)
