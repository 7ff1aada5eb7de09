// DNG204 await-outside-async: what Python's compiler refuses about `await` and asynchronous generators, and the parser accepts.
#ifndef DANGLE_CHECKERS_DNG204_AWAIT_OUTSIDE_ASYNC_H_
#define DANGLE_CHECKERS_DNG204_AWAIT_OUTSIDE_ASYNC_H_

#include <vector>

#include "base/names.h"
#include "ir/module.h"
#include "report/finding.h"

namespace dangle {

const Rule& AwaitOutsideAsyncRule();

// One finding for each problem of kind kAsync.
void FindAwaitOutsideAsync(const Module& module, const NameTable& names, const SourceSet& sources, std::vector<Finding>& findings);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_DNG204_AWAIT_OUTSIDE_ASYNC_H_
