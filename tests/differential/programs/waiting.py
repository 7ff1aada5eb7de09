# Coroutines: what an await holds, and what a cancellation there lets go of.
async def give(thing):
    await pause("give")
    return thing


async def plain():
    first = await give(T("a"))
    log("got", first)
    await give(T("b"))
    log("dropped")
    log(await give(T("c")), await give(T("d")))
    async with T("m") as one, T("n"):
        first = await give(T("e"))
    async for item in Items("items", 2):
        log("item", item)
    else:
        log("no more")
    log([x async for x in Items("more", 2)], f"{await give(1)}")
    return [await give(y) for y in [T("f"), T("g")]]


async def guarded():
    try:
        held = T("h")
        await pause("body")
    except CancelledError:
        log("cancelled", held)
        raise
    finally:
        del held
        await pause("finally")
        log("cleaned")


async def swallowing():
    async with Swallow("s"):
        inner = await give(T("i"))
        await pause("in s")
    log("after")
    await pause("later")


async def items():
    try:
        held = T("j")
        yield held
        del held
        yield T("k")
    finally:
        await pause("closing")
        log("closed")


async def consumer():
    async for item in items():
        log("consumed", item)
        item = None
    log("end")


async def breaking():
    source = items()
    async for item in source:
        break
    await source.aclose()
    log("closed by hand")
    del item
    log("item gone")


for number in range(14):
    run(plain(), number)
for number in range(4):
    run(guarded(), number)
    run(swallowing(), number)
    run(consumer(), number)
    run(breaking(), number)
    abandon([swallowing()], 1)
