#include "dataflow/obligations/function_view.h"

#include <algorithm>
#include <optional>

#include "dataflow/exits/clause_reach.h"
#include "dataflow/obligations/captures.h"
#include "dataflow/obligations/constant_condition.h"
#include "dataflow/obligations/raise_rank.h"

namespace dangle {

namespace {

std::uint8_t EdgeBit(EdgeKind kind) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind)); }

}  // namespace

FunctionView::FunctionView(const Program& program, const ContractStore& contracts, FunctionRef ref)
    : program_(&program),
      contracts_(&contracts),
      ref_(ref),
      function_(&program.function(ref)),
      order_(*function_),
      exceptions_(program),
      last_caught_(*function_) {
  BuildUses();
  BuildBinds();
  RankInstructions();
  FindInfeasible();
}

void FunctionView::BuildUses() {
  const std::size_t count = function_->instructions.size();
  use_begin_.assign(count + 2, 0);
  for (const Instruction& instruction : function_->instructions) {
    ForEachOperand(*function_, instruction, [&](Operand operand) { ++use_begin_[operand.value().value() + 2]; });
  }
  for (std::size_t i = 2; i < use_begin_.size(); ++i) use_begin_[i] += use_begin_[i - 1];
  uses_.resize(use_begin_.back());
  for (std::size_t i = 0; i < count; ++i) {
    const ValueId user(i);
    ForEachOperand(*function_, function_->instructions[user], [&](Operand operand) { uses_[use_begin_[operand.value().value() + 1]++] = user; });
  }
  block_of_.resize(count);
  for (std::size_t b = 0; b < function_->blocks.size(); ++b) {
    const Block& block = function_->blocks[BlockId(b)];
    std::fill_n(block_of_.begin() + block.first, block.size, BlockId(b));
  }
}

void FunctionView::BuildBinds() {
  const auto slot_of = [](const Instruction& instruction) {
    if (const auto* bind = As<Bind>(instruction)) return bind->slot;
    if (const auto* drop = As<Drop>(instruction)) return drop->slot;
    return SlotId();
  };
  bind_begin_.assign(function_->slots.size() + 2, 0);
  for (const Instruction& instruction : function_->instructions) {
    const SlotId slot = slot_of(instruction);
    if (slot.IsValid()) ++bind_begin_[slot.value() + 2];
  }
  for (std::size_t i = 2; i < bind_begin_.size(); ++i) bind_begin_[i] += bind_begin_[i - 1];
  binds_.resize(bind_begin_.back());
  for (std::size_t i = 0; i < function_->instructions.size(); ++i) {
    const SlotId slot = slot_of(function_->instructions[ValueId(i)]);
    if (slot.IsValid()) binds_[bind_begin_[slot.value() + 1]++] = ValueId(i);
  }
}

bool FunctionView::IsOwn(SlotId slot) const {
  if (function_->slots[slot].kind == SlotKind::kLocal) return true;
  owned_.resize(function_->slots.size());
  std::uint8_t& known = owned_[slot.value()];
  if (known == 0) known = StaysOwn(*this, slot) ? 2 : 1;
  return known == 2;
}

void FunctionView::RankInstructions() {
  const std::size_t count = function_->instructions.size();
  raise_.resize(count);
  cancel_.resize(count);
  const RaiseRanker ranker(*program_, *contracts_, ref_, exceptions_);
  for (std::size_t i = 0; i < count; ++i) {
    const InstructionRank rank = ranker.RankOf(ValueId(i));
    raise_[i] = rank.raise;
    cancel_[i] = rank.cancel;
    if (!rank.raised.IsEmpty()) raised_.emplace_back(ValueId(i), rank.raised);
  }
  last_reached_.resize(function_->blocks.size());
  infeasible_.assign(function_->blocks.size(), 0);
  for (std::size_t b = 0; b < function_->blocks.size(); ++b) {
    const Block& block = function_->blocks[BlockId(b)];
    last_reached_[b] = ValueId(block.first + block.size - 1);
    for (std::uint32_t i = block.first; i < block.first + block.size; ++i) {
      if (!ranker.NeverReturns(ValueId(i))) continue;
      last_reached_[b] = ValueId(i);
      infeasible_[b] |= static_cast<std::uint8_t>(EdgeBit(EdgeKind::kNormal) | EdgeBit(EdgeKind::kTrue) | EdgeBit(EdgeKind::kFalse));
      break;
    }
  }
}

