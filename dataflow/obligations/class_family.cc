#include "dataflow/obligations/class_family.h"

#include <algorithm>

#include "dataflow/obligations/end_methods.h"

namespace dangle {

namespace {

// `def release(self, conn)` ends the connection, not the pool.
bool EndsItself(const Program& program, const Function& function) {
  const auto required = std::count_if(function.parameters.begin(), function.parameters.end(), [](const Parameter& parameter) {
    return !parameter.has_default && parameter.kind != ParameterKind::kStar && parameter.kind != ParameterKind::kDoubleStar;
  });
  const std::string_view name = program.names().Text(function.name);
  return required <= 1 || name.starts_with("__") || name == "connection_lost";
}

bool IsEndMethod(const Program& program, FunctionRef ref) {
  const Function& function = program.function(ref);
  if (!IsEndMethodName(program.names().Text(function.name)) || !EndsItself(program, function)) return false;
  const FunctionTraits traits = program.traits(ref);
  return !traits.is_static && !traits.is_class_method && !traits.is_property && !traits.is_property_setter;
}

}  // namespace

bool ClassFamily::Contains(ClassRef class_ref) const { return std::binary_search(classes.begin(), classes.end(), class_ref); }

ClassFamilies::ClassFamilies(const Program& program) : program_(program) {
  for (std::size_t m = 0; m < program.module_count(); ++m) {
    const ModuleId id(m);
    const auto& functions = program.module(id).functions;
    for (std::size_t f = 0; f < functions.size(); ++f) {
      const Function& function = functions[FunctionId(f)];
      if (function.owner.IsValid() && IsEndMethod(program, {id, FunctionId(f)})) ends_[{id, function.owner}].push_back({id, FunctionId(f)});
    }
  }
}

const ClassFamily& ClassFamilies::Of(ClassRef class_ref) {
  std::unique_ptr<ClassFamily>& family = families_[class_ref];
  if (!family) family = std::make_unique<ClassFamily>(Build(class_ref));
  return *family;
}

ClassFamily ClassFamilies::Build(ClassRef class_ref) const {
  ClassFamily family;
  std::vector<ClassRef> below = {class_ref};
  for (std::size_t i = 0; i < below.size() && below.size() < kMaxFamily; ++i) {
    for (const ClassRef derived : program_.class_info(below[i]).subclasses) {
      if (std::find(below.begin(), below.end(), derived) == below.end()) below.push_back(derived);
    }
  }
  const ClassInfo& info = program_.class_info(class_ref);
  family.has_unknown_base = info.has_unknown_base || info.has_unread_base;
  for (const ClassRef base : info.mro) AddEnds(base, family);
  for (std::size_t i = 1; i < below.size(); ++i) AddEnds(below[i], family);
  for (const ClassRef derived : below) {
    for (const ClassRef base : program_.class_info(derived).mro) {
      if (program_.IsProject(base.module)) family.classes.push_back(base);
    }
  }
  std::sort(family.classes.begin(), family.classes.end());
  family.classes.erase(std::unique(family.classes.begin(), family.classes.end()), family.classes.end());
  return family;
}

void ClassFamilies::AddEnds(ClassRef class_ref, ClassFamily& family) const {
  const auto found = ends_.find(class_ref);
  if (found == ends_.end()) return;
  if (program_.IsProject(class_ref.module)) {
    family.ends.insert(family.ends.end(), found->second.begin(), found->second.end());
    return;
  }
  for (const FunctionRef end : found->second) {
    const std::string_view name = program_.names().Text(program_.function(end).name);
    if (family.inherited_end.empty() && IsEndHookName(name)) family.inherited_end = name;
  }
}

}  // namespace dangle
