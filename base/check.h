// DANGLE_CHECK(condition): a broken invariant of dangle itself (never of the analysed Python) ends the process with the place
// and the text of the condition. It stays on in release builds: it costs a compare, and a wrong answer costs more.
// DANGLE_DCHECK is the same for hot loops and vanishes in release builds.
#ifndef DANGLE_BASE_CHECK_H_
#define DANGLE_BASE_CHECK_H_

namespace dangle {

// Prints "dangle: internal error: <condition> at <file>:<line>" to stderr and aborts.
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace dangle

#define DANGLE_CHECK(condition) (static_cast<bool>(condition) ? void() : ::dangle::CheckFailed(#condition, __FILE__, __LINE__))

#ifdef NDEBUG
#define DANGLE_DCHECK(condition) (true ? void() : void(condition))
#else
#define DANGLE_DCHECK(condition) DANGLE_CHECK(condition)
#endif

#endif  // DANGLE_BASE_CHECK_H_
