#ifndef DANGLE_SEMANTICS_EMBEDDED_STUBS_H_
#define DANGLE_SEMANTICS_EMBEDDED_STUBS_H_

// The stub files of models/stubs/, carried inside the executable so that it needs no files beside it.
// The build generates the table: `models/stubs/asyncio/locks.pyi` is module `asyncio.locks`,
// `models/stubs/asyncio/__init__.pyi` is package `asyncio`. Sorted by path.

#include <span>
#include <string_view>

namespace dangle {

struct EmbeddedStub {
  std::string_view module;
  std::string_view text;
};

std::span<const EmbeddedStub> EmbeddedStubs();

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_EMBEDDED_STUBS_H_
