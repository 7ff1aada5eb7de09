// Generators, coroutines and asynchronous generators: frames that are left in the middle and taken up again.
#include "tests/interpreter/interpreter.h"

namespace dangle::interpreter {

Outcome Interpreter::Resume(Object* object, ResumeKind kind, Ref value) {
  const Ref alive(object);
  Generator& generator = *object->As<Generator>();
  const auto fail = [&](std::string_view type) { return Outcome{OutcomeKind::kRaise, MakeException(type)}; };
  if (!generator.frame) {
    if (kind == ResumeKind::kThrow) return {OutcomeKind::kRaise, std::move(value)};
    if (generator.kind == GeneratorKind::kCoroutine) return fail("RuntimeError");
    return {OutcomeKind::kReturn, none_};
  }
  if (generator.is_running) return fail("ValueError");
  if (!generator.is_started && kind == ResumeKind::kThrow) {
    const auto frame = std::move(generator.frame);
    return {OutcomeKind::kRaise, std::move(value)};
  }
  if (!generator.is_started && value && value.get() != none_.get()) return fail("TypeError");  // nothing waits for it yet
  if (++depth_ > kMaxDepth) {
    --depth_;
    return fail("RecursionError");
  }
  generator.is_started = true;
  generator.is_running = true;
  Outcome outcome = Run(*generator.frame, kind, std::move(value));
  generator.is_running = false;
  --depth_;
  if (outcome.kind == OutcomeKind::kYield || outcome.kind == OutcomeKind::kSuspend) return outcome;
  { const auto frame = std::move(generator.frame); }
  // PEP 479: an iteration does not end by accident.
  if (outcome.kind == OutcomeKind::kRaise && (IsA(outcome.value.get(), "StopIteration") ||
                                              (generator.kind == GeneratorKind::kAsyncGenerator && IsA(outcome.value.get(), "StopAsyncIteration")))) {
    outcome.value = MakeException("RuntimeError");
  }
  return outcome;
}

Outcome Interpreter::ResumeAsyncStep(Object* object, ResumeKind kind, Ref value) {
  const Ref alive(object);
  AsyncStep& step = *object->As<AsyncStep>();
  const auto fail = [&](std::string_view type) { return Outcome{OutcomeKind::kRaise, MakeException(type)}; };
  if (step.is_done) return fail("RuntimeError");
  const Ref generator = step.generator;
  const bool is_close = step.kind == AsyncStep::Kind::kClose;
  if (!std::exchange(step.is_started, true) && kind == ResumeKind::kSend) {
    if (generator->As<Generator>()->is_stuck) {
      step.is_done = true;
      return fail("RuntimeError");
    }
    const bool has_ended = !generator->As<Generator>()->frame;
    if (has_ended || (is_close && !generator->As<Generator>()->is_started)) {
      step.is_done = true;
      { const auto frame = std::move(generator->As<Generator>()->frame); }
      return step.kind != AsyncStep::Kind::kSend ? Outcome{OutcomeKind::kReturn, none_} : fail("StopAsyncIteration");
    }
    if (step.kind != AsyncStep::Kind::kSend) kind = ResumeKind::kThrow;
    value = is_close ? MakeException("GeneratorExit") : step.value;
  }
  Outcome outcome = Resume(generator.get(), kind, std::move(value));
  if (outcome.kind == OutcomeKind::kSuspend) return outcome;
  step.is_done = true;
  switch (outcome.kind) {
    case OutcomeKind::kYield:
      return is_close ? fail("RuntimeError") : Outcome{OutcomeKind::kReturn, std::move(outcome.value)};
    case OutcomeKind::kReturn:
      return is_close ? Outcome{OutcomeKind::kReturn, none_} : fail("StopAsyncIteration");
    default:
      break;
  }
  const bool is_end = IsA(outcome.value.get(), "GeneratorExit") || IsA(outcome.value.get(), "StopAsyncIteration");
  return is_close && is_end ? Outcome{OutcomeKind::kReturn, none_} : outcome;
}

Outcome Interpreter::Drive(Object* iterator, ResumeKind kind, Ref value) {
  if (iterator->As<Generator>() != nullptr) return Resume(iterator, kind, std::move(value));
  if (iterator->As<AsyncStep>() != nullptr) return ResumeAsyncStep(iterator, kind, std::move(value));
  if (kind == ResumeKind::kThrow) return {OutcomeKind::kRaise, std::move(value)};
  if (value && value.get() != none_.get()) return {OutcomeKind::kRaise, MakeException("AttributeError")};  // it has no send()
  Result next = NextOf(iterator);
  if (!next.ok()) return {OutcomeKind::kRaise, std::move(next.exception)};
  return next.value ? Outcome{OutcomeKind::kYield, std::move(next.value)} : Outcome{OutcomeKind::kReturn, none_};
}

Result Interpreter::FirstAwaitable(Object* value) {
  if (const auto* generator = value->As<Generator>(); generator != nullptr && generator->kind == GeneratorKind::kCoroutine) return Value(Ref(value));
  if (value->As<AsyncStep>() != nullptr) return Value(Ref(value));
  Object* const await = FindOnType(value->type, Name("__await__"));
  return await != nullptr ? CallWith(await, {Ref(value)}) : Error("TypeError");
}

Result Interpreter::Close(Object* object) {
  const Ref alive(object);
  auto* generator = object->As<Generator>();
  if (generator != nullptr && (!generator->frame || !generator->is_started)) {
    const auto frame = std::move(generator->frame);
    return {};
  }
  if (auto* step = object->As<AsyncStep>()) {
    // CPython 3.11 ends the step alone: its generator stays where it is, and is closed by the loop once nobody holds it.
    step->generator->As<Generator>()->is_stuck = step->is_started && !step->is_done;
    step->is_done = true;
    return {};
  }
  if (generator == nullptr) return {};
  Outcome outcome = Drive(object, ResumeKind::kThrow, MakeException("GeneratorExit"));
  if (outcome.kind == OutcomeKind::kReturn) return {};
  if (outcome.kind != OutcomeKind::kRaise) return Error("RuntimeError", "generator ignored GeneratorExit");
  if (IsA(outcome.value.get(), "GeneratorExit") || IsA(outcome.value.get(), "StopIteration")) return {};
  return Raised(std::move(outcome.value));
}

Result Interpreter::FromOutcome(Outcome outcome) {
  switch (outcome.kind) {
    case OutcomeKind::kYield:
    case OutcomeKind::kSuspend:
      return Value(std::move(outcome.value));
    case OutcomeKind::kRaise:
      return Raised(std::move(outcome.value));
    case OutcomeKind::kReturn:
      break;
  }
  const Ref stop = MakeException("StopIteration");
  stop->As<Instance>()->attributes.Set(Name("value"), std::move(outcome.value));
  return Raised(stop);
}

}  // namespace dangle::interpreter
