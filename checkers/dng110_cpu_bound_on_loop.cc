// DNG110: a coroutine computes for long.
//
//   digest = bcrypt.hashpw(password, bcrypt.gensalt())
#include "checkers/blocking_checkers.h"

namespace dangle {

constexpr Rule kCpuBoundOnLoop = {
    .id = "DNG110",
    .name = "cpu-bound-on-loop",
    .severity = Severity::kP1,
    .summary = "A coroutine computes for long on the event loop's thread.",
    .why =
        "Python code and most extensions keep the thread, so tasks that are ready and timeouts that are due wait until it returns; a thread helps "
        "only if the extension releases the GIL, otherwise a process is needed.",
    .page = {},
};

}  // namespace dangle
