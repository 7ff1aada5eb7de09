// What one instruction did to its frame.
#ifndef DANGLE_TESTS_INTERPRETER_STEP_H_
#define DANGLE_TESTS_INTERPRETER_STEP_H_

#include "tests/interpreter/interpreter.h"

namespace dangle::interpreter {

enum class StepKind : std::uint8_t { kValue, kRaise, kJump, kReturn, kYield, kSuspend };

struct Interpreter::Step {
  StepKind kind = StepKind::kValue;
  Ref value;
  BlockId target;
  EdgeKind edge = EdgeKind::kNormal;

  static Step Of(Result result) {
    return result.ok() ? Step{StepKind::kValue, std::move(result.value), {}, {}} : Step{StepKind::kRaise, std::move(result.exception), {}, {}};
  }
  static Step To(BlockId target, EdgeKind edge) { return {StepKind::kJump, {}, target, edge}; }
};

}  // namespace dangle::interpreter

#endif  // DANGLE_TESTS_INTERPRETER_STEP_H_
