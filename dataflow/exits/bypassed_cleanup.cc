#include "dataflow/exits/bypassed_cleanup.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "dataflow/exits/cancellation_ways.h"
#include "dataflow/exits/clause_reach.h"
#include "ir/dominance.h"

namespace dangle {

namespace {

// The first word of a method's name, without leading underscores: `_release_reservation` undoes as `release` does.
constexpr std::array kEndings = {"close",     "aclose", "abort",      "release", "cancel",  "disconnect", "stop",
                                 "terminate", "kill",   "unregister", "fail",    "cleanup", "teardown",   "dispose",
                                 "shutdown",  "reset",  "undo",       "unlock",  "detach",  "revert",     "set_exception"};
// These undo what another call on the same object did: `self._waiters.append(f)`.
constexpr std::array kRemovals = {"remove", "discard", "pop", "delete"};
constexpr std::array kAdditions = {"append", "add", "setdefault", "insert", "put"};
// What a `close()` of the whole object ends.
constexpr std::array kBeginnings = {"open",  "connect", "start", "begin",    "acquire", "reserve",   "login",  "handshake",  "setup",
                                    "enter", "spawn",   "init",  "register", "lock",    "subscribe", "create", "instantiate"};

std::string_view FirstWord(std::string_view name) {
  name.remove_prefix(std::min(name.find_first_not_of('_'), name.size()));
  return name.substr(0, name.find('_'));
}

template <std::size_t kSize>
bool IsOneOf(const std::array<const char*, kSize>& words, std::string_view name) {
  const std::string_view first = FirstWord(name);
  return std::ranges::any_of(words, [&](std::string_view word) { return word == first || word == name; });
}

bool HasSameRoot(const AccessPath& a, const AccessPath& b) { return a.root == b.root && a.variable == b.variable && a.global == b.global; }

class Search {
 public:
  Search(const Program& program, FunctionRef ref)
      : program_(program), ref_(ref), function_(program.function(ref)), ways_(program, ref), dominators_(function_) {}

  std::optional<BypassedHandler> Look(ValueId clause) const {
    const auto* match = As<MatchException>(function_.instructions[clause]);
    if (match == nullptr || match->is_star || !match->type.IsValid() || !ways_.IsOfCancellation(*match)) return std::nullopt;
    const ClauseReach reach = ReachOf(program_, program_.TypeOf(ref_, match->type.value()));
    const auto* branch = As<Branch>(function_.TerminatorOf(function_.BlockOf(clause)));
    if (reach.takes_cancellation || branch == nullptr || !branch->condition.IsValid() || branch->condition.value() != clause) return std::nullopt;
    BypassedHandler handler;
    handler.clause = clause;
    handler.is_broad = reach.takes_ordinary;
    handler.awaited = FirstSuspension(function_.BlockOf(match->exception));
    if (!handler.awaited.IsValid() || !ways_.ReachedFrom(function_.BlockOf(match->exception))[function_.BlockOf(clause).value()]) return std::nullopt;
    const std::vector<char> body = BodyOf(branch->if_true);
    const std::vector<char> bypass = ways_.ReachedFrom(branch->if_false);
    handler.only_raises = true;
    for (const Undo& undo : UndoneIn(body)) {
      if (IsMadeIn(undo.what, body) || IsTouched(undo.what, bypass) || IsManaged(undo.what) || !OutlivesFunction(undo.what)) continue;
      const WaysOn on = WaysOnFrom(function_.BlockOf(undo.at), body);
      if (!on.raises) continue;
      handler.only_raises &= !on.goes_on;
      handler.undone.push_back(undo);
    }
    if (handler.undone.empty()) return std::nullopt;
    return handler;
  }

 private:
  const Instruction& At(ValueId value) const { return function_.instructions[value]; }

  // A coroutine of the project that never awaits never suspends.
  bool MaySuspend(ValueId at) const {
    const auto* await = As<Await>(At(at));
    if (await == nullptr || !Is<Call>(At(await->value.value()))) return Awaits(At(at));
    const CallResolution called = program_.Resolve(ref_, await->value.value());
    return !called.is_complete || std::ranges::any_of(called.targets, [&](const CallTarget& target) {
      if (!target.function.IsValid() || !program_.IsProject(target.function.module)) return true;
      const Function& callee = program_.function(target.function);
      return !callee.is_async || callee.is_generator || std::ranges::any_of(callee.instructions, Awaits);
    });
  }

  ValueId FirstSuspension(BlockId handler) const {
    ValueId first;
    for (const PredecessorEdge& edge : function_.PredecessorsOf(handler)) {
      const Block& block = function_.blocks[edge.from];
      for (std::uint32_t i = block.first; i < block.first + block.size; ++i) {
        if (!MaySuspend(ValueId(i))) continue;
        if (!first.IsValid() || At(ValueId(i)).range.begin < At(first).range.begin) first = ValueId(i);
        break;
      }
    }
    return first;
  }

