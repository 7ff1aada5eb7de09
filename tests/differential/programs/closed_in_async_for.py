# A coroutine that is closed while it waits for the next item of an asynchronous generator ends that step alone. The generator stays
# where it is: the loop closes it later, and CPython 3.11 lets no further step of it begin.
GENERATORS = []


async def items(captured):
    async with T("manager"):
        pass
    yield 1


async def consume_unnamed():
    async for item in items(T("captured")):
        log(item)


async def consume_shared():
    async for item in GENERATORS[0]:
        log(item)


GENERATORS.append(items(T("shared")))
abandon([consume_unnamed()], 1)
abandon([consume_shared()], 1)
abandon([consume_shared()], 1)
