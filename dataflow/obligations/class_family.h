// The classes whose code may use an attribute of one of them: those below the class, and all that stand above any of these.
//
//   class Base: …   class Mixin: …   class Client(Base, Mixin): …       the family of Base: Base, Client, Mixin
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_CLASS_FAMILY_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_CLASS_FAMILY_H_

#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "semantics/program.h"

namespace dangle {

// More classes below one are not looked at: a hub class. What is lost is silence that only code of the others could give.
inline constexpr std::size_t kMaxFamily = 400;

struct ClassFamily {
  std::vector<ClassRef> classes;   // of the project, sorted
  std::vector<FunctionRef> ends;   // methods by which instances end: of the class and those above it, then of those below
  std::string_view inherited_end;  // the end hook of a modelled base class, if there is one
  bool has_unknown_base = false;   // above the class
  bool Contains(ClassRef class_ref) const;
};

class ClassFamilies {
 public:
  explicit ClassFamilies(const Program& program);
  const ClassFamily& Of(ClassRef class_ref);

 private:
  ClassFamily Build(ClassRef class_ref) const;
  void AddEnds(ClassRef class_ref, ClassFamily& family) const;

  const Program& program_;
  absl::flat_hash_map<ClassRef, std::vector<FunctionRef>> ends_;  // by the class in whose body they stand
  absl::flat_hash_map<ClassRef, std::unique_ptr<ClassFamily>> families_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_CLASS_FAMILY_H_
