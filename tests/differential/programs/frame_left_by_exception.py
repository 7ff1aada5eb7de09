# What a frame that an exception left holds, its cells included, is dead before the `__exit__` of its caller's manager runs.
def outer():
    def inner():
        held = T("held")
        try:
            boom(TypeError)
        except TypeError:

            def failing():
                nonlocal held
                boom(KeyError)

            failing()

    inner()
    yield 1


def caller():
    with Swallow("manager"):
        for item in outer():
            log(item)


caller()