  // The blocks of the handler, without those that only an exception inside of it comes to.
  std::vector<char> BodyOf(BlockId handler) const {
    std::vector<char> body(function_.blocks.size());
    Follow(
        handler, [&](BlockId to) { return dominators_.Dominates(handler, to); }, body);
    return body;
  }

  // Marks what is reached without an exception, as far as `is_inside` holds.
  void Follow(BlockId from, const auto& is_inside, std::vector<char>& reached) const {
    std::vector<BlockId> open = {from};
    reached[from.value()] = 1;
    while (!open.empty()) {
      const BlockId block = open.back();
      open.pop_back();
      ForEachSuccessor(function_, block, [&](BlockId to, EdgeKind kind) {
        if (!IsNormal(kind) || reached[to.value()] || !is_inside(to)) return;
        reached[to.value()] = 1;
        open.push_back(to);
      });
    }
  }

  struct WaysOn {
    bool raises = false;
    bool goes_on = false;  // returns, or leaves the handler for what comes after
  };
  WaysOn WaysOnFrom(BlockId block, const std::vector<char>& body) const {
    std::vector<char> reached(function_.blocks.size());
    Follow(
        block, [&](BlockId to) { return body[to.value()] != 0; }, reached);
    WaysOn ways;
    for (std::size_t b = 0; b < reached.size(); ++b) {
      if (!reached[b]) continue;
      const Instruction& end = function_.TerminatorOf(BlockId(b));
      ways.raises |= Is<Raise>(end) || Is<Reraise>(end);
      ways.goes_on |= Is<Return>(end);
      ForEachSuccessor(function_, BlockId(b), [&](BlockId to, EdgeKind kind) { ways.goes_on |= IsNormal(kind) && !body[to.value()]; });
    }
    return ways;
  }

  std::vector<Undo> UndoneIn(const std::vector<char>& body) const {
    std::vector<Undo> found;
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      if (!body[function_.BlockOf(ValueId(i)).value()]) continue;
      std::optional<AccessPath> path;
      if (const std::string_view name = MethodAt(ValueId(i), path); !name.empty() && path) {
        const bool removes = IsOneOf(kRemovals, name);
        if (!removes && !IsOneOf(kEndings, name)) continue;
        const Undo undo = {ValueId(i), *path, removes ? AdditionTo(*path, body) : BeginningOf(*path, body), IsAwaited(ValueId(i))};
        if (!removes || undo.begun.IsValid()) found.push_back(undo);
      } else if (const auto* store = As<StoreAttr>(At(ValueId(i))); store != nullptr && IsConstant(store->value.value(), ConstKind::kFalse)) {
        path = FlagAt(ValueId(i));
        const ValueId begun = path ? SettingOf(*path, body) : ValueId{};
        if (begun.IsValid()) found.push_back({ValueId(i), *path, begun, false});
      }
    }
    return found;
  }

  bool IsAwaited(ValueId call) const {
    const Block& block = function_.blocks[function_.BlockOf(call)];
    for (std::uint32_t i = call.value(); i < block.first + block.size; ++i) {
      const auto* await = As<Await>(At(ValueId(i)));
      if (await != nullptr && await->value.value() == call) return true;
    }
    return false;
  }

  // The name of the method that is called, and the path of its receiver.
  std::string_view MethodAt(ValueId at, std::optional<AccessPath>& path) const {
    const auto* call = As<Call>(At(at));
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(At(call->callee.value()));
    if (method == nullptr) return {};
    path = AccessPathOf(function_, method->object.value());
    return program_.names().Text(method->name);
  }

  bool IsConstant(ValueId value, ConstKind kind) const {
    const auto* constant = As<Const>(At(value));
    return constant != nullptr && constant->kind == kind;
  }

  // Of a StoreAttr the path of the attribute.
  std::optional<AccessPath> FlagAt(ValueId at) const {
    const auto* store = As<StoreAttr>(At(at));
    std::optional<AccessPath> path = AccessPathOf(function_, store->object.value());
    if (path) path->attributes.push_back(store->name);
    return path;
  }

  // The first instruction outside of the handler for which the predicate holds.
  ValueId FirstOutside(const std::vector<char>& handler, const auto& is_it) const {
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      if (!handler[function_.BlockOf(ValueId(i)).value()] && is_it(ValueId(i))) return ValueId(i);
    }
    return {};
  }

  ValueId AdditionTo(const AccessPath& what, const std::vector<char>& handler) const {
    return FirstOutside(handler, [&](ValueId at) {
      std::optional<AccessPath> path;
      if (const auto* store = As<StoreItem>(At(at))) return AccessPathOf(function_, store->object.value()) == what;
      return IsOneOf(kAdditions, MethodAt(at, path)) && path == what;
    });
  }

