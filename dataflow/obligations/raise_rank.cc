#include "dataflow/obligations/raise_rank.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dangle {

namespace {

// Methods that do not raise on whatever they are called on, as far as code is written with that in mind: logging, containers,
// text, and the releases themselves (a resource whose own release raises counts as released).
constexpr std::array<std::string_view, 52> kQuietMethods = {
    "abort",      "acquire_nowait",
    "add",        "add_done_callback",
    "append",     "appendleft",
    "cancel",     "cancelled",
    "clear",      "close",
    "closed",     "copy",
    "count",      "critical",
    "debug",      "discard",
    "done",       "endswith",
    "error",      "exception",
    "extend",     "format",
    "get",        "info",
    "is_closing", "is_set",
    "items",      "join",
    "keys",       "kill",
    "locked",     "log",
    "lower",      "lstrip",
    "release",    "replace",
    "rstrip",     "set",
    "setdefault", "shutdown",
    "split",      "startswith",
    "stop",       "strip",
    "terminate",  "title",
    "update",     "upper",
    "values",     "warn",
    "warning",    "write_eof",
};
static_assert(std::is_sorted(kQuietMethods.begin(), kQuietMethods.end()));

InstructionRank Ranked(RaisedMasks raised, RaiseRank cancel = RaiseRank::kNever) { return {raised.Rank(), cancel, raised}; }

InstructionRank Anything(RaiseRank rank, RaiseRank cancel = RaiseRank::kNever) {
  if (rank == RaiseRank::kNever) return {rank, cancel, {}};
  return {rank, cancel, RaisedMasks::Of(rank, kAnyException)};
}

bool IsQuietMethod(std::string_view name) { return std::binary_search(kQuietMethods.begin(), kQuietMethods.end(), name); }

}  // namespace

InstructionRank RaiseRanker::RankOf(ValueId instruction) const {
  const Instruction& i = function_->instructions[instruction];
  if (const auto* call = As<Call>(i)) return RankOfCall(instruction, *call);
  if (Is<Await>(i)) return RankOfAwait(instruction);
  if (const auto* raise = As<Raise>(i)) return RankOfRaise(instruction, *raise);
  if (const auto* unpack = As<Unpack>(i); unpack != nullptr && IsTupleOf(unpack->value.value(), unpack->count)) return {};
  if (const auto* reraise = As<Reraise>(i)) return RankOfReraise(reraise->exception.IsValid() ? reraise->exception.value() : ValueId());
  if (const auto* enter = As<Enter>(i)) return RankOfSpecialMethod(instruction, enter->is_async);
  if (const auto* next = As<Next>(i)) return RankOfNext(instruction, next->is_async);
  // The exit of a manager is a release: it does not raise, but while it waits it can be cancelled.
  if (const auto* exit = As<Exit>(i)) {
    return {RaiseRank::kNever, exit->is_async ? RankOfSpecialMethod(instruction, true).cancel : RaiseRank::kNever, {}};
  }
  if (Is<Yield>(i) || Is<YieldFrom>(i)) return Anything(RaiseRank::kOutside);
  if (Is<LoadItem>(i) || Is<Unpack>(i) || Is<ImportName>(i) || Is<Unknown>(i)) return Anything(RaiseRank::kUnknown);
  return {};
}

// `assert x is not None`, `assert isinstance(x, T)`: said for the type checker, not a test of what came in.
bool RaiseRanker::IsNarrowing(ValueId raise) const {
  if (!function_->instructions[raise].is_implicit) return false;
  const auto at_block = std::upper_bound(function_->blocks.begin(), function_->blocks.end(), raise.value(),
                                         [](std::uint32_t at, const Block& block) { return at < block.first; });
  const BlockId block(static_cast<std::size_t>(at_block - function_->blocks.begin()) - 1);
  for (const PredecessorEdge& edge : function_->PredecessorsOf(block)) {
    const auto* branch = As<Branch>(function_->TerminatorOf(edge.from));
    if (branch == nullptr) return false;
    const Instruction& condition = function_->instructions[branch->condition.value()];
    if (const auto* compare = As<Compare>(condition)) {
      if (compare->op != CompareOperator::kIs && compare->op != CompareOperator::kIsNot) return false;
    } else if (const auto* call = As<Call>(condition)) {
      const auto* callee = As<LoadName>(function_->instructions[call->callee.value()]);
      if (callee == nullptr || program_->names().Text(callee->name) != "isinstance") return false;
    } else {
      return false;
    }
  }
  return true;
}

