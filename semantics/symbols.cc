#include "semantics/symbols.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/container/flat_hash_set.h"

namespace dangle {

namespace {

bool IsBody(const Function& function) { return function.kind == FunctionKind::kModuleBody || function.kind == FunctionKind::kClassBody; }

ModuleId ModuleNamed(const Program::Data& data, std::string_view name) {
  const NameId id = data.names.Find(name);
  if (!id.IsValid()) return ModuleId();
  const auto found = data.module_by_name.find(id);
  return found == data.module_by_name.end() ? ModuleId() : found->second;
}

// What `import name` finds. The folder of the program is on sys.path, so `import db` beside db.py means it: looked for from the importer's
// folder upwards, as far as nothing in the project imports from those folders as packages, with or without __init__.py (sys.path[0]).
// `used`: by module, the packages that something imports from.
ModuleId ModuleImported(const Program::Data& data, const std::vector<bool>& used, const Module& importer, int level, std::string_view name) {
  if (const ModuleId direct = ModuleNamed(data, name); direct.IsValid() || level > 0 || name.empty()) return direct;
  if (data.IsLibrary(ModuleId(static_cast<std::size_t>(&importer - data.modules.data())))) return ModuleId();
  std::string_view folder = data.names.Text(importer.name);
  for (std::size_t dot = folder.rfind('.'); dot != std::string_view::npos; dot = folder.rfind('.')) {
    folder = folder.substr(0, dot);
    const ModuleId package = ModuleNamed(data, folder);
    if (package.IsValid() && used[package.value()]) break;
    const ModuleId found = ModuleNamed(data, std::string(folder) + "." + std::string(name));
    if (found.IsValid() && &data.ModuleOf(found) != &importer) return found;
  }
  return ModuleId();
}

// The packages that something in the project imports from, by their names or from inside.
std::vector<bool> UsedPackages(const Program::Data& data) {
  std::vector<bool> used(data.modules.size(), false);
  const auto mark = [&](std::string_view name) {
    while (!name.empty()) {
      if (const ModuleId package = ModuleNamed(data, name); package.IsValid()) used[package.value()] = true;
      const std::size_t dot = name.rfind('.');
      name = dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
    }
  };
  for (std::size_t i = 0; i < data.modules.size(); ++i) {
    const Module& module = data.ModuleOf(ModuleId(i));
    for (const Import& import : module.imports) mark(AbsoluteModuleName(module, import, data.names));
  }
  return used;
}

// Collects the definitions of all scopes, then packs them symbol by symbol.
class SymbolBuilder {
 public:
  explicit SymbolBuilder(Program::Data& data) : data_(data), table_(data.symbols) {}

  void Run() {
    table_.star_imports.resize(data_.modules.size());
    table_.imports.resize(data_.modules.size());
    for (std::size_t i = 0; i < data_.modules.size(); ++i) AddModule(ModuleId(i));
    Pack();
    used_ = UsedPackages(data_);
    for (std::size_t i = 0; i < data_.modules.size(); ++i) ResolveImports(ModuleId(i));
  }

 private:
  BodySymbolId SymbolOf(FunctionIndex scope, NameId name) {
    const auto [entry, is_new] = table_.by_name.try_emplace(std::pair(scope, name));
    if (is_new) {
      BodySymbol symbol;
      symbol.scope = scope;
      symbol.name = name;
      symbol.cell = data_.cells.push_back(TypeCell{});
      entry->second = table_.symbols.push_back(symbol);
    }
    return entry->second;
  }

  void Define(FunctionIndex scope, NameId name, DefinitionKind kind, std::uint32_t id) {
    pending_.push_back({SymbolOf(scope, name), Definition{kind, id}});
  }

