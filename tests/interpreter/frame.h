// A running function: where it stands, what its slots and temporaries hold.
#ifndef DANGLE_TESTS_INTERPRETER_FRAME_H_
#define DANGLE_TESTS_INTERPRETER_FRAME_H_

#include <vector>

#include "ir/function.h"
#include "tests/interpreter/object.h"

namespace dangle::interpreter {

// The value of an operation, or the exception that it raised.
struct Result {
  Ref value;
  Ref exception;
  bool ok() const { return !exception; }
};

enum class OutcomeKind : std::uint8_t {
  kReturn,
  kRaise,
  kYield,    // a yield of the frame's own
  kSuspend,  // something that it awaits (or yields from) has yielded
};

// How a frame was left, and with what.
struct Outcome {
  OutcomeKind kind = OutcomeKind::kReturn;
  Ref value;
};

// What goes into a frame when it is resumed.
enum class ResumeKind : std::uint8_t { kSend, kThrow };

struct Frame {
  Frame(const Function& code, Ref function_object);

  const Function* code;
  Ref callee;  // the function object: its cells, defaults and globals
  Object* globals = nullptr;
  Object* names = nullptr;  // Instance whose attributes are the namespace of a module or class body
  BlockId block = Function::kEntry;
  std::uint32_t index = 0;            // of the instruction in the block
  IdVector<SlotId, Ref> slots;        // cells hold a Cell
  IdVector<ValueId, Object*> values;  // borrowed: something else holds them
  IdVector<ValueId, Ref> temporaries;
  Ref delegate;             // what the current instruction awaits or yields from
  bool is_resumed = false;  // stands in the middle of its instruction
};

}  // namespace dangle::interpreter

#endif  // DANGLE_TESTS_INTERPRETER_FRAME_H_