InstructionRank RaiseRanker::RankOfRaise(ValueId instruction, const Raise& raise) const {
  if (EndsProcess(raise)) return {};
  if (!raise.exception.IsValid()) return Anything(RaiseRank::kExplicit);
  const ValueId exception = raise.exception.value();
  if (IsNarrowing(instruction)) return Anything(RaiseRank::kUnknown);
  if (Is<Catch>(function_->instructions[exception])) return RankOfReraise(exception);
  return Ranked(RaisedMasks::Of(RaiseRank::kExplicit, table_->MaskOfType(program_->TypeOf(ref_, exception))));
}

// An exception that was caught got here over an edge that has its own rank: going on with it costs nothing more.
InstructionRank RaiseRanker::RankOfReraise(ValueId exception) const {
  const auto* caught = exception.IsValid() ? As<Catch>(function_->instructions[exception]) : nullptr;
  if (caught == nullptr) return {RaiseRank::kExplicit, RaiseRank::kExplicit, {}};
  const bool ordinary = caught->kind == CatchKind::kRaise;
  return {ordinary ? RaiseRank::kExplicit : RaiseRank::kNever, ordinary ? RaiseRank::kNever : RaiseRank::kExplicit, {}};
}

void RaiseRanker::AddContract(const Contract& contract, RaisedMasks& raised) const {
  RaisedMasks more{table_->MaskOf(contract.raised_explicitly), table_->MaskOf(contract.raised_outside), 0};
  // Words on a stub may rank it without naming classes.
  if (contract.raises != RaiseRank::kNever && more.Rank() > contract.raises) more |= RaisedMasks::Of(contract.raises, kAnyException);
  raised |= more;
}

// The end of an iteration is no exception of the loop.
InstructionRank RaiseRanker::RankOfNext(ValueId instruction, bool is_async) const {
  InstructionRank rank = RankOfSpecialMethod(instruction, is_async);
  const ClassRef end = program_->FindClass(is_async ? "builtins.StopAsyncIteration" : "builtins.StopIteration");
  if (!end.IsValid() || rank.raised.IsEmpty()) return rank;
  return Ranked(rank.raised & ~table_->Below(end), rank.cancel);
}

InstructionRank RaiseRanker::RankOfCall(ValueId instruction, const Call& call) const {
  const CallResolution resolution = program_->Resolve(ref_, instruction);
  if (resolution.targets.empty()) return Anything(RankOfUnresolvedCall(call));
  if (IsNumberConversion(call, resolution)) return {};
  const bool any_stub = HasStubTarget(resolution);
  // `xs.append(x)`, whatever subclasses of list there are in the project.
  if (any_stub && RankOfUnresolvedCall(call) == RaiseRank::kNever) return {};
  RaisedMasks raised;
  for (const CallTarget& target : resolution.targets) {
    // A constructor without an __init__ of its own (a dataclass, a plain class) raises nothing.
    if (!target.function.IsValid() || (any_stub && program_->IsProject(target.function.module))) continue;
    const Function& callee = program_->function(target.function);
    // Calling a coroutine function or a generator runs nothing of its body.
    if (callee.is_async || callee.is_generator) continue;
    const Contract& contract = contracts_->Of(target.function);
    // sys.exit: the process ends.
    if (!contract.returns && !program_->IsProject(target.function.module)) continue;
    AddContract(contract, raised);
  }
  return Ranked(raised);
}

// `int(n)` of a number parses nothing.
bool RaiseRanker::IsNumberConversion(const Call& call, const CallResolution& resolution) const {
  const auto is_number = [&](ClassRef class_ref) {
    if (!class_ref.IsValid() || program_->IsProject(class_ref.module)) return false;
    const std::string_view name = program_->names().Text(program_->class_declaration(class_ref).name);
    return name == "int" || name == "float" || name == "bool";
  };
  if (resolution.targets.size() != 1 || !is_number(resolution.targets[0].constructed) || call.arguments.size != 1) return false;
  const ValueId given = function_->ArgumentsOf(call.arguments)[0].value.value();
  const std::span<const TypeId> members = program_->MembersOf(program_->TypeOf(ref_, given));
  return !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
    const Type& type = program_->type(member);
    return type.kind == TypeKind::kInstance && is_number(type.class_ref);
  });
}

