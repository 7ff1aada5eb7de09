// Which uses of a file or connection belong to an object that the same function opens: they are told with its opening.
//
//   with open(path) as f:      the finding
//       for line in f: …       one of its uses
#ifndef DANGLE_CHECKERS_OPENED_OBJECTS_H_
#define DANGLE_CHECKERS_OPENED_OBJECTS_H_

#include "dataflow/effects/blocking_effects.h"

namespace dangle {

struct BlockingContext;

class OpenedObjects {
 public:
  OpenedObjects(const BlockingContext& context, CallNodeId frame);

  // The call that opened what the step uses; invalid if that is not in this function, or the step opens something itself.
  ValueId OpeningOf(const BlockStep& step) const;

 private:
  bool Opens(ValueId call, BlockKind kind) const;
  // What the value was made of, one step back; invalid at the beginning.
  ValueId OriginOf(ValueId value, BlockKind kind) const;

  const BlockingContext& context_;
  CallNodeId frame_;
  const Function& function_;
};

}  // namespace dangle

#endif  // DANGLE_CHECKERS_OPENED_OBJECTS_H_