  void AddModule(ModuleId id) {
    const Module& module = data_.ModuleOf(id);
    const auto index_of = [&](FunctionId function) { return data_.IndexOf(FunctionRef{id, function}); };
    const auto is_body = [&](FunctionId function) { return function.IsValid() && IsBody(module.functions[function]); };
    for (std::size_t i = 0; i < module.imports.size(); ++i) {
      const Import& import = module.imports[ImportId(i)];
      if (!is_body(import.function) || import.is_star) continue;
      Define(index_of(import.function), import.bound_name, DefinitionKind::kImport, static_cast<std::uint32_t>(i));
    }
    for (std::size_t i = 0; i < module.classes.size(); ++i) {
      const ClassDeclaration& declaration = module.classes[ClassId(i)];
      if (is_body(declaration.parent)) {
        Define(index_of(declaration.parent), declaration.name, DefinitionKind::kClass, static_cast<std::uint32_t>(i));
      }
    }
    for (std::size_t i = 0; i < module.functions.size(); ++i) {
      const Function& function = module.functions[FunctionId(i)];
      if (function.kind == FunctionKind::kFunction && is_body(function.parent)) {
        Define(index_of(function.parent), function.name, DefinitionKind::kFunction, static_cast<std::uint32_t>(i));
      }
      AddStores(id, FunctionId(i));
    }
  }

  // Plain assignments of a body; `global x` assignments of a function make the symbol, but define nothing that could be read off.
  void AddStores(ModuleId id, FunctionId function_id) {
    const Module& module = data_.ModuleOf(id);
    const Function& function = module.functions[function_id];
    const FunctionIndex index = data_.IndexOf(FunctionRef{id, function_id});
    for (const NameAnnotation& annotation : function.name_annotations) {
      if (IsBody(function)) table_.symbols[SymbolOf(index, annotation.name)].annotation = annotation.annotation;
    }
    const FunctionIndex body = data_.BodyOf(id);
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const auto* store = As<StoreName>(function.instructions[ValueId(i)]);
      if (store == nullptr || IsDefinitionStore(module, function, *store)) continue;
      const FunctionIndex scope = store->scope == NameScope::kGlobal ? body : index;
      if (scope == index && IsBody(function)) {
        Define(scope, store->name, DefinitionKind::kValue, store->value.value().value());
      } else {
        SymbolOf(scope, store->name);
      }
    }
  }

  // `def`, `class` and `import` store too, a decorated one the result of a call on it: these are known already.
  static bool IsDefinitionStore(const Module& module, const Function& function, const StoreName& store) {
    ValueId value = store.value.value();
    while (value.IsValid()) {
      const Instruction& instruction = function.instructions[value];
      if (const auto* closure = As<MakeClosure>(instruction)) return module.functions[closure->function].name == store.name;
      if (const auto* made = As<MakeClass>(instruction)) return module.classes[made->class_id].name == store.name;
      if (Is<ImportName>(instruction)) return true;
      const auto* call = As<Call>(instruction);
      if (call == nullptr || call->arguments.size != 1) return false;
      const ValueId argument = function.ArgumentsOf(call->arguments)[0].value.value();
      if (!argument.IsValid() || argument >= value) return false;
      value = argument;
    }
    return false;
  }

  void Pack() {
    std::ranges::stable_sort(pending_, {}, [](const auto& entry) { return entry.first; });
    table_.definitions.reserve(pending_.size());
    for (const auto& [symbol, definition] : pending_) {
      PoolRange& range = table_.symbols[symbol].definitions;
      if (range.size == 0) range.begin = static_cast<std::uint32_t>(table_.definitions.size());
      table_.definitions.push_back(definition);
      ++range.size;
    }
    pending_.clear();
  }

  void ResolveImports(ModuleId id) {
    const Module& module = data_.ModuleOf(id);
    auto& targets = table_.imports[id.value()];
    targets.resize(module.imports.size());
    for (std::size_t i = 0; i < module.imports.size(); ++i) {
      const Import& import = module.imports[ImportId(i)];
      const std::string name = AbsoluteModuleName(module, import, data_.names);
      if (import.is_star) {
        const ModuleId from = ModuleImported(data_, used_, module, import.level, name);
        if (from.IsValid() && from != id) table_.star_imports[id.value()].push_back(from);
        continue;
      }
      if (import.name.IsValid()) {
        const ModuleId package = ModuleImported(data_, used_, module, import.level, name);
        // A folder without __init__.py has no module of its own: `from .core import db` can only mean the module.
        if (!package.IsValid()) {
          targets[ImportId(i)].module = ModuleNamed(data_, name + "." + std::string(data_.names.Text(import.name)));
        } else {
          froms_.push_back({id, ImportId(i), package});
        }
        continue;
      }
      const std::string_view bound = import.has_alias ? std::string_view(name) : data_.names.Text(import.bound_name);
      targets[ImportId(i)].module = ModuleImported(data_, used_, module, import.level, bound);
    }
    if (id.value() + 1 < data_.modules.size()) return;
    // All star imports are known now.
    for (const FromImport& from : froms_) {
      const Import& import = data_.ModuleOf(from.importer).imports[from.import];
      if (!from.module.IsValid()) continue;
      ImportTarget target = FindInModule(data_, from.module, import.name);
      // `from . import x` in the package's own __init__ binds x to the submodule x.
      if (target.symbol.IsValid() && table_.symbols[target.symbol].scope == data_.BodyOf(from.importer)) {
        target = {FindSubmodule(data_, from.module, import.name), BodySymbolId()};
      }
      table_.imports[from.importer.value()][from.import] = target;
    }
  }

