#include "semantics/substitution.h"

#include <algorithm>
#include <vector>

namespace dangle {

void Substitution::Bind(TypeTable& types, TypeId variable, TypeId type) {
  for (auto& [known, bound] : bindings_) {
    if (known == variable) {
      bound = types.Union(bound, type);
      return;
    }
  }
  bindings_.emplace_back(variable, type);
}

void Substitution::BindAll(TypeTable& types, std::span<const TypeId> variables, std::span<const TypeId> arguments) {
  for (std::size_t i = 0; i < variables.size(); ++i) Bind(types, variables[i], i < arguments.size() ? arguments[i] : kUnknownType);
}

TypeId Substitution::Find(TypeId variable) const {
  for (const auto& [known, bound] : bindings_) {
    if (known == variable) return bound;
  }
  return TypeId();
}

// The depth of a type is capped (kMaxTypeDepth), and so is this recursion.
TypeId Substitution::Apply(TypeTable& types, TypeId id, Unbound unbound) const {
  if (!types.HasTypeVar(id)) return id;
  const Type& type = types[id];
  if (type.kind == TypeKind::kTypeVar) {
    const TypeId bound = Find(id);
    if (bound.IsValid()) return bound;
    return unbound == Unbound::kKeep ? id : kUnknownType;
  }
  std::vector<TypeId> arguments;
  arguments.reserve(type.arguments.size());
  for (const TypeId argument : type.arguments) arguments.push_back(Apply(types, argument, unbound));
  if (type.kind == TypeKind::kUnion) return types.UnionOf(arguments);
  if (types.IsMetaclass(type)) return types.ClassObjectsOf(arguments[0]);
  Type result = type;
  result.arguments = arguments;
  return types.Intern(result);
}

}  // namespace dangle
