#include "dataflow/obligations/transfer.h"

#include <algorithm>
#include <string>
#include <utility>

namespace dangle {

namespace {

WayOut WayOf(EdgeKind kind) { return kind == EdgeKind::kRaise ? WayOut::kRaise : WayOut::kCancel; }

BlockId HandlerOf(const Block& block, EdgeKind kind) {
  if (kind == EdgeKind::kRaise) return block.on_raise;
  return kind == EdgeKind::kCancel ? block.on_cancel : block.on_abandon;
}

bool IsReturned(const ObjectFacts& facts) {
  return std::any_of(facts.facts.begin(), facts.facts.end(), [](const Fact& fact) { return fact.kind == FactKind::kReturn; });
}

// A callee that releases on some of its ways does so on those that matter: which way it takes hangs on what else it is told
// (`cleanup(conn, registered)`), and nothing here knows that. A coroutine that it may drop is dropped.
Effect WithoutWays(Effect effect) {
  const bool may_end = effect.May(Typestate::kOwed, Typestate::kDischarged) || effect.May(Typestate::kOwed, Typestate::kEscaped);
  if (!may_end || !effect.May(Typestate::kOwed, Typestate::kOwed)) return effect;
  TypestateSet after;
  for (const Typestate to : {Typestate::kDischarged, Typestate::kEscaped}) {
    if (effect.May(Typestate::kOwed, to)) after.Add(to);
  }
  effect.SetRow(Typestate::kOwed, after);
  return effect;
}

// The last block in which something concerns the object.
BlockId LastBlockOf(const FunctionView& view, const ObjectFacts& facts) {
  BlockId last = view.BlockOf(facts.root.value);
  if (!facts.facts.empty()) last = std::max(last, view.BlockOf(facts.facts.back().at));
  if (!facts.edges.empty()) last = std::max(last, facts.edges.back().block);
  return last;
}

// The closest block that every way to something that concerns the object passes.
BlockId GateOf(const FunctionView& view, const ObjectFacts& facts) {
  const DominatorTree& tree = view.dominators();
  BlockId gate = view.BlockOf(facts.root.value);
  const auto pass = [&](BlockId block) {
    while (gate.IsValid() && gate != Function::kEntry && !tree.Dominates(gate, block)) gate = tree.ImmediateDominator(gate);
  };
  for (const Fact& fact : facts.facts) pass(view.BlockOf(fact.at));
  for (const EdgeFact& edge : facts.edges) pass(edge.block);
  return gate.IsValid() ? gate : Function::kEntry;
}

constexpr std::array kExceptionalEdges = {EdgeKind::kRaise, EdgeKind::kCancel, EdgeKind::kAbandon};

}  // namespace

ObligationTransfer::ObligationTransfer(const FunctionView& view, const ObjectFacts& facts, Protocol protocol, RaiseRank max_rank, Tail tail,
                                       ObjectOutcome* outcome)
    : view_(&view),
      facts_(&facts),
      protocol_(protocol),
      max_rank_(max_rank),
      tail_(tail),
      outcome_(outcome),
      last_(LastBlockOf(view, facts)),
      is_returned_(IsReturned(facts)) {}

// Can an object that is not made on this path still be made, or its absence matter to what is returned?
bool ObligationTransfer::IsExpected(BlockId block) const {
  return is_returned_ || view_->order().EarliestReachable(block) <= view_->BlockOf(facts_->root.value);
}

ObligationTransfer::FactRun ObligationTransfer::FactsAt(ValueId first, ValueId last) const {
  const auto before = [](const Fact& fact, ValueId at) { return fact.at < at; };
  const auto begin = std::lower_bound(facts_->facts.begin(), facts_->facts.end(), first, before);
  const auto end = std::lower_bound(begin, facts_->facts.end(), last, before);
  return {static_cast<std::size_t>(begin - facts_->facts.begin()), static_cast<std::size_t>(end - facts_->facts.begin())};
}

// `gather(a(), b())` that fails: that it raises before it has taken the coroutine is nothing to expect.
bool ObligationTransfer::IsTakenOver(FactRun run) const {
  if (protocol_ != Protocol::kAwait || max_rank_ >= RaiseRank::kUnknown) return false;
  return std::any_of(facts_->facts.begin() + static_cast<std::ptrdiff_t>(run.begin), facts_->facts.begin() + static_cast<std::ptrdiff_t>(run.end),
                     [&](const Fact& fact) {
                       if (fact.kind != FactKind::kEffect) return false;
                       const Effect effect = facts_->contracts[static_cast<std::size_t>(fact.index)].Of(protocol_, WayOut::kReturn);
                       return effect == kDischarge || effect == kEscape;
                     });
}

void ObligationTransfer::TransferBlock(BlockId block, std::uint32_t begin, std::uint32_t end, State& state, ExitStates<State>& exits) {
  if (state.IsBottom()) return;
  const Block& b = view_->function().blocks[block];
  const std::uint32_t first = b.first + begin;
  std::uint32_t last = b.first + end;
  const std::uint32_t never_returns_after = view_->LastReached(block).value();
  const bool is_cut = never_returns_after + 1 < b.first + b.size && never_returns_after < last;
  if (is_cut) last = never_returns_after + 1;
  const FactRun run = FactsAt(ValueId(first), ValueId(last));
  std::uint32_t position = first;
  for (std::size_t i = run.begin; i < run.end;) {
    const ValueId at = facts_->facts[i].at;
    FactRun here{i, i};
    while (here.end < run.end && facts_->facts[here.end].at == at) ++here.end;
    LeaveBetween(block, position, at.value(), state, exits);
    for (const EdgeKind kind : kExceptionalEdges) {
      if (!view_->MayLeave(at, kind, max_rank_) || (kind == EdgeKind::kRaise && IsTakenOver(here))) continue;
      LeaveByException(block, at, here, kind, state, exits);
    }
    for (; i < here.end; ++i) ApplyFact(facts_->facts[i], state);
    position = at.value() + 1;
    if (Prune(state)) return;
  }
  LeaveBetween(block, position, last, state, exits);
  if (is_cut) {
    state = State::Bottom();
    return;
  }
  if (last == b.first + b.size && Is<Return>(view_->function().TerminatorOf(block))) {
    LeaveFrame(ValueId(last - 1), WayOut::kReturn, state);
  }
}

// The instructions [begin, end) do nothing to the object, but each may be left by an exception; the state is the same at all of them,
// so one of each kind is enough. Within the frame the first one is the witness.
void ObligationTransfer::LeaveBetween(BlockId block, std::uint32_t begin, std::uint32_t end, const State& state, ExitStates<State>& exits) {
  if (max_rank_ == kNoExceptions) return;
  std::array<ValueId, kExceptionalEdges.size()> first;
  for (std::size_t k = 0; k < first.size(); ++k) first[k] = view_->FirstToLeave(begin, end, kExceptionalEdges[k], max_rank_);
  while (true) {
    std::size_t next = 0;
    for (std::size_t k = 1; k < first.size(); ++k) {
      if (first[k].IsValid() && (!first[next].IsValid() || first[k] < first[next])) next = k;
    }
    if (!first[next].IsValid()) return;
    LeaveByException(block, std::exchange(first[next], ValueId()), {0, 0}, kExceptionalEdges[next], state, exits);
  }
}

void ObligationTransfer::LeaveByException(BlockId block, ValueId at, FactRun run, EdgeKind kind, const State& state, ExitStates<State>& exits) {
  const BlockId handler = HandlerOf(view_->function().blocks[block], kind);
  // A Raise that is the frame's own last word and an exit nobody handles are both ways out of the frame.
  const bool is_handled = handler.IsValid();
  if (outcome_ == nullptr && (!is_handled || !exits.IsWanted(kind))) return;
  State left = state;
  for (std::size_t i = run.begin; i < run.end; ++i) {
    const Fact& fact = facts_->facts[i];
    if (fact.kind == FactKind::kEffect) ApplyEffectOf(fact, WayOf(kind), left);
  }
  SetCaught(at, kind, left);
  if (!is_handled) {
    LeaveFrame(at, WayOf(kind), left);
    return;
  }
  const SlotMask dying = facts_->temporaries & ~SurvivorsOf(handler);
  if (dying != 0) Report(at, WayOf(kind), LossKind::kDiscarded, left.Drop(dying));
  if (!Prune(left)) exits.Join(kind, left);
}

// What the handler will see. A Reraise goes on with what the paths have caught, if nothing else was caught since.
void ObligationTransfer::SetCaught(ValueId at, EdgeKind kind, State& left) const {
  if (view_->GoesOnWithLastCaught(at)) {
    left.AssumeCaught(kind == EdgeKind::kRaise ? ~kCancellation : kCancellation);
    return;
  }
  if (kind != EdgeKind::kRaise) {
    left.SetCaught(kCancellation);
    return;
  }
  const ExceptionMask raised = view_->RaisedAt(at).UpTo(max_rank_);
  left.SetCaught(raised == 0 ? kAnyException : raised);
}

void ObligationTransfer::LeaveFrame(ValueId at, WayOut way, State state) {
  if (outcome_ == nullptr) return;
  const auto index = static_cast<std::size_t>(way);
  outcome_->at_exit[index].JoinWith(state.typestates());
  NoteEnded(state.typestates());
  const bool in_variable = (state.MayHold() & ~facts_->temporaries) != 0;
  const Loss loss = state.Drop(~SlotMask{0});
  Report(at, way, in_variable ? LossKind::kFrameLeft : LossKind::kDiscarded, loss);
}

Effect ObligationTransfer::EffectOf(std::int32_t contract, WayOut way) const {
  const ParameterContract& known = facts_->contracts[static_cast<std::size_t>(contract)];
  Effect effect = known.Of(protocol_, way);
  const bool trusts_callee = (protocol_ == Protocol::kRelease || protocol_ == Protocol::kLock) && max_rank_ < RaiseRank::kUnknown;
  if (trusts_callee && way == WayOut::kReturn) effect = WithoutWays(effect);
  // Which way it had taken when it failed is as little known.
  const auto has_ways = [](Effect e) { return !(WithoutWays(e) == e); };
  if (trusts_callee && way == WayOut::kRaise && has_ways(known.Of(protocol_, WayOut::kReturn))) effect = WithoutWays(effect);
  // Cancelled within its own clean-up: what it was about to release counts as released, as it does where a release raises.
  if (trusts_callee && way == WayOut::kCancel) {
    const Effect finished = WithoutWays(known.Of(protocol_, WayOut::kReturn));
    if (finished != kBorrow && !finished.May(Typestate::kOwed, Typestate::kOwed)) effect = finished;
  }
  return effect;
}

void ObligationTransfer::ApplyEffectOf(const Fact& fact, WayOut way, State& state) const {
  if (fact.is_choice) {
    state.ApplyEffectWhereHeld(TrackedSlot(fact.from), EffectOf(fact.index, way));
  } else {
    ApplyContract(fact.index, fact.from, way, state);
  }
}

void ObligationTransfer::ApplyContract(std::int32_t contract, std::uint8_t through, WayOut way, State& state) const {
  const Effect effect = EffectOf(contract, way);
  if (effect == kBorrow) return;
  if (through == Fact::kNoSlot) {
    state.ApplyEffect(effect);
  } else {
    state.ApplyEffectThrough(TrackedSlot(through), effect);
  }
}

void ObligationTransfer::ApplyFact(const Fact& fact, State& state) {
  const auto slot = [&] { return TrackedSlot(fact.slot); };
  const auto met = [&] { return fact.from == Fact::kNoSlot ? state.recent().typestates() : state.TypestatesThrough(TrackedSlot(fact.from)); };
  switch (fact.kind) {
    case FactKind::kBirth:
      state.Birth(slot());
      return;
    case FactKind::kBind:
      Report(fact.at, WayOut::kReturn, LossKind::kRebound, state.Bind(slot()));
      return;
    case FactKind::kBindFrom:
      Report(fact.at, WayOut::kReturn, LossKind::kRebound, state.BindFrom(slot(), TrackedSlot(fact.from)));
      return;
    case FactKind::kBindOther:
      Report(fact.at, WayOut::kReturn, LossKind::kRebound, state.BindOther(slot(), fact.truth));
      return;
    case FactKind::kInsert:
      state.Insert(slot());
      return;
    case FactKind::kInsertFrom:
      state.InsertFrom(slot(), TrackedSlot(fact.from));
      return;
    case FactKind::kDrop: {
      const bool temporary = (facts_->temporaries & slot().mask()) != 0;
      Report(fact.at, WayOut::kReturn, temporary ? LossKind::kDiscarded : LossKind::kRebound, state.Drop(slot()));
      return;
    }
    case FactKind::kEffect:
      ApplyEffectOf(fact, WayOut::kReturn, state);
      return;
    case FactKind::kUse:
      if (outcome_ != nullptr && met().Has(Typestate::kOwed)) {
        outcome_->uses.push_back({fact.at, fact.use, met().IsOnly(Typestate::kOwed)});
      }
      return;
    case FactKind::kReturn:
      if (outcome_ != nullptr && met().Has(Typestate::kOwed)) AddReturned(fact, state);
      return;
  }
}

void ObligationTransfer::AddReturned(const Fact& fact, const State& state) {
  std::optional<Truth> elsewhere;
  if (fact.from != Fact::kNoSlot && facts_->root.element == ResultOwes::kWhole) elsewhere = state.recent().TruthElsewhere(TrackedSlot(fact.from));
  const bool or_none = elsewhere == Truth::kNone;
  const bool always = or_none || state.recent().typestates().IsOnly(Typestate::kOwed);
  outcome_->returned.push_back({fact.at, static_cast<std::int16_t>(fact.index), always, or_none});
}

void ObligationTransfer::NoteEnded(TypestateSet typestates) {
  typestates.Remove(Typestate::kUnborn);
  typestates.Remove(Typestate::kOwed);
  outcome_->ended.JoinWith(typestates);
}

bool ObligationTransfer::Prune(State& state) {
  const TypestateSet typestates = state.typestates();
  if (typestates.Has(Typestate::kOwed)) return false;
  if (outcome_ != nullptr) NoteEnded(typestates);
  if (typestates.Has(Typestate::kUnborn)) return false;
  state = State::Bottom();
  return true;
}

void ObligationTransfer::Report(ValueId at, WayOut way, LossKind kind, Loss loss) {
  if (outcome_ == nullptr || loss == Loss::kNone) return;
  const Violation violation{at, way, kind, loss, at};
  auto& known = outcome_->violations;
  // What is lost at one instruction is reported in one run.
  for (auto last = known.rbegin(); last != known.rend() && last->at == at; ++last) {
    if (*last == violation) return;
  }
  known.push_back(violation);
}

SlotMask ObligationTransfer::SurvivorsOf(BlockId handler) const {
  SlotMask mask = 0;
  for (const ValueId survivor : view_->function().ValuesOf(view_->function().blocks[handler].survivors)) {
    for (std::size_t s = 0; s < facts_->slots.size(); ++s) {
      if (facts_->slots[s].temporary == survivor) mask |= SlotMask{1} << s;
    }
  }
  return mask;
}

void ObligationTransfer::TransferEdge(BlockId from, BlockId to, EdgeKind kind, State& state) {
  if (!view_->IsFeasible(from, kind)) {
    state = State::Bottom();
    return;
  }
  if (const HandlerFilter* filter = view_->FilterAt(from)) state.AssumeCaught(filter->On(kind));
  // A coroutine that nothing can run any more is left to its fate on purpose.
  if (protocol_ == Protocol::kAwait && view_->IsLoopClosed(from, kind)) state.ApplyEffect(kDischarge);
  const auto before = [](const EdgeFact& fact, BlockId block) { return fact.block < block; };
  for (auto fact = std::lower_bound(facts_->edges.begin(), facts_->edges.end(), from, before); fact != facts_->edges.end() && fact->block == from;
       ++fact) {
    if (fact->kind != kind) continue;
    if (fact->is_infeasible) {
      state = State::Bottom();
      return;
    }
    if (fact->contract >= 0) {
      ApplyContract(fact->contract, fact->slot, WayOut::kReturn, state);
    } else {
      state.Assume(TrackedSlot(fact->slot), fact->truth);
    }
  }
  if (Prune(state)) return;
  if (!state.typestates().Has(Typestate::kOwed)) {
    if (!IsExpected(to)) state = State::Bottom();
  } else if (tail_ == Tail::kCut && last_ < view_->order().EarliestReachable(to)) {
    if (outcome_ != nullptr) outcome_->reaches_tail = true;
    state = State::Bottom();
  }
}

std::string ObligationTransfer::Describe(const State& state) const {
  return ToText(state, [&](TrackedSlot slot) { return NameOfSlot(*view_, *facts_, slot); });
}

ObjectOutcome SolveObject(const FunctionView& view, const ObjectFacts& facts, Protocol protocol, RaiseRank max_rank,
                          ForwardSolver<TwoInstanceState>& solver, Tail tail, SolverLogger& logger) {
  ObligationTransfer transfer(view, facts, protocol, max_rank, tail, nullptr);
  ForwardSolver<TwoInstanceState>::Start start{Function::kEntry, TwoInstanceState::Unborn()};
  if (facts.root.is_parameter) {
    start.state = TwoInstanceState::Of({Typestate::kOwed}, kParameterHolders);
  } else if (facts.edges.empty() && !facts.asks_before && !IsReturned(facts)) {
    // Nothing that happens before can matter; a return must also see the paths on which the object is not made.
    start.block = view.BlockOf(facts.root.value);
  } else {
    start.block = GateOf(view, facts);
  }
  const SolverResult result = solver.Solve(FunctionGraph(view.function()), transfer, start, logger);
  ObjectOutcome outcome;
  outcome.converged = result.converged;
  outcome.visits = result.visits;
  ObligationTransfer reporting(view, facts, protocol, max_rank, tail, &outcome);
  std::vector<BlockId> blocks(solver.ReachedBlocks().begin(), solver.ReachedBlocks().end());
  std::sort(blocks.begin(), blocks.end());
  ExitStates<TwoInstanceState> exits;
  for (const BlockId block : blocks) {
    TwoInstanceState state = *solver.EntryState(block);
    if (state.typestates().Has(Typestate::kOwed) || block == view.BlockOf(facts.root.value)) outcome.live.push_back(block);
    exits.Clear();
    exits.WantAll();
    reporting.TransferBlock(block, 0, view.function().blocks[block].size, state, exits);
    const auto edge = [&](BlockId to, EdgeKind kind) {
      const TwoInstanceState* out = IsNormal(kind) ? &state : exits.Find(kind);
      if (out == nullptr || out->IsBottom()) return;
      TwoInstanceState along = *out;
      reporting.TransferEdge(block, to, kind, along);
    };
    ForEachSuccessor(view.function(), block, edge);
  }
  return outcome;
}

}  // namespace dangle
