// The frame: from instruction to instruction, over edges, and how references end on each of them.
#include <algorithm>

#include "tests/interpreter/interpreter.h"
#include "tests/interpreter/step.h"

namespace dangle::interpreter {

Frame::Frame(const Function& function, Ref function_object)
    : code(&function),
      callee(std::move(function_object)),
      slots(function.slots.size()),
      values(function.instructions.size()),
      temporaries(function.instructions.size()) {}

Outcome Interpreter::Run(Frame& frame, ResumeKind kind, Ref value) {
  while (true) {
    const Block& block = frame.code->blocks[frame.block];
    const ValueId id(block.first + frame.index);
    const Instruction& instruction = frame.code->instructions[id];
    if (++steps_ > kMaxSteps) Broken(frame, "too many steps");
    if (is_broken_) return {OutcomeKind::kRaise, MakeException("SystemError")};
    Step step;
    if (std::exchange(frame.is_resumed, false)) {
      step = Continue(frame, instruction, kind, std::move(value));
    } else {
      step = Execute(frame, instruction, id);
    }
    switch (step.kind) {
      case StepKind::kYield:
      case StepKind::kSuspend:
        frame.is_resumed = true;
        // A yield hands its value over; what is awaited stays.
        if (step.kind == StepKind::kYield) EndMoves(frame, instruction);
        return {step.kind == StepKind::kYield ? OutcomeKind::kYield : OutcomeKind::kSuspend, std::move(step.value)};
      case StepKind::kReturn:
        EndMoves(frame, instruction);
        return {OutcomeKind::kReturn, std::move(step.value)};
      case StepKind::kRaise:
        EndMoves(frame, instruction);
        if (!Throw(frame, instruction, step.value)) return {OutcomeKind::kRaise, std::move(step.value)};
        break;
      case StepKind::kJump:
        if (Is<dangle::Next>(instruction) && step.value) Finish(frame, id, std::move(step.value));
        EndMoves(frame, instruction);
        GoTo(frame, step.target, step.edge);
        break;
      case StepKind::kValue:
        Finish(frame, id, std::move(step.value));
        EndMoves(frame, instruction);
        ++frame.index;
        break;
    }
  }
}

Result Interpreter::RunToEnd(Frame& frame) {
  if (++depth_ > kMaxDepth) {
    --depth_;
    return Error("RecursionError");
  }
  Outcome outcome = Run(frame, ResumeKind::kSend, {});
  --depth_;
  return outcome.kind == OutcomeKind::kReturn ? Value(std::move(outcome.value)) : Raised(std::move(outcome.value));
}

// The new temporary is in place before those that the instruction moved end.
void Interpreter::Finish(Frame& frame, ValueId id, Ref value) {
  const Instruction& instruction = frame.code->instructions[id];
  if (!HasValue(instruction)) return;
  frame.values[id] = value.get();
  if (MakesTemporary(instruction)) frame.temporaries[id] = std::move(value);
}

void Interpreter::EndMoves(Frame& frame, const Instruction& instruction) {
  ForEachOperand(*frame.code, instruction, [&](Operand operand) {
    if (operand.is_move()) frame.temporaries[operand.value()].Reset();
  });
}

void Interpreter::GoTo(Frame& frame, BlockId target, EdgeKind kind) {
  const auto edges = frame.code->PredecessorsOf(target);
  const auto edge = std::find(edges.begin(), edges.end(), PredecessorEdge{frame.block, kind});
  if (edge == edges.end()) return Broken(frame, "an edge that its target does not know");
  RunPhis(frame, target, static_cast<std::size_t>(edge - edges.begin()));
}

// All phis of a block read before the first one writes.
void Interpreter::RunPhis(Frame& frame, BlockId target, std::size_t edge) {
  struct Merged {
    ValueId phi;
    Object* value;
    Ref temporary;
  };
  const Block& block = frame.code->blocks[target];
  std::vector<Merged> merged;
  std::uint32_t index = 0;
  for (; index < block.size; ++index) {
    const ValueId id(block.first + index);
    const auto* phi = As<Phi>(frame.code->instructions[id]);
    if (phi == nullptr) break;
    const ValueId operand = frame.code->ValuesOf(phi->operands)[edge];
    Merged& entry = merged.emplace_back(Merged{id, frame.values[operand], {}});
    if (phi->slot.IsValid()) continue;
    // It takes over the operand's temporary, or becomes one more holder of what has none.
    entry.temporary = std::exchange(frame.temporaries[operand], {});
    if (!entry.temporary) entry.temporary = Ref(entry.value);
  }
  for (Merged& entry : merged) {
    frame.values[entry.phi] = entry.value;
    if (entry.temporary) frame.temporaries[entry.phi] = std::move(entry.temporary);
  }
  frame.block = target;
  frame.index = index;
}

bool Interpreter::Throw(Frame& frame, const Instruction& instruction, const Ref& exception) {
  const Block& block = frame.code->blocks[frame.block];
  const bool is_cancellation = IsCancellation(exception.get());
  EdgeKind kind = EdgeKind::kRaise;
  BlockId handler = block.on_raise;
  if (is_cancellation && MayCancel(instruction)) {
    kind = EdgeKind::kCancel;
    handler = block.on_cancel;
  } else if (IsA(exception.get(), "GeneratorExit") && MayAbandon(instruction)) {
    kind = EdgeKind::kAbandon;
    handler = block.on_abandon;
  }
  if (!handler.IsValid()) {
    // As CPython empties its stack: what came last goes first.
    for (std::size_t i = frame.temporaries.size(); i-- > 0;) frame.temporaries[ValueId(static_cast<std::uint32_t>(i))].Reset();
    return false;
  }
  if (kind == EdgeKind::kRaise && !MayRaise(instruction)) {
    Broken(frame, "an exception from an instruction that may not raise");
    return false;
  }
  const auto survivors = frame.code->ValuesOf(frame.code->blocks[handler].survivors);
  for (std::size_t i = frame.temporaries.size(); i-- > 0;) {
    const ValueId id(static_cast<std::uint32_t>(i));
    if (frame.temporaries[id] && std::find(survivors.begin(), survivors.end(), id) == survivors.end()) frame.temporaries[id].Reset();
  }
  GoTo(frame, handler, kind);
  // The handler's first instruction takes it up.
  if (is_broken_) return false;
  const ValueId first(frame.code->blocks[frame.block].first + frame.index);
  if (Is<Catch>(frame.code->instructions[first])) {
    Finish(frame, first, exception);
    ++frame.index;
  }
  return true;
}

Object* Interpreter::Read(Frame& frame, Operand operand) {
  Object* const object = frame.values[operand.value()];
  if (object != nullptr && object->is_dead) {
    Broken(frame, "%" + std::to_string(operand.value().value()) + " is used after its death");
    return none_.get();
  }
  return object;
}

void Interpreter::Bind(Frame& frame, SlotId slot, Ref value) {
  Ref& held = frame.slots[slot];
  if (frame.code->slots[slot].kind == SlotKind::kLocal) {
    held = std::move(value);
  } else {
    held->As<Cell>()->content = std::move(value);
  }
}

}  // namespace dangle::interpreter