void FunctionView::FindInfeasible() {
  for (std::size_t b = 0; b < function_->blocks.size(); ++b) {
    const auto* branch = As<Branch>(function_->TerminatorOf(BlockId(b)));
    if (branch == nullptr || !branch->condition.IsValid()) continue;
    const ValueId condition = branch->condition.value();
    const Instruction& test = function_->instructions[condition];
    if (const auto* match = As<MatchException>(test)) {
      const auto* caught = As<Catch>(function_->instructions[match->exception]);
      if (caught == nullptr || !match->type.IsValid()) continue;
      const ClauseReach reach = ReachOf(*program_, program_->TypeOf(ref_, match->type.value()));
      const bool ordinary = caught->kind == CatchKind::kRaise;
      const bool always = ordinary ? reach.takes_ordinary : reach.takes_cancellation && (reach.takes_abandonment || !function_->is_generator);
      const bool never =
          reach.all_known && (ordinary ? !reach.takes_ordinary && !reach.takes_some : !reach.takes_cancellation && !reach.takes_abandonment);
      if (always) infeasible_[b] |= EdgeBit(EdgeKind::kFalse);
      if (never) infeasible_[b] |= EdgeBit(EdgeKind::kTrue);
      if (ordinary && !match->is_star) FilterMatched(BlockId(b), *match);
    } else if (const std::optional<bool> constant = ConstantCondition(*program_, ref_, condition)) {
      infeasible_[b] |= EdgeBit(*constant ? EdgeKind::kFalse : EdgeKind::kTrue);
    } else if (const auto* exit = As<Exit>(test)) {
      if (!exit->exception.IsValid()) continue;
      if (!program_->MayBeTrue(program_->TypeOf(ref_, condition))) infeasible_[b] |= EdgeBit(EdgeKind::kTrue);
      FilterSuppressed(BlockId(b), *exit);
    } else {
      FindLoopTest(BlockId(b), condition);
    }
  }
}

std::vector<char> FunctionView::ReachedNormally() const {
  std::vector<char> reached(function_->blocks.size(), 0);
  std::vector<BlockId> work = {Function::kEntry};
  reached[Function::kEntry.value()] = 1;
  while (!work.empty()) {
    const BlockId block = work.back();
    work.pop_back();
    ForEachSuccessor(*function_, block, [&](BlockId to, EdgeKind kind) {
      if (!IsNormal(kind) || reached[to.value()] != 0) return;
      reached[to.value()] = 1;
      work.push_back(to);
    });
  }
  return reached;
}

// `if not loop.is_closed(): …`
void FunctionView::FindLoopTest(BlockId block, ValueId condition) {
  bool negated = false;
  while (const auto* unary = As<Unary>(function_->instructions[condition])) {
    if (unary->op != UnaryOperator::kNot) return;
    negated = !negated;
    condition = unary->operand.value();
  }
  const auto* call = As<Call>(function_->instructions[condition]);
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function_->instructions[call->callee.value()]);
  if (method == nullptr || program_->names().Text(method->name) != "is_closed") return;
  const CallResolution resolution = program_->Resolve(ref_, condition);
  const auto is_of_loop = [&](const CallTarget& target) {
    return target.function.IsValid() && program_->QualifiedName(target.function) == "asyncio.AbstractEventLoop.is_closed";
  };
  if (resolution.targets.empty() || !std::all_of(resolution.targets.begin(), resolution.targets.end(), is_of_loop)) return;
  loop_closed_.emplace_back(block, negated ? EdgeKind::kFalse : EdgeKind::kTrue);
}

// Adds what `except classes` takes: of a class, or of a tuple of classes. What may be one class or another takes nothing for
// sure.
void FunctionView::AddTaken(TypeId classes, HandlerFilter& filter) const {
  const auto add = [&](std::span<const TypeId> alternatives, bool is_sure) {
    for (const TypeId alternative : alternatives) {
      const Type& type = program_->type(alternative);
      if (type.kind != TypeKind::kClass || !type.class_ref.IsValid()) {
        filter.matched = ~ExceptionMask{0};
        continue;
      }
      const ExceptionMask surely = exceptions_.TakenBy(type.class_ref, filter.matched);
      if (is_sure && alternatives.size() == 1) filter.unmatched &= ~surely;
    }
  };
  const std::span<const TypeId> members = program_->MembersOf(classes);
  if (members.empty()) filter.matched = ~ExceptionMask{0};
  for (const TypeId& member : members) {
    const Type& type = program_->type(member);
    if (type.kind != TypeKind::kTuple) {
      add({&member, 1}, members.size() == 1);
    } else {
      for (const TypeId item : type.arguments) add(program_->MembersOf(item), members.size() == 1);
    }
  }
}

