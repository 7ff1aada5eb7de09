// Reads a function that PrintFunction printed, so that tests can write the IR down. Text behind `#` is a comment.
//
//   func f(x)
//     slot x
//     b0:
//       %0 = param x
//       return %0
//
// Values must be numbered as they are printed: from 0, one for each line of a block, in order (a line without a value counts
// too).
#ifndef DANGLE_IR_PARSER_H_
#define DANGLE_IR_PARSER_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "base/names.h"
#include "ir/function.h"

namespace dangle {

// The error names the line, counted from 1, and what was expected there.
absl::StatusOr<Function> ParseFunction(std::string_view text, NameTable& names);

}  // namespace dangle

#endif  // DANGLE_IR_PARSER_H_