  struct FromImport {
    ModuleId importer;
    ImportId import;
    ModuleId module;
  };

  Program::Data& data_;
  SymbolTable& table_;
  std::vector<std::pair<BodySymbolId, Definition>> pending_;
  std::vector<FromImport> froms_;
  std::vector<bool> used_;  // UsedPackages
};

BodySymbolId FindOwnOrStarred(const Program::Data& data, ModuleId module, NameId name, int hops) {
  const BodySymbolId own = data.symbols.Find(data.BodyOf(module), name);
  if (own.IsValid() || hops == 0) return own;
  const auto& stars = data.symbols.star_imports[module.value()];
  for (auto star = stars.rbegin(); star != stars.rend(); ++star) {
    const Module& from = data.ModuleOf(*star);
    const bool is_exported =
        from.has_all ? std::ranges::find(from.exported_names, name) != from.exported_names.end() : !data.names.Text(name).starts_with('_');
    if (!is_exported) continue;
    const BodySymbolId found = FindOwnOrStarred(data, *star, name, hops - 1);
    if (found.IsValid()) return found;
  }
  return BodySymbolId();
}

}  // namespace

std::string AbsoluteModuleName(const Module& module, const Import& import, const NameTable& names) {
  const std::string_view written = import.module.IsValid() ? names.Text(import.module) : std::string_view();
  if (import.level == 0) return std::string(written);
  std::string_view package = names.Text(module.name);
  int up = import.level - (module.is_package ? 1 : 0);
  for (; up > 0; --up) {
    const std::size_t dot = package.rfind('.');
    if (dot == std::string_view::npos) {
      if (up > 1 || package.empty()) return std::string();
      package = std::string_view();
      continue;
    }
    package = package.substr(0, dot);
  }
  std::string result(package);
  if (!result.empty() && !written.empty()) result += '.';
  result += written;
  return result;
}

void AddNamespacePackages(Program::Data& data) {
  std::set<std::string> missing;
  for (std::size_t i = 0; i < data.modules.size(); ++i) {
    std::string_view name = data.names.Text(data.modules[i].name);
    for (std::size_t dot = name.rfind('.'); dot != std::string_view::npos; dot = name.rfind('.')) {
      name = name.substr(0, dot);
      if (!ModuleNamed(data, name).IsValid()) missing.emplace(name);
    }
  }
  for (const std::string& name : missing) {
    Module module;
    module.name = data.names.Intern(name);
    module.is_package = true;
    Function body;
    body.name = body.qualified_name = data.names.Intern("<module>");
    body.kind = FunctionKind::kModuleBody;
    Instruction end;
    end.operation = Unreachable{};
    body.instructions.push_back(end);
    Block block;
    block.size = 1;
    body.blocks.push_back(block);
    module.body = module.functions.push_back(std::move(body));
    data.module_by_name.emplace(module.name, ModuleId(data.modules.size()));
    data.modules.push_back(std::move(module));
  }
}

void NumberProgram(Program::Data& data) {
  for (std::size_t i = 0; i < data.modules.size(); ++i) {
    const Module& module = data.modules[i];
    data.first_function.push_back(static_cast<std::uint32_t>(data.functions.size()));
    data.first_class.push_back(static_cast<std::uint32_t>(data.classes.size()));
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      FunctionData function;
      function.ref = {ModuleId(i), FunctionId(f)};
      data.functions.push_back(function);
    }
    for (std::size_t c = 0; c < module.classes.size(); ++c) {
      ClassData class_data;
      class_data.ref = {ModuleId(i), ClassId(c)};
      class_data.scope = FunctionIndex(data.first_function.back() + module.classes[ClassId(c)].body.value());
      const FunctionIndex scope = class_data.scope;
      data.class_of_scope.emplace(scope, data.classes.push_back(std::move(class_data)));
    }
  }
  data.first_function.push_back(static_cast<std::uint32_t>(data.functions.size()));
  data.first_class.push_back(static_cast<std::uint32_t>(data.classes.size()));
}

