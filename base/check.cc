#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace dangle {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "dangle: internal error: %s at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace dangle
