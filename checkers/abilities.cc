#include "checkers/abilities.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace dangle {

namespace {

// Chains of attributes, calls and phis are followed this far; longer ones are not trusted.
constexpr int kMaxTrustDepth = 12;

constexpr std::array<std::string_view, 5> kSpecialMethods = {"__await__", "__enter__", "__aenter__", "__iter__", "__aiter__"};

std::string_view SpecialMethodOf(Ability ability) { return kSpecialMethods[static_cast<std::size_t>(ability)]; }

bool Has(const Program& program, ClassRef class_ref, std::string_view name) {
  const NameId id = program.names().Find(name);
  return id.IsValid() && program.AttributeType(class_ref, id).has_value();
}

bool HasBelow(const Program& program, ClassRef class_ref, std::string_view name) {
  std::vector<ClassRef> work{class_ref};
  std::vector<ClassRef> seen{class_ref};
  while (!work.empty()) {
    const ClassRef at = work.back();
    work.pop_back();
    for (const ClassRef below : program.class_info(at).subclasses) {
      if (std::find(seen.begin(), seen.end(), below) != seen.end()) continue;
      seen.push_back(below);
      if (program.class_info(below).has_unknown_base || Has(program, below, name)) return true;
      work.push_back(below);
    }
  }
  return false;
}

// Classes that stand for more than themselves: `object`, protocols, a stub that says that there is more.
bool IsOpen(const Program& program, ClassRef class_ref) {
  const ClassInfo& info = program.class_info(class_ref);
  if (info.has_unknown_base) return true;
  if (program.QualifiedName(class_ref) == "builtins.object") return true;
  const ClassRef protocol = program.FindClass("typing.Protocol");
  if (protocol.IsValid() && program.IsProject(class_ref.module) && program.IsSubclass(class_ref, protocol)) return true;
  // `__getattr__` of a class that somebody wrote does not serve special methods; in a stub it says that there is more.
  return std::any_of(info.mro.begin(), info.mro.end(), [&](ClassRef above) {
    const NameId name = program.names().Find("__getattr__");
    return !program.IsProject(above.module) && name.IsValid() && program.FindMethod(above, name).IsValid() &&
           program.FindMethod(above, name).module == above.module;
  });
}

// An abstract type of the standard library in an annotation: what comes may be awaitable too.
bool IsAbstract(const Program& program, ClassRef class_ref) {
  const std::string_view home = program.names().Text(program.module(class_ref.module).name);
  return home == "typing" || home == "collections.abc" || home == "_typeshed";
}

Answer CanInstance(const Program& program, ClassRef class_ref, Ability ability) {
  if (Has(program, class_ref, SpecialMethodOf(ability))) return Answer::kYes;
  if (ability == Ability::kIterate && Has(program, class_ref, "__getitem__")) return Answer::kYes;
  if (ability == Ability::kAwait && IsAbstract(program, class_ref)) return Answer::kMaybe;
  if (IsOpen(program, class_ref) || HasBelow(program, class_ref, SpecialMethodOf(ability))) return Answer::kMaybe;
  return Answer::kNo;
}

}  // namespace

Answer Can(const Program& program, TypeId member, Ability ability) {
  const Type& type = program.type(member);
  switch (type.kind) {
    case TypeKind::kInstance:
      return CanInstance(program, type.class_ref, ability);
    case TypeKind::kNone:
    case TypeKind::kTrue:
    case TypeKind::kFalse:
    case TypeKind::kModule:
      return Answer::kNo;
    // A metaclass may have the method; a decorated function may be an object that has it.
    case TypeKind::kClass:
      return Answer::kMaybe;
    case TypeKind::kFunction:
    case TypeKind::kBoundMethod:
      return ability == Ability::kAwait ? Answer::kNo : Answer::kMaybe;
    case TypeKind::kTuple:
      return ability == Ability::kIterate ? Answer::kYes : Answer::kNo;
    case TypeKind::kGenerator:
      return ability == Ability::kIterate ? Answer::kYes : Answer::kNo;
    case TypeKind::kAsyncGenerator:
      return ability == Ability::kIterateAsync ? Answer::kYes : Answer::kNo;
    case TypeKind::kCoroutine:
      return ability == Ability::kAwait ? Answer::kYes : Answer::kNo;
    default:
      return Answer::kMaybe;
  }
}

