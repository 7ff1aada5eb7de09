#include "dataflow/exits/orphaned_tasks.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "dataflow/exits/cancellation_ways.h"
#include "dataflow/obligations/task_waits.h"

namespace dangle {

namespace {

constexpr std::array<std::string_view, 3> kSpawns = {"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task"};

class Search {
 public:
  Search(const Program& program, FunctionRef ref) : program_(program), ref_(ref), function_(program.function(ref)), ways_(program, ref) {}

  std::optional<OrphaningWait> Look(ValueId at) const {
    const auto* await = As<Await>(function_.instructions[at]);
    const auto* call = await == nullptr ? nullptr : As<Call>(function_.instructions[await->value.value()]);
    // Where the wait is for all of them they end by themselves.
    if (call == nullptr || TaskWaitOf(program_, ref_, await->value.value()) != TaskWait::kRace) return std::nullopt;
    OrphaningWait wait{await->value.value(), {}};
    const auto arguments = function_.ArgumentsOf(call->arguments);
    if (!AddTasks(arguments[0].value.value(), wait) || wait.tasks.empty() || EndsThem(function_.BlockOf(at))) return std::nullopt;
    return wait;
  }

 private:
  std::string NameOfCallee(ValueId call) const {
    const CallResolution resolution = program_.Resolve(ref_, call);
    if (resolution.targets.size() != 1 || !resolution.targets[0].function.IsValid()) return {};
    return program_.QualifiedName(resolution.targets[0].function);
  }

  // Of what may be in the container the tasks that are made here. False: somebody else may have one of them.
  bool AddTasks(ValueId container, OrphaningWait& wait) const {
    const Instruction& made = function_.instructions[container];
    if (const auto* sum = As<Binary>(made)) return AddTasks(sum->left.value(), wait) && AddTasks(sum->right.value(), wait);
    const auto* make = As<MakeContainer>(made);
    if (make == nullptr) return true;
    for (const Argument& element : function_.ArgumentsOf(make->elements)) {
      const ValueId value = element.value.value();
      if (element.kind == ArgumentKind::kPositional ? !AddTask(value, wait) : !AddTasks(value, wait)) return false;
    }
    // What a comprehension or `append` puts in.
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      const Instruction& user = function_.instructions[ValueId(i)];
      if (const auto* insert = As<Insert>(user); insert != nullptr && insert->container.value() == container && !AddTask(insert->value.value(), wait))
        return false;
      if (const ValueId added = AddedTo(container, user); added.IsValid() && !AddTask(added, wait)) return false;
    }
    return IsKeptHere(container);
  }

  // The argument of `tasks.append(x)` or `tasks.add(x)`.
  ValueId AddedTo(ValueId container, const Instruction& user) const {
    const auto* call = As<Call>(user);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function_.instructions[call->callee.value()]);
    if (method == nullptr || method->object.value() != container || call->arguments.size != 1) return {};
    const std::string_view name = program_.names().Text(method->name);
    return name == "append" || name == "add" ? function_.ArgumentsOf(call->arguments)[0].value.value() : ValueId{};
  }

  bool AddTask(ValueId value, OrphaningWait& wait) const {
    if (!Is<Call>(function_.instructions[value])) return true;
    if (!IsCoroutine(value) && !Spawns(value)) return true;
    if (!IsKeptHere(value)) return true;
    if (std::ranges::find(wait.tasks, value) == wait.tasks.end()) wait.tasks.push_back(value);
    return true;
  }

  bool IsCoroutine(ValueId value) const { return program_.IsOnly(program_.TypeOf(ref_, value), TypeKind::kCoroutine); }

  // `ensure_future` gives back a future that somebody else has.
  bool Spawns(ValueId call) const {
    const std::string name = NameOfCallee(call);
    if (std::ranges::find(kSpawns, name) == kSpawns.end()) return false;
    const auto arguments = function_.ArgumentsOf(As<Call>(function_.instructions[call])->arguments);
    return name != "asyncio.ensure_future" || (!arguments.empty() && IsCoroutine(arguments[0].value.value()));
  }

  static bool IsBuiltinFunction(std::string_view name) {
    constexpr std::string_view kModule = "builtins.";
    return name.starts_with(kModule) && name.find('.', kModule.size()) == std::string_view::npos;
  }

  // A task or a container of tasks that the function gives to nobody.
  bool IsKeptHere(ValueId value) const {
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      if (Uses(function_, function_.instructions[ValueId(i)], value) && !Keeps(ValueId(i), value)) return false;
    }
    return true;
  }

  bool Keeps(ValueId user, ValueId value) const {
    const Instruction& instruction = function_.instructions[user];
    if (const auto* bind = As<Bind>(instruction)) return function_.slots[bind->slot].kind == SlotKind::kLocal;
    if (const auto* call = As<Call>(instruction)) {
      const auto* method = As<LoadAttr>(function_.instructions[call->callee.value()]);
      if (method != nullptr && Is<MakeContainer>(function_.instructions[method->object.value()])) return true;
      const std::string name = NameOfCallee(user);
      return name == "asyncio.wait" || name == "asyncio.gather" || name == "asyncio.shield" || name == "asyncio.wait_for" || IsBuiltinFunction(name);
    }
    if (const auto* store = As<StoreAttr>(instruction)) return store->value.value() != value;
    if (const auto* store = As<StoreItem>(instruction)) return store->value.value() != value;
    return !Is<Return>(instruction) && !Is<Yield>(instruction) && !Is<StoreName>(instruction);
  }

  // Does a cancellation of this block come to something that cancels, or waits again?
  bool EndsThem(BlockId block) const {
    const BlockId handler = function_.blocks[block].on_cancel;
    if (!handler.IsValid()) return false;
    const std::vector<char> reached = ways_.ReachedFrom(handler);
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      if (!reached[function_.BlockOf(ValueId(i)).value()]) continue;
      const auto* call = As<Call>(function_.instructions[ValueId(i)]);
      if (call == nullptr) continue;
      const auto* method = As<LoadAttr>(function_.instructions[call->callee.value()]);
      const auto* name = As<LoadName>(function_.instructions[call->callee.value()]);
      const NameId called = method != nullptr ? method->name : name != nullptr ? name->name : NameId{};
      if (!called.IsValid()) return true;
      const std::string_view text = program_.names().Text(called);
      if (text.find("cancel") != std::string_view::npos || text == "wait" || text == "gather") return true;
    }
    return false;
  }

  const Program& program_;
  FunctionRef ref_;
  const Function& function_;
  CancellationWays ways_;
};

}  // namespace

std::vector<OrphaningWait> FindOrphaningWaits(const Program& program, FunctionRef ref) {
  const Function& function = program.function(ref);
  if (!function.is_async) return {};
  const auto is_wait = [&](const Instruction& instruction) {
    const auto* load = As<LoadAttr>(instruction);
    const auto* name = As<LoadName>(instruction);
    const NameId read = load != nullptr ? load->name : name != nullptr ? name->name : NameId{};
    return read.IsValid() && program.names().Text(read) == "wait";
  };
  if (std::ranges::none_of(function.instructions, is_wait)) return {};
  const Search search(program, ref);
  std::vector<OrphaningWait> found;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    if (std::optional<OrphaningWait> wait = search.Look(ValueId(i))) found.push_back(std::move(*wait));
  }
  return found;
}

}  // namespace dangle