void BuildSymbols(Program::Data& data) { SymbolBuilder(data).Run(); }

ModuleId FindSubmodule(const Program::Data& data, ModuleId package, NameId name) {
  std::string full(data.names.Text(data.ModuleOf(package).name));
  full += '.';
  full += data.names.Text(name);
  return ModuleNamed(data, full);
}

ImportTarget FindInModule(const Program::Data& data, ModuleId module, NameId name) {
  const BodySymbolId symbol = FindOwnOrStarred(data, module, name, kMaxImportHops);
  if (symbol.IsValid()) return {ModuleId(), symbol};
  // What the model lacks its library may have.
  const ModuleId below = module.value() < data.underlays.size() ? data.underlays[module.value()] : ModuleId();
  if (below.IsValid()) {
    const BodySymbolId found = FindOwnOrStarred(data, below, name, kMaxImportHops);
    if (found.IsValid()) return {ModuleId(), found};
  }
  return {FindSubmodule(data, module, name), BodySymbolId()};
}

BodySymbolId FindGlobal(const Program::Data& data, ModuleId module, NameId name) {
  const BodySymbolId symbol = FindOwnOrStarred(data, module, name, kMaxImportHops);
  if (symbol.IsValid()) return symbol;
  const ModuleId builtins = data.builtins;
  return builtins.IsValid() ? data.symbols.Find(data.BodyOf(builtins), name) : BodySymbolId();
}

ImportTarget FollowImports(const Program::Data& data, BodySymbolId symbol) {
  ImportTarget target{ModuleId(), symbol};
  for (int hops = 0; hops < kMaxImportHops && target.symbol.IsValid(); ++hops) {
    target.symbol = data.symbols.Canonical(target.symbol);
    const BodySymbol& current = data.symbols.symbols[target.symbol];
    if (current.definitions.size != 1 || current.annotation.IsValid()) return target;
    const Definition& definition = data.symbols.definitions[current.definitions.begin];
    if (definition.kind != DefinitionKind::kImport) return target;
    const ModuleId module = data.functions[current.scope].ref.module;
    const ImportTarget next = data.symbols.imports[module.value()][ImportId(definition.id)];
    if (!next.IsKnown()) return target;
    target = next;
  }
  return target;
}

ImportTarget FindQualified(const Program::Data& data, std::string_view name) {
  std::size_t length = name.size();
  ModuleId module = ModuleNamed(data, name);
  while (!module.IsValid()) {
    length = name.rfind('.', length - 1);
    if (length == std::string_view::npos || length == 0) return {};
    module = ModuleNamed(data, name.substr(0, length));
  }
  ImportTarget target{module, BodySymbolId()};
  while (length < name.size()) {
    const std::size_t begin = length + 1;
    length = std::min(name.find('.', begin), name.size());
    const NameId part = data.names.Find(name.substr(begin, length - begin));
    if (!part.IsValid()) return {};
    if (target.module.IsValid()) {
      target = FindInModule(data, target.module, part);
    } else {
      const BodySymbol& symbol = data.symbols.symbols[target.symbol];
      FunctionIndex scope;
      for (std::uint32_t i = 0; i < symbol.definitions.size; ++i) {
        const Definition& definition = data.symbols.definitions[symbol.definitions.begin + i];
        const ModuleId owner = data.functions[symbol.scope].ref.module;
        if (definition.kind == DefinitionKind::kClass) scope = data.classes[data.IndexOf(ClassRef{owner, ClassId(definition.id)})].scope;
      }
      if (!scope.IsValid()) return {};
      target = {ModuleId(), data.symbols.Find(scope, part)};
    }
    if (!target.IsKnown()) return {};
    if (target.symbol.IsValid()) target = FollowImports(data, target.symbol);
  }
  return target;
}

}  // namespace dangle
