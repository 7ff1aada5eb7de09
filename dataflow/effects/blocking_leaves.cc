#include "dataflow/effects/blocking_leaves.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "dataflow/effects/readiness.h"
#include "dataflow/interproc/call_effects.h"
#include "ir/access_path.h"

namespace dangle {

namespace {

// Stubs have far fewer; a place must fit 16 bits.
constexpr std::size_t kMaxLeaves = 0xFFFE;

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string_view TextOf(const Program& program, const Module& module, ExpressionId id) {
  const NameId name = module.expressions[id].name;
  return name.IsValid() ? program.names().Text(name) : std::string_view();
}

void ReadConditions(const Program& program, const Function& function, std::string_view text, BlockingLeaf& leaf) {
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view condition = Trim(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    const std::size_t equals = condition.find('=');
    if (equals == std::string_view::npos) continue;
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      if (program.names().Text(function.parameters[i].name) != condition.substr(0, equals)) continue;
      leaf.unless.push_back({static_cast<std::uint32_t>(i), condition.substr(equals + 1)});
    }
  }
}

std::string_view SpellingOf(const Program& program, const Const& value) {
  switch (value.kind) {
    case ConstKind::kNone:
      return "None";
    case ConstKind::kTrue:
      return "True";
    case ConstKind::kFalse:
      return "False";
    default:
      return value.text.IsValid() ? program.names().Text(value.text) : std::string_view();
  }
}

bool Fits(std::string_view spelling, std::string_view wanted) {
  if (wanted.ends_with('*')) return spelling.starts_with(wanted.substr(0, wanted.size() - 1));
  if (wanted == "0") return spelling == "0" || spelling == "0.0";
  return spelling == wanted;
}

// `LOCK_EX | fcntl.LOCK_NB` has the flag LOCK_NB. Down to so many operands of `|`, which nobody writes.
constexpr int kMaxFlags = 16;
bool HasFlag(const Program& program, const Function& function, ValueId value, std::string_view flag, int left = kMaxFlags) {
  const Instruction& given = function.instructions[value];
  if (const auto* load = As<LoadAttr>(given)) return program.names().Text(load->name) == flag;
  if (const auto* name = As<LoadName>(given)) return program.names().Text(name->name) == flag;
  const auto* both = As<Binary>(given);
  if (both == nullptr || both->op != BinaryOperator::kOr || left == 0) return false;
  return HasFlag(program, function, both->right.value(), flag, left - 1) || HasFlag(program, function, both->left.value(), flag, left - 1);
}

// `ZipFile(BytesIO(data))`: what it reads is in memory.
bool IsInMemory(const Program& program, FunctionRef caller, const Call& call) {
  const std::span<const Argument> arguments = program.function(caller).ArgumentsOf(call.arguments);
  return std::ranges::any_of(arguments, [&](const Argument& argument) {
    const std::span<const TypeId> members = program.MembersOf(program.TypeOf(caller, argument.value.value()));
    return std::ranges::any_of(members, [&](TypeId member) {
      const Type& type = program.type(member);
      if (type.kind != TypeKind::kInstance || program.IsProject(type.class_ref.module)) return false;
      const std::string_view name = program.names().Text(program.class_declaration(type.class_ref).name);
      return name == "BytesIO" || name == "StringIO";
    });
  });
}

// Methods of archives that use files of their own, wherever the archive is.
constexpr std::array<std::string_view, 4> kUsesFiles = {"add", "extract", "extractall", "write"};
// Steps from a method call back to what its object was made of.
constexpr int kMaxMakingSteps = 4;

// `tar = tarfile.open(fileobj=BytesIO(data))`, then `tar.getmembers()`.
bool IsOnInMemory(const Program& program, FunctionRef caller, const Call& call) {
  const Function& function = program.function(caller);
  const auto* load = As<LoadAttr>(function.instructions[call.callee.value()]);
  if (load == nullptr || std::ranges::find(kUsesFiles, program.names().Text(load->name)) != kUsesFiles.end()) return false;
  ValueId value = load->object.value();
  for (int i = 0; i < kMaxMakingSteps && value.IsValid(); ++i) {
    const Instruction& made = function.instructions[value];
    if (const auto* making = As<Call>(made)) return IsInMemory(program, caller, *making);
    if (const auto* enter = As<Enter>(made)) {
      value = enter->manager;
    } else if (const auto* phi = As<Phi>(made)) {
      value = function.ValuesOf(phi->operands)[0];
    } else {
      return false;
    }
  }
  return false;
}

// `x.setblocking(False)` or `x.settimeout(0)` somewhere in the function.
bool MakesNonBlocking(const Program& program, const Function& function) {
  return std::ranges::any_of(function.instructions, [&](const Instruction& instruction) {
    const auto* call = As<Call>(instruction);
    const auto* load = call != nullptr ? As<LoadAttr>(function.instructions[call->callee.value()]) : nullptr;
    if (load == nullptr || call->arguments.size != 1) return false;
    const std::string_view name = program.names().Text(load->name);
    if (name != "setblocking" && name != "settimeout") return false;
    const auto* value = As<Const>(function.instructions[function.ArgumentsOf(call->arguments)[0].value.value()]);
    return value != nullptr && (value->kind == ConstKind::kFalse || Fits(SpellingOf(program, *value), "0"));
  });
}

// A method of a socket that the function, or the class that keeps it, has set not to block.
bool IsOnNonBlocking(const Program& program, FunctionRef caller, const Call& call) {
  const Function& function = program.function(caller);
  const auto* load = As<LoadAttr>(function.instructions[call.callee.value()]);
  if (load == nullptr) return false;
  if (MakesNonBlocking(program, function)) return true;
  if (!function.owner.IsValid() || !Is<LoadAttr>(function.instructions[load->object.value()])) return false;
  return std::ranges::any_of(program.module(caller.module).functions,
                             [&](const Function& other) { return other.owner == function.owner && MakesNonBlocking(program, other); });
}

// A condition on the object itself: what was asked of it (`poll()`, `!empty()`), or what became of its `jobs`.
bool IsReady(const Program& program, const Function& function, ValueId at, std::string_view state) {
  const ValueId object = ReceiverOf(function, at);
  if (!object.IsValid()) return false;
  if (state == "jobs") return AreJobsAwaited(program, function, object);
  const bool holds = !state.starts_with('!');
  if (!holds) state.remove_prefix(1);
  return state.ends_with("()") && IsTestedBefore(program, function, at, object, state.substr(0, state.size() - 2), holds);
}

}  // namespace