// `raise SystemExit`: nobody needs what was open.
bool RaiseRanker::EndsProcess(const Raise& raise) const {
  if (!raise.exception.IsValid()) return false;
  const std::span<const TypeId> members = program_->MembersOf(program_->TypeOf(ref_, raise.exception.value()));
  return !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
    const Type& type = program_->type(member);
    if (!type.class_ref.IsValid()) return false;
    const std::string_view name = program_->names().Text(program_->class_declaration(type.class_ref).name);
    return name == "SystemExit" || name == "KeyboardInterrupt";
  });
}

bool RaiseRanker::IsTupleOf(ValueId value, std::uint32_t count) const {
  const std::span<const TypeId> members = program_->MembersOf(program_->TypeOf(ref_, value));
  return !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
    return program_->type(member).kind == TypeKind::kTuple && program_->type(member).arguments.size() == count;
  });
}

RaiseRank RaiseRanker::RankOfUnresolvedCall(const Call& call) const {
  // A callback: whose code it is and what it raises nobody here knows.
  if (Is<Param>(function_->instructions[call.callee.value()])) return RaiseRank::kOutside;
  const auto* attribute = As<LoadAttr>(function_->instructions[call.callee.value()]);
  if (attribute != nullptr && IsQuietMethod(program_->names().Text(attribute->name))) return RaiseRank::kNever;
  return RaiseRank::kUnknown;
}

InstructionRank RaiseRanker::RankOfAwait(ValueId instruction) const {
  const CallResolution resolution = program_->Resolve(ref_, instruction);
  if (resolution.targets.empty()) return Anything(RaiseRank::kOutside, RaiseRank::kCancel);
  RaisedMasks raised;
  RaiseRank cancel = RaiseRank::kNever;
  for (const CallTarget& target : resolution.targets) {
    if (!target.function.IsValid()) continue;
    const Contract& contract = contracts_->Of(target.function);
    AddContract(contract, raised);
    if (contract.suspends != Suspends::kNever) cancel = RaiseRank::kCancel;
  }
  return Ranked(raised, cancel);
}

bool RaiseRanker::HasStubTarget(const CallResolution& resolution) const {
  return std::any_of(resolution.targets.begin(), resolution.targets.end(),
                     [&](const CallTarget& target) { return target.function.IsValid() && !program_->IsProject(target.function.module); });
}

InstructionRank RaiseRanker::RankOfSpecialMethod(ValueId instruction, bool is_async) const {
  const CallResolution resolution = program_->Resolve(ref_, instruction);
  if (resolution.targets.empty()) {
    return is_async ? Anything(RaiseRank::kOutside, RaiseRank::kCancel) : Anything(RaiseRank::kUnknown);
  }
  RaisedMasks raised;
  RaiseRank cancel = RaiseRank::kNever;
  // An object of the standard library's class is seldom one of a subclass in the project.
  const bool any_stub = HasStubTarget(resolution);
  for (const CallTarget& target : resolution.targets) {
    if (!target.function.IsValid() || (any_stub && program_->IsProject(target.function.module))) continue;
    const Contract& contract = contracts_->Of(target.function);
    AddContract(contract, raised);
    if (is_async && contract.suspends != Suspends::kNever) cancel = RaiseRank::kCancel;
  }
  return Ranked(raised, cancel);
}

bool RaiseRanker::NeverReturns(ValueId instruction) const {
  const Instruction& i = function_->instructions[instruction];
  const bool is_await = Is<Await>(i);
  if (!is_await && !Is<Call>(i)) return false;
  const CallResolution resolution = program_->Resolve(ref_, instruction);
  if (resolution.targets.empty() || !resolution.is_complete) return false;
  return std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
    if (!target.function.IsValid()) return false;
    const Function& callee = program_->function(target.function);
    if (!is_await && (callee.is_async || callee.is_generator)) return false;
    return !contracts_->Of(target.function).returns;
  });
}

}  // namespace dangle