void FunctionView::FilterMatched(BlockId block, const MatchException& match) {
  if (!last_caught_.IsAt(block, match.exception)) return;
  HandlerFilter filter{block, 0, ~ExceptionMask{0}};
  AddTaken(program_->TypeOf(ref_, match.type.value()), filter);
  filters_.push_back(filter);
}

// `with suppress(OSError):` takes what a handler would.
void FunctionView::FilterSuppressed(BlockId block, const Exit& exit) {
  const auto* manager = As<Call>(function_->instructions[exit.manager.value()]);
  const auto* caught = As<Catch>(function_->instructions[exit.exception]);
  if (manager == nullptr || caught == nullptr || caught->kind != CatchKind::kRaise) return;
  const std::span<const TypeId> made = program_->MembersOf(program_->TypeOf(ref_, exit.manager.value()));
  if (made.size() != 1 || program_->type(made[0]).class_ref != program_->FindClass("contextlib.suppress")) return;
  if (!last_caught_.IsAt(block, exit.exception)) return;
  HandlerFilter filter{block, 0, ~ExceptionMask{0}};
  for (const Argument& argument : function_->ArgumentsOf(manager->arguments)) {
    const bool is_positional = argument.kind == ArgumentKind::kPositional;
    AddTaken(is_positional ? program_->TypeOf(ref_, argument.value.value()) : kUnknownType, filter);
  }
  filters_.push_back(filter);
}

bool FunctionView::MayLeave(ValueId instruction, EdgeKind kind, RaiseRank max_rank) const {
  switch (kind) {
    case EdgeKind::kRaise:
      return RaiseOf(instruction) <= max_rank;
    case EdgeKind::kCancel:
      return CancelOf(instruction) <= max_rank;
    default:
      return RaiseRank::kOutside <= max_rank && MayAbandon(function_->instructions[instruction]);
  }
}

const FunctionView::WaysOut& FunctionView::WaysOutOf(EdgeKind kind, RaiseRank max_rank) const {
  for (const WaysOut& known : ways_out_) {
    if (known.kind == kind && known.max_rank == max_rank) return known;
  }
  WaysOut made{kind, max_rank, {}};
  for (std::uint32_t i = 0; i < function_->instructions.size(); ++i) {
    if (MayLeave(ValueId(i), kind, max_rank)) made.instructions.push_back(i);
  }
  return ways_out_.emplace_back(std::move(made));
}

ValueId FunctionView::FirstToLeave(std::uint32_t begin, std::uint32_t end, EdgeKind kind, RaiseRank max_rank) const {
  constexpr std::uint32_t kLongRun = 32;  // as far as a walk is cheaper
  const std::uint32_t near = std::min(end, begin + kLongRun);
  for (std::uint32_t i = begin; i < near; ++i) {
    if (MayLeave(ValueId(i), kind, max_rank)) return ValueId(i);
  }
  if (near == end) return {};
  const std::vector<std::uint32_t>& ways = WaysOutOf(kind, max_rank).instructions;
  const auto found = std::lower_bound(ways.begin(), ways.end(), near);
  return found == ways.end() || *found >= end ? ValueId() : ValueId(*found);
}

RaisedMasks FunctionView::RaisedAt(ValueId instruction) const {
  const auto before = [](const std::pair<ValueId, RaisedMasks>& entry, ValueId at) { return entry.first < at; };
  const auto found = std::lower_bound(raised_.begin(), raised_.end(), instruction, before);
  return found == raised_.end() || found->first != instruction ? RaisedMasks() : found->second;
}

bool FunctionView::GoesOnWithLastCaught(ValueId instruction) const {
  const Instruction& at = function_->instructions[instruction];
  Operand exception;
  if (const auto* reraise = As<Reraise>(at)) exception = reraise->exception;
  if (const auto* raise = As<Raise>(at)) exception = raise->exception;
  return exception.IsValid() && last_caught_.IsAt(BlockOf(instruction), exception.value());
}

const HandlerFilter* FunctionView::FilterAt(BlockId block) const {
  const auto before = [](const HandlerFilter& filter, BlockId at) { return filter.block < at; };
  const auto found = std::lower_bound(filters_.begin(), filters_.end(), block, before);
  return found == filters_.end() || found->block != block ? nullptr : &*found;
}

bool FunctionView::IsFeasible(BlockId from, EdgeKind kind) const { return (infeasible_[from.value()] & EdgeBit(kind)) == 0; }

}  // namespace dangle
