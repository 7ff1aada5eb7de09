#include "semantics/library.h"

#include <utility>

#include "frontend/encoding.h"
#include "frontend/files.h"
#include "semantics/typeshed.h"

namespace dangle {

std::optional<LibraryModule> Library::FromTypeshed(std::string_view name) const {
  const std::optional<TypeshedModule> found = FindTypeshed(name, python_minor_);
  if (!found || (!found->is_third_party && !has_standard_library_)) return std::nullopt;
  return LibraryModule{std::string(name) + ".pyi", found->packed, true, found->is_package, found->is_third_party, ModuleOrigin::kTypeshed};
}

std::optional<LibraryModule> Library::Find(std::string_view name) const {
  std::optional<LibraryModule> typeshed = FromTypeshed(name);
  if (typeshed && !typeshed->is_third_party) return typeshed;
  if (environment_ == nullptr || environment_->IsEmpty()) return typeshed;
  std::optional<InstalledModule> installed = environment_->FindModule(name);
  if (!installed || (typeshed && !installed->is_typed)) return typeshed;
  return LibraryModule{std::move(installed->path), {}, installed->is_stub, installed->is_package, true, ModuleOrigin::kInstalled};
}

std::optional<std::string> Library::TextOf(const LibraryModule& module, std::size_t max_bytes) const {
  if (module.origin == ModuleOrigin::kTypeshed) return UnpackTypeshed(module.packed, python_minor_);
  std::string error;
  std::optional<std::string> bytes = ReadFile(module.path, error);
  if (!bytes || bytes->size() > max_bytes) return std::nullopt;
  return DecodeSource(std::move(*bytes)).text;
}

}  // namespace dangle
