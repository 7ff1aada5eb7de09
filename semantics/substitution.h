// What the type variables of a generic stand for at one use.
//
//   class Queue(Generic[T]):  async def get(self) -> T        queue: Queue[Job]; T is Job, so get() gives a coroutine of Job
#ifndef DANGLE_SEMANTICS_SUBSTITUTION_H_
#define DANGLE_SEMANTICS_SUBSTITUTION_H_

#include <span>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "semantics/type_table.h"

namespace dangle {

class Substitution {
 public:
  // Joins `type` to what the variable stands for.
  void Bind(TypeTable& types, TypeId variable, TypeId type);
  void BindAll(TypeTable& types, std::span<const TypeId> variables, std::span<const TypeId> arguments);
  TypeId Find(TypeId variable) const;  // invalid if unbound
  bool empty() const { return bindings_.empty(); }
  // `type` with its variables replaced; what is unbound becomes unknown, or stays a variable.
  enum class Unbound : std::uint8_t { kUnknown, kKeep };
  TypeId Apply(TypeTable& types, TypeId type, Unbound unbound = Unbound::kUnknown) const;

 private:
  absl::InlinedVector<std::pair<TypeId, TypeId>, 4> bindings_;
};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_SUBSTITUTION_H_