Answer CanAny(const Program& program, TypeId type, Ability ability) {
  const std::span<const TypeId> members = program.MembersOf(type);
  bool some = false;
  bool all = true;
  bool any_counted = false;
  for (const TypeId member : members) {
    if (program.type(member).kind == TypeKind::kNone && members.size() > 1) continue;
    any_counted = true;
    const Answer answer = Can(program, member, ability);
    some = some || answer != Answer::kNo;
    all = all && answer == Answer::kYes;
  }
  if (!any_counted) return Answer::kMaybe;
  return !some ? Answer::kNo : all ? Answer::kYes : Answer::kMaybe;
}

namespace {

Confidence TrustAt(const Program& program, FunctionRef ref, ValueId value, int depth) {
  if (depth > kMaxTrustDepth) return Confidence::kLow;
  const Function& function = program.function(ref);
  const Instruction& at = function.instructions[value];
  if (Is<Const>(at) || Is<MakeContainer>(at) || Is<MakeClosure>(at) || Is<MakeClass>(at) || Is<Compare>(at) || Is<LoadName>(at) ||
      Is<ImportName>(at)) {
    return Confidence::kHigh;
  }
  if (const auto* parameter = As<Param>(at)) {
    const auto declared =
        std::find_if(function.parameters.begin(), function.parameters.end(), [&](const Parameter& p) { return p.slot == parameter->slot; });
    if (declared == function.parameters.end()) return Confidence::kLow;
    const bool is_receiver = declared == function.parameters.begin() && function.owner.IsValid();
    return declared->annotation.IsValid() || is_receiver ? Confidence::kHigh : Confidence::kLow;
  }
  if (const auto* load = As<LoadAttr>(at)) {
    const Confidence object = TrustAt(program, ref, load->object.value(), depth + 1);
    const TypeId type = program.TypeOf(ref, value);
    const bool is_method = std::all_of(program.MembersOf(type).begin(), program.MembersOf(type).end(), [&](TypeId member) {
      const TypeKind kind = program.type(member).kind;
      return kind == TypeKind::kBoundMethod || kind == TypeKind::kFunction || kind == TypeKind::kClass || kind == TypeKind::kModule;
    });
    return is_method ? object : std::max(object, Confidence::kMedium);
  }
  if (const auto* call = As<Call>(at)) {
    const CallResolution resolution = program.Resolve(ref, value);
    if (resolution.targets.empty() || !resolution.is_complete) return Confidence::kLow;
    const Confidence callee = TrustAt(program, ref, call->callee.value(), depth + 1);
    const bool is_declared = std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
      return target.constructed.IsValid() || (target.function.IsValid() && program.function(target.function).returns.IsValid());
    });
    return is_declared ? callee : std::max(callee, Confidence::kMedium);
  }
  if (const auto* await = As<Await>(at)) return TrustAt(program, ref, await->value.value(), depth + 1);
  if (const auto* hold = As<Hold>(at)) return TrustAt(program, ref, hold->value, depth + 1);
  if (Is<Enter>(at)) return Confidence::kMedium;
  if (const auto* phi = As<Phi>(at)) {
    Confidence trust = Confidence::kHigh;
    for (const ValueId operand : function.ValuesOf(phi->operands)) {
      if (operand != value) trust = std::max(trust, TrustAt(program, ref, operand, depth + 4));
    }
    return trust;
  }
  return Confidence::kLow;
}

}  // namespace

Confidence TrustIn(const Program& program, FunctionRef function, ValueId value) { return TrustAt(program, function, value, 0); }

std::string DescribeType(const Program& program, TypeId type) {
  const std::span<const TypeId> members = program.MembersOf(type);
  if (members.size() != 1) return "'" + program.Print(type) + "'";
  const Type& only = program.type(members[0]);
  switch (only.kind) {
    case TypeKind::kNone:
      return "None";
    case TypeKind::kTrue:
    case TypeKind::kFalse:
      return "a bool";
    case TypeKind::kFunction:
    case TypeKind::kBoundMethod:
      return "a function";
    case TypeKind::kModule:
      return "a module";
    case TypeKind::kTuple:
      return "a tuple";
    case TypeKind::kGenerator:
      return "a generator";
    case TypeKind::kAsyncGenerator:
      return "an async generator";
    case TypeKind::kCoroutine:
      return "a coroutine";
    case TypeKind::kInstance:
      return "'" + std::string(program.names().Text(program.class_declaration(only.class_ref).name)) + "'";
    default:
      return "'" + program.Print(type) + "'";
  }
}

}  // namespace dangle