  // `self.connect()` for `self.close()`; of a part or a local object any await on it will do, and the call that made it.
  ValueId BeginningOf(const AccessPath& what, const std::vector<char>& handler) const {
    const bool is_whole = what.attributes.empty() && what.root.IsValid() && what.root.value() == 0 && Is<Param>(At(what.root));
    if (!is_whole && what.attributes.empty() && what.root.IsValid()) return what.root;
    return FirstOutside(handler, [&](ValueId at) {
      std::optional<AccessPath> path;
      const auto* await = As<Await>(At(at));
      if (await != nullptr && AccessPathOf(function_, await->value.value()) == what) return true;  // `await self`
      const std::string_view name = MethodAt(at, path);
      if (name.empty() || path != what) return false;
      return IsOneOf(kBeginnings, name) || (!is_whole && IsAwaited(at));
    });
  }

  ValueId SettingOf(const AccessPath& flag, const std::vector<char>& handler) const {
    return FirstOutside(handler, [&](ValueId at) {
      const auto* store = As<StoreAttr>(At(at));
      return store != nullptr && store->name == flag.last() && IsConstant(store->value.value(), ConstKind::kTrue) && FlagAt(at) == flag;
    });
  }

  bool IsMadeIn(const AccessPath& what, const std::vector<char>& handler) const {
    return what.root.IsValid() && handler[function_.BlockOf(what.root).value()] != 0;
  }

  // On the way of a cancellation something is done with the object, or with what it belongs to: it may undo the same.
  bool IsTouched(const AccessPath& what, const std::vector<char>& bypass) const {
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      if (!bypass[function_.BlockOf(ValueId(i)).value()]) continue;
      std::optional<AccessPath> path;
      if (const std::string_view name = MethodAt(ValueId(i), path); !name.empty() && path && HasSameRoot(*path, what)) {
        if (path->attributes.empty() || IsOneOf(kEndings, name) || IsOneOf(kRemovals, name)) return true;
      }
      if (const auto* store = As<StoreAttr>(At(ValueId(i)))) {
        path = AccessPathOf(function_, store->object.value());
        if (path && HasSameRoot(*path, what)) return true;
      }
      if (const auto* call = As<Call>(At(ValueId(i))); call != nullptr && IsGiven(*call, what)) return true;
    }
    return false;
  }

  bool IsGiven(const Call& call, const AccessPath& what) const {
    const auto arguments = function_.ArgumentsOf(call.arguments);
    return std::ranges::any_of(arguments, [&](const Argument& argument) {
      const std::optional<AccessPath> path = AccessPathOf(function_, argument.value.value());
      return path && HasSameRoot(*path, what);
    });
  }

  // Held by a `with` of this function, whose exit sees the cancellation too.
  bool IsManaged(const AccessPath& what) const {
    return std::ranges::any_of(function_.instructions, [&](const Instruction& instruction) {
      const auto* enter = As<Enter>(instruction);
      if (enter == nullptr) return false;
      const auto* entered = what.root.IsValid() ? As<Enter>(At(what.root)) : nullptr;
      if (entered != nullptr && entered->manager == enter->manager) return true;
      const std::optional<AccessPath> manager = AccessPathOf(function_, enter->manager);
      return manager && manager == what;
    });
  }

  // A list or a dict of the function's own goes with it.
  bool OutlivesFunction(const AccessPath& what) const {
    if (!what.attributes.empty() || !what.root.IsValid() || Is<Param>(At(what.root))) return true;
    const std::span<const TypeId> members = program_.MembersOf(program_.TypeOf(ref_, what.root));
    return std::ranges::none_of(members, [&](TypeId member) {
      const Type& type = program_.type(member);
      if (type.kind != TypeKind::kInstance || !type.class_ref.IsValid()) return false;
      const std::string_view name = program_.names().Text(program_.class_declaration(type.class_ref).name);
      return name == "list" || name == "dict" || name == "set" || name == "deque" || name == "defaultdict";
    });
  }

  const Program& program_;
  FunctionRef ref_;
  const Function& function_;
  CancellationWays ways_;
  DominatorTree dominators_;
};

}  // namespace

std::vector<BypassedHandler> FindBypassedHandlers(const Program& program, FunctionRef ref) {
  const Function& function = program.function(ref);
  const auto is_clause = [](const Instruction& instruction) { return Is<MatchException>(instruction); };
  if (!function.is_async || std::ranges::none_of(function.instructions, is_clause)) return {};
  const Search search(program, ref);
  std::vector<BypassedHandler> found;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    if (!is_clause(function.instructions[ValueId(i)])) continue;
    if (std::optional<BypassedHandler> handler = search.Look(ValueId(i))) found.push_back(std::move(*handler));
  }
  return found;
}

}  // namespace dangle
