#include "dataflow/obligations/misuses.h"

#include <algorithm>
#include <iterator>

#include "absl/container/flat_hash_map.h"
#include "base/parallel.h"
#include "dataflow/obligations/misuse_finder.h"

namespace dangle {

namespace {

// Names by which a function shows that it may have something to do with a protocol of use; looking closer costs.
struct TellingNames {
  std::vector<char> uses;      // methods with a role, by NameId
  std::vector<char> releases;  // what releases
  std::vector<char> unlocks;   // and must not do so twice
  std::vector<char> writes;    // that write, run SQL or begin
  std::vector<char> expires;
  std::vector<char> changes;  // that put something into a collection, or take it out
  std::vector<char> loads;    // that load an object of an asynchronous ORM, if the project has one

  explicit TellingNames(const Program& program, const ContractStore& contracts) {
    const auto note = [](std::vector<char>& names, NameId name) {
      if (names.size() <= name.value()) names.resize(name.value() + 1, 0);
      names[name.value()] = 1;
    };
    for (const std::string_view name : {"add", "append", "discard", "remove", "pop"}) {
      if (const NameId known = program.names().Find(name); known.IsValid()) note(changes, known);
    }
    if (program.FindClass("sqlalchemy.ext.asyncio.AsyncSession").IsValid()) {
      for (const std::string_view name : {"get", "get_one", "scalar"}) {
        if (const NameId known = program.names().Find(name); known.IsValid()) note(loads, known);
      }
    }
    for (std::size_t m = 0; m < program.module_count(); ++m) {
      const auto& functions = program.module(ModuleId(m)).functions;
      for (std::size_t f = 0; f < functions.size(); ++f) {
        const Contract& contract = contracts.Of({ModuleId(m), FunctionId(f)});
        const CallRoles roles = contract.roles;
        const NameId name = functions[FunctionId(f)].name;
        if (roles.Has(CallRole::kNeedsOpen)) note(uses, name);
        if (roles.Has(CallRole::kWrites) || roles.Has(CallRole::kExecutes) || roles.Has(CallRole::kBegins)) note(writes, name);
        if (roles.Has(CallRole::kExpires)) note(expires, name);
        const bool ends = std::any_of(contract.parameters.begin(), contract.parameters.end(), [](const ParameterContract& parameter) {
          return parameter.Of(Protocol::kRelease, WayOut::kReturn) == kDischarge || parameter.Of(Protocol::kLock, WayOut::kReturn) == kDischarge;
        });
        if (ends) note(releases, name);
        if (roles.Has(CallRole::kOnce)) note(unlocks, name);
      }
    }
  }
};

struct Signs {
  bool uses = false;
  bool releases = false;  // or leaves a `with` block, or gives something to a function that may release it
  bool unlocks = false;   // more than once, or in a loop or block that does
  bool writes = false;
  bool expires = false;
  bool loads = false;
  bool permits = false;  // awaits, and changes what an attribute holds
};

Signs SignsOf(const Function& function, const TellingNames& names) {
  Signs signs;
  int releases = 0;
  int changes = 0;
  bool awaits = false;
  bool repeats = false;
  const auto has = [](const std::vector<char>& set, NameId name) { return name.value() < set.size() && set[name.value()] != 0; };
  for (const Instruction& at : function.instructions) {
    if (Is<Exit>(at)) ++releases;
    repeats = repeats || Is<Next>(at) || Is<Exit>(at);
    awaits = awaits || Is<Await>(at);
    if (Is<StoreAttr>(at) || Is<StoreItem>(at) || Is<DeleteItem>(at)) ++changes;
    const auto* name = As<LoadName>(at);
    if (name != nullptr && has(names.releases, name->name)) ++releases;
    const auto* load = As<LoadAttr>(at);
    if (load == nullptr) continue;
    signs.uses = signs.uses || has(names.uses, load->name);
    if (has(names.changes, load->name)) ++changes;
    if (has(names.releases, load->name)) ++releases;
    signs.unlocks = signs.unlocks || has(names.unlocks, load->name);
    signs.writes = signs.writes || has(names.writes, load->name);
    signs.expires = signs.expires || has(names.expires, load->name);
    signs.loads = signs.loads || has(names.loads, load->name);
  }
  signs.releases = releases > 0;
  signs.permits = function.is_async && awaits && changes > 1;
  signs.unlocks = signs.unlocks && (repeats || releases > 1);
  return signs;
}

// A method out of which an exception leaves nobody with the instance, or nobody who will end it.
bool IsBuilder(const Program& program, FunctionRef ref) {
  const std::string_view name = program.names().Text(program.function(ref).name);
  return name == "__init__" || name == "__aenter__" || name == "__enter__";
}

bool KeepsLoaded(const Program& program) {
  const NameId keyword = program.names().Find("expire_on_commit");
  if (!keyword.IsValid()) return false;
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    for (const Function& function : program.module(ModuleId(m)).functions) {
      for (const Instruction& at : function.instructions) {
        const auto* call = As<Call>(at);
        if (call == nullptr) continue;
        for (const Argument& argument : function.ArgumentsOf(call->arguments)) {
          if (argument.kind == ArgumentKind::kKeyword && argument.keyword == keyword) return true;
        }
      }
    }
  }
  return false;
}

}  // namespace

std::vector<Misuse> FindMisuses(const Program& program, const SourceSet& sources, const ProgramSummaries& summaries, std::size_t threads) {
  const TellingNames names(program, summaries.contracts);
  const bool keeps_loaded = KeepsLoaded(program);
  absl::flat_hash_map<FunctionRef, const FunctionStores*> stores;
  for (const FunctionStores& of_function : summaries.stores) stores.emplace(of_function.function, &of_function);
  const auto& functions = summaries.graph.functions;
  std::vector<std::vector<Misuse>> found(functions.size());
  std::vector<ForwardSolver<TwoInstanceState>> solvers(std::max<std::size_t>(threads, 1));
  ParallelFor(functions.size(), threads, [&](std::size_t i, std::size_t worker) {
    const FunctionRef ref = functions[CallNodeId(i)];
    const Signs signs = SignsOf(program.function(ref), names);
    const bool may_use = signs.uses && signs.releases;
    const bool may_read = signs.expires || (signs.loads && program.function(ref).is_async);
    const auto stored = stores.find(ref);
    const bool may_be_half = stored != stores.end() && IsBuilder(program, ref);
    if (!may_use && !signs.unlocks && !signs.writes && !may_read && !may_be_half && !signs.permits) return;
    const FunctionView view(program, summaries.contracts, ref);
    MisuseFinder finder(view, sources, solvers[worker], found[i]);
    if (may_use) finder.FindUsesAfterRelease();
    if (signs.unlocks) finder.FindSecondReleases();
    if (signs.writes) finder.FindLostTransactions();
    if (may_read) finder.FindImplicitReads(keeps_loaded);
    if (may_be_half) finder.FindHalfBuilt(stored->second->stores);
    if (signs.permits) finder.FindKeptPermits();
  });
  std::vector<Misuse> misuses;
  for (std::vector<Misuse>& of_function : found) std::move(of_function.begin(), of_function.end(), std::back_inserter(misuses));
  return misuses;
}

}  // namespace dangle
