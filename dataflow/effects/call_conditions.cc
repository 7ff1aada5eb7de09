#include "dataflow/effects/call_conditions.h"

#include <algorithm>

#include "dataflow/interproc/call_effects.h"

namespace dangle {

namespace {

// Larger functions are not asked: their calls count as made under conditions that no caller decides.
constexpr std::size_t kMaxBlocks = 400;
// Branches above one call that are looked at, the nearest in the order of the blocks: more are rarely flags of the caller.
constexpr std::size_t kMaxBranches = 24;

// A test of one value: `x`, `not x`, `x is None`, `x is not None`.
struct Test {
  ValueId value;
  ParameterTest when_true = ParameterTest::kNone;
  ParameterTest when_false = ParameterTest::kNone;
};

bool IsNoneConst(const Function& function, ValueId value) {
  const auto* constant = As<Const>(function.instructions[value]);
  return constant != nullptr && constant->kind == ConstKind::kNone;
}

Test TestOf(const Function& function, ValueId condition) {
  bool is_negated = false;
  for (const auto* unary = As<Unary>(function.instructions[condition]); unary != nullptr && unary->op == UnaryOperator::kNot;
       unary = As<Unary>(function.instructions[condition])) {
    condition = unary->operand.value();
    is_negated = !is_negated;
  }
  Test test{condition, ParameterTest::kTrue, ParameterTest::kFalse};
  const auto* compare = As<Compare>(function.instructions[condition]);
  if (compare == nullptr || !IsNoneConst(function, compare->right.value())) {
    if (is_negated) std::swap(test.when_true, test.when_false);
    return test;
  }
  const bool is = compare->op == CompareOperator::kIs || compare->op == CompareOperator::kEqual;
  if (!is && compare->op != CompareOperator::kIsNot && compare->op != CompareOperator::kNotEqual) return {};
  test = {compare->left.value(), ParameterTest::kIsNone, ParameterTest::kIsNotNone};
  if (is == is_negated) std::swap(test.when_true, test.when_false);
  return test;
}

bool AsksForNothing(ParameterTest test) { return test == ParameterTest::kFalse || test == ParameterTest::kIsNone; }

// The call whose arguments a guard is about: that which made the manager or the generator, where the instruction enters or goes on.
const Call* CallAt(const Function& function, ValueId at) {
  const Instruction& instruction = function.instructions[at];
  if (const auto* enter = As<Enter>(instruction)) return As<Call>(function.instructions[enter->manager]);
  if (const auto* exit = As<Exit>(instruction)) return As<Call>(function.instructions[exit->manager.value()]);
  if (const auto* next = As<Next>(instruction)) {
    const auto* iterate = As<Iterate>(function.instructions[next->iterator]);
    return iterate == nullptr ? nullptr : As<Call>(function.instructions[iterate->iterable.value()]);
  }
  return As<Call>(instruction);
}

// What stands as the parameter's default where the function is defined; null if it is no constant.
const Const* DefaultOf(const Program& program, FunctionRef ref, std::size_t parameter) {
  const Function& callee = program.function(ref);
  if (!callee.parent.IsValid() || !callee.parameters[parameter].has_default) return nullptr;
  const Function& parent = program.module(ref.module).functions[callee.parent];
  for (const Instruction& instruction : parent.instructions.raw()) {
    const auto* closure = As<MakeClosure>(instruction);
    if (closure == nullptr || closure->function != ref.function) continue;
    const std::span<const Argument> defaults = parent.ArgumentsOf(closure->defaults);
    std::size_t behind = 0;  // positional parameters with defaults from this one to the last
    for (std::size_t i = parameter; i < callee.parameters.size(); ++i) {
      const ParameterKind kind = callee.parameters[i].kind;
      if (kind == ParameterKind::kPositional || kind == ParameterKind::kPositionalOnly) ++behind;
    }
    const auto positional = static_cast<std::size_t>(
        std::ranges::count_if(defaults, [](const Argument& argument) { return argument.kind == ArgumentKind::kPositional; }));
    std::size_t index = 0;
    for (const Argument& argument : defaults) {
      const bool is_named = argument.kind == ArgumentKind::kKeyword && argument.keyword == callee.parameters[parameter].name;
      const bool is_placed = argument.kind == ArgumentKind::kPositional && callee.parameters[parameter].kind != ParameterKind::kKeywordOnly &&
                             index++ + behind == positional;
      if (is_named || is_placed) return As<Const>(parent.instructions[argument.value.value()]);
    }
  }
  return nullptr;
}

// Whether a constant passes a test; nothing if it is not seen.
std::optional<bool> Passes(const Program& program, const Const& value, ParameterTest test) {
  const bool is_none = value.kind == ConstKind::kNone;
  if (test == ParameterTest::kIsNone) return is_none;
  if (test == ParameterTest::kIsNotNone) return !is_none;
  std::optional<bool> truth;
  if (is_none || value.kind == ConstKind::kFalse) truth = false;
  if (value.kind == ConstKind::kTrue) truth = true;
  if (value.kind == ConstKind::kInt && value.text.IsValid()) truth = program.names().Text(value.text) != "0";
  if (value.kind == ConstKind::kString && value.text.IsValid()) truth = !program.names().Text(value.text).empty();
  if (!truth) return truth;
  return *truth == (test == ParameterTest::kTrue);
}

// The same of a value of which only the type is known.
std::optional<bool> PassesByType(const Program& program, TypeId type, ParameterTest test) {
  const std::span<const TypeId> members = program.MembersOf(type);
  if (members.empty()) return std::nullopt;
  const bool is_known = std::ranges::none_of(
      members, [&](TypeId member) { return program.type(member).kind == TypeKind::kUnknown || program.type(member).kind == TypeKind::kTypeVar; });
  if (!is_known) return std::nullopt;
  const auto is_none = [&](TypeId member) { return program.type(member).kind == TypeKind::kNone; };
  const bool all_none = std::ranges::all_of(members, is_none);
  const bool some_none = std::ranges::any_of(members, is_none);
  if (test == ParameterTest::kIsNone || test == ParameterTest::kIsNotNone) {
    if (all_none != some_none) return std::nullopt;
    return all_none == (test == ParameterTest::kIsNone);
  }
  if (program.MayBeTrue(type)) return std::nullopt;
  return test == ParameterTest::kFalse;
}

}  // namespace

GuardAtCall GuardOf(const Program& program, FunctionRef caller, ValueId at, FunctionRef callee, ParameterGuard guard) {
  if (guard.test == ParameterTest::kNone) return {true, true, {}};
  const Function& function = program.function(caller);
  const Call* call = CallAt(function, at);
  if (call == nullptr) return {};
  const std::span<const Argument> arguments = function.ArgumentsOf(call->arguments);
  const bool is_spread = std::ranges::any_of(
      arguments, [](const Argument& argument) { return argument.kind == ArgumentKind::kStar || argument.kind == ArgumentKind::kDoubleStar; });
  if (is_spread) return {};
  const Function& target = program.function(callee);
  const bool is_bound = target.owner.IsValid() && !program.traits(callee).is_static;
  if (is_bound && guard.parameter == 0) return {};
  const ValueId value = ArgumentFor(function, *call, target.parameters[guard.parameter], guard.parameter - (is_bound ? 1U : 0U));
  if (value.IsValid()) {
    const Instruction& given = function.instructions[value];
    if (const auto* parameter = As<Param>(given)) {
      const std::optional<bool> known = PassesByType(program, program.TypeOf(caller, value), guard.test);
      if (known) return {*known, *known, {}};
      return {true, false, {static_cast<std::uint16_t>(parameter->slot.value()), guard.test}};
    }
    const auto* constant = As<Const>(given);
    const std::optional<bool> known =
        constant != nullptr ? Passes(program, *constant, guard.test) : PassesByType(program, program.TypeOf(caller, value), guard.test);
    return known ? GuardAtCall{*known, *known, {}} : GuardAtCall{};
  }
  const Const* constant = DefaultOf(program, callee, guard.parameter);
  const std::optional<bool> known = constant == nullptr ? std::nullopt : Passes(program, *constant, guard.test);
  return known ? GuardAtCall{*known, *known, {}} : GuardAtCall{};
}

void CallConditionFinder::Reach(BlockId from, BlockId avoided, std::optional<Edge> cut, bool with_exceptions) {
  reached_.assign(function_.blocks.size(), 0);
  work_.clear();
  const auto enter = [&](BlockId block) {
    if (block == avoided || reached_[block.value()] != 0) return;
    reached_[block.value()] = 1;
    work_.push_back(block);
  };
  enter(from);
  while (!work_.empty()) {
    const BlockId block = work_.back();
    work_.pop_back();
    const bool raises = Is<Raise>(function_.TerminatorOf(block)) || Is<Reraise>(function_.TerminatorOf(block));
    ForEachSuccessor(function_, block, [&](BlockId target, EdgeKind kind) {
      if (!IsNormal(kind) && !with_exceptions && !(raises && kind == EdgeKind::kRaise)) return;
      if (cut && cut->from == block && cut->to == target) return;
      enter(target);
    });
  }
}

bool CallConditionFinder::ReachesReturn() const {
  for (std::size_t b = 0; b < reached_.size(); ++b) {
    if (reached_[b] != 0 && Is<Return>(function_.TerminatorOf(BlockId(b)))) return true;
  }
  return false;
}

bool CallConditionFinder::ReachesRaise() const {
  for (std::size_t b = 0; b < reached_.size(); ++b) {
    if (reached_[b] != 0 && Is<Raise>(function_.TerminatorOf(BlockId(b)))) return true;
  }
  return false;
}

// Is what a test asks for an attribute, a global or a cell that this function also sets?
bool CallConditionFinder::IsFilledHere(ValueId tested) const {
  const Instruction& load = function_.instructions[tested];
  return std::ranges::any_of(function_.instructions, [&](const Instruction& instruction) {
    if (const auto* attribute = As<LoadAttr>(load)) {
      const auto* store = As<StoreAttr>(instruction);
      return store != nullptr && store->name == attribute->name;
    }
    if (const auto* name = As<LoadName>(load)) {
      const auto* store = As<StoreName>(instruction);
      return store != nullptr && store->name == name->name;
    }
    return false;
  });
}

void CallConditionFinder::ReadBranch(const Branch& branch, bool holds, CallConditions& conditions) const {
  const Test test = TestOf(function_, branch.condition.value());
  if (!test.value.IsValid()) return;
  const ParameterTest needed = holds ? test.when_true : test.when_false;
  if (const auto* parameter = As<Param>(function_.instructions[test.value])) {
    if (conditions.guard.test == ParameterTest::kNone) conditions.guard = {static_cast<std::uint16_t>(parameter->slot.value()), needed};
  } else if (AsksForNothing(needed) && IsFilledHere(test.value)) {
    conditions.is_first_only = true;
  }
}

CallConditions CallConditionFinder::Of(ValueId at) {
  if (function_.blocks.size() > kMaxBlocks) return {{}, true, false, false};
  const BlockId block = function_.BlockOf(at);
  CallConditions conditions;
  if (block == Function::kEntry) return conditions;
  Reach(Function::kEntry, block, std::nullopt, false);
  conditions.is_conditional = ReachesReturn();
  Reach(block, BlockId(), std::nullopt, false);
  conditions.is_failing = !ReachesReturn() && ReachesRaise();
  if (!conditions.is_conditional && !conditions.is_failing) return conditions;
  std::size_t looked_at = 0;
  for (std::size_t b = 0; b < function_.blocks.size() && looked_at < kMaxBranches; ++b) {
    const auto* branch = As<Branch>(function_.TerminatorOf(BlockId(b)));
    if (branch == nullptr || branch->if_true == branch->if_false || BlockId(b) == block) continue;
    ++looked_at;
    for (const bool holds : {true, false}) {
      Reach(Function::kEntry, BlockId(), Edge{BlockId(b), holds ? branch->if_true : branch->if_false}, true);
      if (reached_[block.value()] == 0) ReadBranch(*branch, holds, conditions);
    }
  }
  return conditions;
}

}  // namespace dangle
