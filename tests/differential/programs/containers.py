# Sets give their numbers in order; what changes its size while it is iterated says so; a list may hold itself.
def changed(container, change):
    for item in container:
        log("item", item)
        change(container)
    log("end")


log([*{3, 1}], [*{2, 0, 3}])
numbers = {3, 2}
for number in numbers:
    log("number", number)
call(lambda: changed({"k": 1, "l": 2}, lambda d: d.pop("k")))
call(lambda: changed({"k": 1}, lambda d: d.pop("k")))
call(lambda: changed({1, 2}, lambda s: s.discard(1)))
call(lambda: changed({1}, lambda s: s.add(2)))
call(lambda: changed([1, 2], lambda l: l.pop()))
itself = [1]
itself.append(itself)
log("itself", itself)
thing = T("a")
thing.name = [thing]
log("thing", thing)
thing.name = "a"