BlockingLeaves::BlockingLeaves(const Program& program) {
  for (std::size_t m = 0; m < program.module_count(); ++m) {
    places_.push_back({});
    if (!program.module(ModuleId(m)).is_stub) continue;
    const std::size_t functions = program.module(ModuleId(m)).functions.size();
    for (std::size_t f = 0; f < functions; ++f) Read(program, ModuleId(m), FunctionId(f));
  }
}

void BlockingLeaves::Read(const Program& program, ModuleId id, FunctionId function_id) {
  const Module& module = program.module(id);
  const Function& function = module.functions[function_id];
  for (const ExpressionId decorator : function.decorators) {
    if (module.expressions[decorator].kind != ExpressionKind::kCall) continue;
    const std::span<const ExpressionId> children = module.ChildrenOf(decorator);
    if (children.size() < 2 || TextOf(program, module, children[0]) != "blocks") continue;
    const std::optional<BlockKind> kind = BlockKindNamed(TextOf(program, module, children[1]));
    if (!kind || leaves_.size() >= kMaxLeaves) continue;
    BlockingLeaf leaf{*kind, {}, 0};
    for (const ExpressionId child : children.subspan(2)) {
      const std::span<const ExpressionId> value = module.ChildrenOf(child);
      if (value.size() != 1) continue;
      const std::string_view text = TextOf(program, module, value[0]);
      if (TextOf(program, module, child) == "unless") ReadConditions(program, function, text, leaf);
      if (TextOf(program, module, child) == "confidence") leaf.doubt = text == "low" ? 2 : 1;
    }
    leaves_.push_back(std::move(leaf));
    std::vector<std::uint16_t>& places = places_[id];
    if (places.empty()) places.resize(module.functions.size(), 0);
    places[function_id.value()] = static_cast<std::uint16_t>(leaves_.size());
  }
}

bool BlockingLeaves::Blocks(const Program& program, FunctionRef caller, ValueId at, FunctionRef target, const BlockingLeaf& leaf) const {
  const Function& function = program.function(caller);
  const auto* call = As<Call>(function.instructions[at]);
  if (call != nullptr && leaf.kind == BlockKind::kFile && (IsInMemory(program, caller, *call) || IsOnInMemory(program, caller, *call))) return false;
  if (call != nullptr && leaf.kind == BlockKind::kNetwork && IsOnNonBlocking(program, caller, *call)) return false;
  if (leaf.unless.empty()) return true;
  const Function& callee = program.function(target);
  const bool is_bound = callee.owner.IsValid() && !program.traits(target).is_static;
  for (const BlockCondition& condition : leaf.unless) {
    if (is_bound && condition.parameter == 0) {
      if (IsReady(program, function, at, condition.value)) return false;
      continue;
    }
    if (call == nullptr) continue;
    const Parameter& parameter = callee.parameters[condition.parameter];
    const std::uint32_t position = condition.parameter - (is_bound ? 1U : 0U);
    const ValueId value = ArgumentFor(function, *call, parameter, position);
    if (!value.IsValid()) {
      if (condition.value == "default" || (parameter.default_is_none && condition.value == "None")) return false;
      continue;
    }
    if (condition.value.starts_with('|') && HasFlag(program, function, value, condition.value.substr(1))) return false;
    const auto* constant = As<Const>(function.instructions[value]);
    if (constant != nullptr && Fits(SpellingOf(program, *constant), condition.value)) return false;
  }
  return true;
}

}  // namespace dangle
