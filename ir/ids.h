// The ids of the IR. An instruction makes at most one value, so a ValueId names both.
#ifndef DANGLE_IR_IDS_H_
#define DANGLE_IR_IDS_H_

#include "base/ids.h"

namespace dangle {

struct ValueTag {};
struct BlockTag {};
struct SlotTag {};
struct FunctionTag {};
struct ClassTag {};
struct ImportTag {};
struct ExpressionTag {};

using ValueId = Id<ValueTag>;            // an instruction of a function and the value that it makes
using BlockId = Id<BlockTag>;            // of a function
using SlotId = Id<SlotTag>;              // of a function
using FunctionId = Id<FunctionTag>;      // of a module
using ClassId = Id<ClassTag>;            // of a module
using ImportId = Id<ImportTag>;          // of a module
using ExpressionId = Id<ExpressionTag>;  // of a module: a static expression (annotation, decorator, base class)

}  // namespace dangle

#endif  // DANGLE_IR_IDS_H_
