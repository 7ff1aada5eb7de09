#include "semantics/stubs.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "frontend/lower.h"
#include "frontend/syntax.h"
#include "semantics/embedded_stubs.h"
#include "semantics/symbols.h"

namespace dangle {

namespace {

// Special forms are told by where they are defined, so these must be ours even when the standard library itself is scanned.
constexpr std::array<std::string_view, 4> kLanguageModules = {"builtins", "collections.abc", "typing", "typing_extensions"};

class StubLoader {
 public:
  explicit StubLoader(Program::Data& data) : data_(data), cache_(data.names) {
    options_.python_minor = data.options.python_minor;
    for (const StubSource& stub : data.options.user_stubs) available_.emplace(stub.module, stub.text);
    for (const EmbeddedStub& stub : EmbeddedStubs()) available_.emplace(stub.module, stub.text);
  }

  void Run() {
    for (const std::string_view name : kLanguageModules) Need(name);
    for (std::size_t i = 0; i < data_.project_count; ++i) NeedImportsOf(data_.modules[i]);
    // Loading finds further needs; the map keeps the modules in order of their names.
    while (!wanted_.empty()) {
      const std::string_view name = wanted_.back();
      wanted_.pop_back();
      const auto [entry, is_new] = loaded_.emplace(name, Lower(name));
      NeedImportsOf(entry->second);
    }
    for (auto& [name, module] : loaded_) {
      const ModuleId id(data_.modules.size());
      const bool is_language = std::ranges::find(kLanguageModules, name) != kLanguageModules.end();
      if (is_language) data_.module_by_name.erase(module.name);
      data_.module_by_name.emplace(module.name, id);
      data_.modules.push_back(std::move(module));
    }
  }

 private:
  void NeedImportsOf(const Module& module) {
    for (const Import& import : module.imports) {
      const std::string name = AbsoluteModuleName(module, import, data_.names);
      if (name.empty()) continue;
      for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) Need(name.substr(0, dot));
      Need(name);
      if (import.name.IsValid()) Need(name + "." + std::string(data_.names.Text(import.name)));
    }
  }

  void Need(std::string_view name) {
    const auto stub = available_.find(name);
    if (stub == available_.end() || !requested_.try_emplace(stub->first).second) return;
    const NameId id = data_.names.Intern(name);
    const bool is_language = std::ranges::find(kLanguageModules, name) != kLanguageModules.end();
    if (data_.module_by_name.contains(id) && !is_language) return;
    wanted_.push_back(stub->first);
  }

  Module Lower(std::string_view name) {
    const std::string prefix = std::string(name) + ".";
    const auto next = available_.upper_bound(prefix);
    const bool is_package = next != available_.end() && next->first.starts_with(prefix);
    const SourceFile file(std::string(name) + ".pyi", std::string(available_.find(name)->second));
    parser_.ParseInto(file.text(), tree_);
    return LowerModule(tree_, file, FileId(), data_.names.Intern(name), is_package, cache_, options_, scratch_);
  }

  Program::Data& data_;
  NameCache cache_;
  LoweringOptions options_;
  LoweringScratch scratch_;
  SyntaxParser parser_;
  SyntaxTree tree_;
  std::map<std::string_view, std::string_view> available_;
  std::map<std::string_view, Module> loaded_;
  std::map<std::string_view, bool> requested_;
  std::vector<std::string_view> wanted_;
};

}  // namespace

void LoadStubs(Program::Data& data) {
  for (std::size_t i = 0; i < data.project_count; ++i) data.module_by_name.try_emplace(data.modules[i].name, ModuleId(i));
  for (const auto& [module, name] : data.options.other_names) data.module_by_name.try_emplace(name, module);
  StubLoader(data).Run();
  const NameId builtins = data.names.Intern("builtins");
  const auto found = data.module_by_name.find(builtins);
  if (found != data.module_by_name.end()) data.builtins = found->second;
}

}  // namespace dangle
