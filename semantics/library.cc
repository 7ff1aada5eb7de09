#include "semantics/library.h"

#include <utility>

#include "frontend/encoding.h"
#include "frontend/files.h"

namespace dangle {

std::optional<LibraryModule> Library::Find(std::string_view name) const {
  if (IsEmpty()) return std::nullopt;
  std::optional<InstalledModule> installed = environment_->FindModule(name);
  if (!installed) return std::nullopt;
  return LibraryModule{std::move(installed->path), installed->is_stub, installed->is_package, ModuleOrigin::kInstalled};
}

std::optional<std::string> Library::TextOf(const LibraryModule& module, std::size_t max_bytes) {
  std::string error;
  std::optional<std::string> bytes = ReadFile(module.path, error);
  if (!bytes || bytes->size() > max_bytes) return std::nullopt;
  return DecodeSource(std::move(*bytes)).text;
}

}  // namespace dangle
