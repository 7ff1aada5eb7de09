// The protocols of use in one function (misuses.h); by what the calls do to the objects that paths lead to.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_MISUSE_FINDER_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_MISUSE_FINDER_H_

#include <optional>
#include <string_view>
#include <vector>

#include "dataflow/obligations/call_events.h"
#include "dataflow/obligations/misuses.h"
#include "dataflow/obligations/transfer.h"

namespace dangle {

class MisuseFinder {
 public:
  // The solver is lent for its memory.
  MisuseFinder(const FunctionView& view, const SourceSet& sources, ForwardSolver<TwoInstanceState>& solver, std::vector<Misuse>& misuses);

  void FindUsesAfterRelease();
  void FindSecondReleases();
  void FindLostTransactions();
  // `keeps_loaded`: somewhere a session is told not to expire what it has loaded.
  void FindImplicitReads(bool keeps_loaded);
  void FindHalfBuilt(const std::vector<FieldStore>& stores);
  void FindKeptPermits();

 private:
  bool Has(CallEventKind kind) const;
  ObjectOutcome Solve(RaiseRank max_rank);
  bool IsAt(ValueId value, const AccessPath& path) const;
  bool ComesFrom(ValueId value, const AccessPath& path) const;
  bool IsAskedFor(const AccessPath& path) const;
  bool IsReadBefore(const CallEvent& use, const CallEvent& release) const;
  void Add(Misuse misuse);

  std::vector<CallEvent> Unlocks(const AccessPath& path) const;
  bool IsExpectedToRaise(ValueId call) const;
  bool IsLockedHere(const AccessPath& path) const;

  void AddTransaction(ValueId birth, ValueId owner, bool is_begin);
  std::optional<ValueId> OwnerOf(const CallEvent& write) const;
  bool IsOwnConnection(ValueId made) const;
  bool StaysHere(ValueId value) const;
  bool CommitsByItself(ValueId owner) const;
  void AddHalfBuilt(const FieldStore& store, std::span<const RaiseRank> ranks);
  bool EndsHalfBuilt(ValueId at, const AccessPath& field, const FieldStore& store) const;
  ValueId OwnFlagBefore(BlockId ending) const;
  bool IsSelf(ValueId value) const;

  struct Permit {
    ValueId taken;
    AccessPath place;
    ValueId key;                   // what is put there; invalid of a counter or flag
    std::vector<ValueId> returns;  // where it is given back
  };
  std::optional<Permit> PermitAt(ValueId at) const;
  bool GivesBack(ValueId at, const Permit& permit) const;
  bool IsSame(ValueId a, ValueId b) const;
  int StepOf(const StoreAttr& store) const;
  std::optional<bool> FlagOf(const StoreAttr& store) const;
  bool AllOnNormalWays(const std::vector<ValueId>& places) const;
  void CheckPermit(Permit permit);

  ClassRef ModelOf(ValueId value) const;
  ClassRef ModelIn(ValueId argument, int depth) const;
  ClassRef LoadedModel(ValueId value) const;
  bool IsModel(ClassRef class_ref) const;
  std::string_view RelationshipLoading(ClassRef class_ref, NameId name) const;
  bool IsAttached(const AccessPath& object, const AccessPath& session) const;
  bool IsEager() const;
  void AddExpiredReads(const CallEvent& commit, const AccessPath& session);
  void AddUnloadedReads();
  std::string_view StatementOf(ValueId call) const;
  std::string_view TextOf(ValueId value) const;

  const FunctionView& view_;
  const Function& function_;
  const SourceSet& sources_;
  ForwardSolver<TwoInstanceState>& solver_;
  std::vector<Misuse>& misuses_;
  CallEvents events_;
  ObjectFactsBuilder conditions_;
  ObjectFacts facts_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_MISUSE_FINDER_H_
