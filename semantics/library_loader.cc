#include "semantics/library_loader.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "frontend/lower.h"
#include "frontend/syntax.h"
#include "semantics/embedded_stubs.h"
#include "semantics/library.h"
#include "semantics/stub_trees.h"
#include "semantics/symbols.h"
#include "semantics/typeshed.h"

namespace dangle {

namespace {

// Special forms are told by where they are defined, so these must be ours even when the standard library itself is scanned.
constexpr std::array<std::string_view, 4> kLanguageModules = {"builtins", "collections.abc", "typing", "typing_extensions"};

bool IsLanguageModule(std::string_view name) { return std::ranges::find(kLanguageModules, name) != kLanguageModules.end(); }

bool IsDunder(std::string_view name) { return name.starts_with("__") && name.ends_with("__"); }

// Is the project the standard library itself?
bool IsStandardLibrary(const Program::Data& data) {
  static constexpr std::array<std::string_view, 4> kModules = {"abc", "io", "os", "typing"};
  return std::ranges::all_of(kModules, [&](std::string_view name) {
    const NameId id = data.names.Find(name);
    return id.IsValid() && data.module_by_name.contains(id);
  });
}

constexpr std::size_t kNoUnit = static_cast<std::size_t>(-1);

// A module that is no module of the project, and what its body binds.
struct Unit {
  Module module;
  ModuleOrigin origin = ModuleOrigin::kModel;
  bool is_underlay = false;
  bool has_names = false;
  bool is_wholly_asked = false;
  bool has_looked_below = false;  // for an underlay
  std::size_t underlay = kNoUnit;
  absl::flat_hash_map<NameId, absl::InlinedVector<Definition, 2>> names;
  std::vector<ImportId> stars;
};

class LibraryLoader {
 public:
  explicit LibraryLoader(Program::Data& data)
      : data_(data), cache_(data.names), library_(data.options.environment, data.options.python_minor, !IsStandardLibrary(data)) {
    options_.python_minor = data.options.python_minor;
    for (const StubSource& stub : data.options.user_stubs) models_.emplace(stub.module, stub.text);
    for (const EmbeddedStub& stub : EmbeddedStubs()) {
      if (models_.emplace(stub.module, stub.text).second) own_models_.insert(stub.module);
    }
  }

  void Run() {
    for (const std::string_view name : kLanguageModules) Open(name);
    FindMentions();
    for (std::size_t i = 0; i < data_.project_count; ++i) {
      const Module& module = data_.modules[i];
      for (const Import& import : module.imports) AskForImport(module, import, true);
    }
    FollowModels();
    for (std::size_t next = 0; next < asked_.size(); ++next) {
      const Ask ask = asked_[next];
      Answer(ask);
      FollowModels();
    }
    Finish();
  }

 private:
  struct Ask {
    std::size_t unit;
    NameId name;
    bool is_from_outside;  // an import or an attribute of the module: may be a submodule
  };

  // ---- Opening -------------------------------------------------------------------------------------------------------------

  bool IsOfProject(std::string_view name) const {
    const NameId id = data_.names.Find(name);
    return id.IsValid() && data_.module_by_name.contains(id) && !IsLanguageModule(name);
  }

  // The unit of a module by its name; kNoUnit if nobody has it, or the project.
  std::size_t Open(std::string_view name) {
    const auto [entry, is_new] = opened_.try_emplace(std::string(name), kNoUnit);
    if (!is_new || name.empty() || IsOfProject(name)) return entry->second;
    std::size_t unit = kNoUnit;
    if (const auto model = models_.find(name); model != models_.end()) {
      unit = AddModel(name, model->second);
    } else {
      unit = AddLibrary(name);
    }
    opened_[std::string(name)] = unit;
    return unit;
  }

  std::size_t AddModel(std::string_view name, std::string_view text) {
    const std::string prefix = std::string(name) + ".";
    const auto next = models_.upper_bound(prefix);
    const bool is_package = next != models_.end() && next->first.starts_with(prefix);
    const SourceFile file(std::string(name) + ".pyi", std::string(text));
    if (own_models_.contains(name) && LoadModelTree(name, tree_)) return AddParsed(name, file, is_package, ModuleOrigin::kModel);
    return AddUnit(name, file, is_package, ModuleOrigin::kModel);
  }

  std::size_t AddLibrary(std::string_view name) {
    const std::optional<LibraryModule> found = library_.Find(name);
    if (!found) return kNoUnit;
    std::optional<std::string> text;
    if (found->origin == ModuleOrigin::kTypeshed && library_modules_ < kMaxLibraryModules && library_bytes_ < kMaxLibraryBytes &&
        LoadTypeshedTree(name, found->packed, options_.python_minor, tree_)) {
      ++library_modules_;
      library_bytes_ += found->packed.size();
      return AddParsed(name, SourceFile(found->path, std::string(found->packed)), found->is_package, found->origin);
    }
    if (library_modules_ < kMaxLibraryModules && library_bytes_ < kMaxLibraryBytes) text = library_.TextOf(*found, kMaxLibraryFileBytes);
    if (!text) {
      ++data_.statistics.libraries_left_out;
      return kNoUnit;
    }
    ++library_modules_;
    library_bytes_ += text->size();
    return AddUnit(name, SourceFile(found->path, std::move(*text)), found->is_package, found->origin);
  }

  std::size_t AddUnit(std::string_view name, const SourceFile& file, bool is_package, ModuleOrigin origin) {
    parser_.ParseInto(file.text(), tree_);
    return AddParsed(name, file, is_package, origin);
  }

  // Of the file's tree in tree_.
  std::size_t AddParsed(std::string_view name, const SourceFile& file, bool is_package, ModuleOrigin origin) {
    Unit& unit = units_.emplace_back();
    unit.module = LowerModule(tree_, file, FileId(), data_.names.Intern(name), is_package, cache_, options_, scratch_);
    unit.module.problems.clear();
    unit.origin = origin;
    return units_.size() - 1;
  }

  // What a model lacks its library may have.
  std::size_t UnderlayOf(std::size_t index) {
    Unit& unit = units_[index];
    const std::string_view name = data_.names.Text(unit.module.name);
    if (unit.has_looked_below || IsLanguageModule(name)) return unit.underlay;
    unit.has_looked_below = true;
    const std::optional<LibraryModule> found = library_.Find(name);
    if (!found || (found->origin == ModuleOrigin::kTypeshed && !HasNews(index))) return kNoUnit;
    unit.underlay = AddLibrary(name);
    if (units_[index].underlay != kNoUnit) units_[units_[index].underlay].is_underlay = true;
    return units_[index].underlay;
  }

  // Has typeshed something to say about a model's module, or one below it, that the project names and the models do not have? Asked of the
  // text, so that a stub that would say nothing new is never parsed.
  bool HasNews(std::size_t index) {
    const std::string name(data_.names.Text(units_[index].module.name));
    const std::string prefix = name + ".";
    absl::flat_hash_set<NameId> known;
    for (Unit& unit : units_) {
      const std::string_view other = data_.names.Text(unit.module.name);
      if (unit.origin == ModuleOrigin::kModel && (other == name || other.starts_with(prefix))) AddDefined(unit.module, known);
    }
    for (std::size_t i = TypeshedLowerBound(name); i < TypeshedCount(); ++i) {
      const TypeshedEntry entry = TypeshedAt(i);
      if (entry.name != name && !entry.name.starts_with(prefix)) {
        if (!entry.name.starts_with(name)) break;
        continue;
      }
      if (TellsNews(entry.packed, known)) return true;
    }
    return false;
  }

  static void AddDefined(const Module& module, absl::flat_hash_set<NameId>& known) {
    for (const Function& function : module.functions) {
      known.insert(function.name);
      for (const NameAnnotation& annotation : function.name_annotations) known.insert(annotation.name);
      for (const AttributeAnnotation& annotation : function.attribute_annotations) known.insert(annotation.attribute);
      for (const Instruction& instruction : function.instructions) {
        if (const auto* store = As<StoreName>(instruction)) known.insert(store->name);
      }
    }
    for (const ClassDeclaration& declaration : module.classes) known.insert(declaration.name);
    for (const Import& import : module.imports) known.insert(import.bound_name);
  }

  // Lines that define: `def f`, `class C`, `x: int`, `x = …`, and the names of imports.
  bool TellsNews(std::string_view text, const absl::flat_hash_set<NameId>& known) const {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size() - 1);
      std::string_view line = text.substr(0, end);
      text.remove_prefix(end + 1);
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
      if (line.empty() || line[0] == '.' || line[0] == '@') continue;
      const bool is_import = line.starts_with("from ") || line.starts_with("import ");
      for (const std::string_view word : {"async ", "def ", "class "}) {
        if (line.starts_with(word)) line.remove_prefix(word.size());
      }
      while (!line.empty()) {
        const std::size_t length = std::min(LengthOfWord(line), line.size());
        if (length > 0) {
          const NameId name = data_.names.Find(line.substr(0, length));
          const bool is_defined = is_import || length == line.size() || std::string_view("(: [").find(line[length]) != std::string_view::npos;
          if (is_defined && IsMentioned(name) && !known.contains(name)) return true;
        }
        if (!is_import) break;
        line.remove_prefix(std::max<std::size_t>(length, 1));
      }
    }
    return false;
  }

  static std::size_t LengthOfWord(std::string_view text) {
    std::size_t length = 0;
    const auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    while (length < text.size() && is_part(text[length])) ++length;
    return length;
  }

  // Models are small: all that they import is opened.
  void FollowModels() {
    for (; followed_ < units_.size(); ++followed_) {
      if (units_[followed_].origin != ModuleOrigin::kModel) continue;
      const IdVector<ImportId, Import> imports = units_[followed_].module.imports;
      for (const Import& import : imports) AskForImport(units_[followed_].module, import, false);
    }
  }

  // ---- Asking --------------------------------------------------------------------------------------------------------------

  // Names that the project's code reads, as globals, attributes or imports.
  void FindMentions() {
    for (std::size_t i = 0; i < data_.project_count; ++i) {
      const Module& module = data_.modules[i];
      for (const Function& function : module.functions) {
        for (const Instruction& instruction : function.instructions) {
          if (const auto* load = As<LoadAttr>(instruction)) Mention(load->name);
          if (const auto* name = As<LoadName>(instruction)) Mention(name->name);
        }
      }
      for (const Import& import : module.imports) {
        if (import.name.IsValid()) Mention(import.name);
      }
      for (const Expression& expression : module.expressions) {
        if (expression.kind == ExpressionKind::kAttribute || expression.kind == ExpressionKind::kName) Mention(expression.name);
      }
    }
  }

  void Mention(NameId name) {
    if (!name.IsValid()) return;
    if (name.value() >= mentioned_.size()) mentioned_.resize(name.value() + 1024, false);
    mentioned_[name.value()] = true;
  }
  bool IsMentioned(NameId name) const { return name.IsValid() && name.value() < mentioned_.size() && mentioned_[name.value()]; }

  void AskFor(std::size_t unit, NameId name, bool is_from_outside) {
    if (unit == kNoUnit || !name.IsValid()) return;
    const std::uint64_t key =
        (static_cast<std::uint64_t>(unit) << 33U) | (static_cast<std::uint64_t>(name.value()) << 1U) | (is_from_outside ? 1U : 0U);
    if (known_asks_.insert(key).second) asked_.push_back({unit, name, is_from_outside});
  }

  // Of a module that is imported as a whole: whatever of it the project names.
  void AskForMentioned(std::size_t unit) {
    std::vector<std::size_t> whole = {unit};
    while (!whole.empty()) {
      const std::size_t index = whole.back();
      whole.pop_back();
      if (index == kNoUnit || units_[index].is_wholly_asked) continue;
      units_[index].is_wholly_asked = true;
      if (units_[index].origin == ModuleOrigin::kModel) {
        whole.push_back(UnderlayOf(index));
        continue;
      }
      std::vector<NameId> names;
      for (const auto& [name, definitions] : NamesOf(index)) {
        if (IsMentioned(name)) names.push_back(name);
      }
      std::ranges::sort(names, {}, [&](NameId name) { return data_.names.Text(name); });
      for (const NameId name : names) AskFor(index, name, true);
      const std::vector<ImportId> stars = units_[index].stars;
      for (const ImportId star : stars) whole.push_back(OpenStar(index, star));
    }
  }

  // May what a star import takes have the name? Asked of the text of a stub that is not open yet.
  bool MayHave(std::size_t index, ImportId star, NameId name) {
    const Module& module = units_[index].module;
    const std::string from = AbsoluteModuleName(module, module.imports[star], data_.names);
    if (opened_.contains(from)) return true;
    const std::optional<TypeshedModule> stub = FindTypeshed(from, options_.python_minor);
    if (!stub) return true;
    return stub->packed.find(data_.names.Text(name)) != std::string_view::npos || stub->packed.find("import *") != std::string_view::npos;
  }

  std::size_t OpenStar(std::size_t index, ImportId star) {
    const Module& module = units_[index].module;
    return Open(AbsoluteModuleName(module, module.imports[star], data_.names));
  }

  void AskForImport(const Module& module, const Import& import, bool with_parents) {
    const std::string name = AbsoluteModuleName(module, import, data_.names);
    if (name.empty()) return;
    const NameId wanted = import.name;
    const bool is_star = import.is_star;
    if (with_parents || models_.contains(name)) {
      for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) Open(name.substr(0, dot));
    }
    const std::size_t unit = Open(name);
    if (wanted.IsValid()) {
      // What one model takes of another it has.
      const bool is_model = unit != kNoUnit && units_[unit].origin == ModuleOrigin::kModel;
      if (with_parents || !is_model) AskFor(unit, wanted, true);
      if (unit == kNoUnit || is_model) OpenSubmodule(name, wanted);
    } else if (is_star || with_parents) {
      AskForMentioned(unit);
    }
  }

  void OpenSubmodule(std::string_view package, NameId name) {
    const std::size_t submodule = Open(std::string(package) + "." + std::string(data_.names.Text(name)));
    if (submodule != kNoUnit) AskForMentioned(submodule);
  }

  // ---- Answering -----------------------------------------------------------------------------------------------------------

  const absl::flat_hash_map<NameId, absl::InlinedVector<Definition, 2>>& NamesOf(std::size_t index) {
    Unit& unit = units_[index];
    if (unit.has_names) return unit.names;
    unit.has_names = true;
    const Module& module = unit.module;
    const auto define = [&](NameId name, DefinitionKind kind, std::size_t id) {
      unit.names[name].push_back(Definition{kind, static_cast<std::uint32_t>(id)});
    };
    for (std::size_t i = 0; i < module.imports.size(); ++i) {
      const Import& import = module.imports[ImportId(i)];
      if (import.function != module.body) continue;
      if (import.is_star) {
        unit.stars.push_back(ImportId(i));
      } else {
        define(import.bound_name, DefinitionKind::kImport, i);
      }
    }
    for (std::size_t i = 0; i < module.classes.size(); ++i) {
      if (module.classes[ClassId(i)].parent == module.body) define(module.classes[ClassId(i)].name, DefinitionKind::kClass, i);
    }
    for (std::size_t i = 0; i < module.functions.size(); ++i) {
      const Function& function = module.functions[FunctionId(i)];
      if (function.kind == FunctionKind::kFunction && function.parent == module.body) define(function.name, DefinitionKind::kFunction, i);
    }
    const Function& body = module.functions[module.body];
    for (std::size_t i = 0; i < body.instructions.size(); ++i) {
      if (const auto* store = As<StoreName>(body.instructions[ValueId(i)])) define(store->name, DefinitionKind::kValue, i);
    }
    for (std::size_t i = 0; i < body.name_annotations.size(); ++i) {
      if (!unit.names.contains(body.name_annotations[i].name)) unit.names[body.name_annotations[i].name];
    }
    return unit.names;
  }

  void Answer(const Ask& ask) {
    const auto& names = NamesOf(ask.unit);
    const auto found = names.find(ask.name);
    const bool is_known = found != names.end();
    const absl::InlinedVector<Definition, 2> definitions = is_known ? found->second : absl::InlinedVector<Definition, 2>();
    if (units_[ask.unit].origin == ModuleOrigin::kModel) {
      const bool is_class = std::ranges::any_of(definitions, [](const Definition& d) { return d.kind == DefinitionKind::kClass; });
      if (!is_known || is_class) AskFor(UnderlayOf(ask.unit), ask.name, ask.is_from_outside);
      return;
    }
    if (!is_known) {
      const std::vector<ImportId> stars = units_[ask.unit].stars;
      for (const ImportId star : stars) {
        if (MayHave(ask.unit, star, ask.name)) AskFor(OpenStar(ask.unit, star), ask.name, false);
      }
      if (ask.is_from_outside && units_[ask.unit].module.is_package) OpenSubmodule(data_.names.Text(units_[ask.unit].module.name), ask.name);
      return;
    }
    const Module& module = units_[ask.unit].module;
    for (const NameAnnotation& annotation : module.functions[module.body].name_annotations) {
      if (annotation.name == ask.name) AskForExpression(ask.unit, annotation.annotation);
    }
    for (const Definition& definition : definitions) {
      switch (definition.kind) {
        case DefinitionKind::kImport:
          AskForLibraryImport(ask.unit, ImportId(definition.id));
          break;
        case DefinitionKind::kClass:
          AskForClass(ask.unit, ClassId(definition.id));
          break;
        case DefinitionKind::kFunction:
          AskForFunction(ask.unit, FunctionId(definition.id));
          break;
        case DefinitionKind::kValue:
          AskForValue(ask.unit, ValueId(definition.id));
          break;
      }
    }
  }

  void AskForLibraryImport(std::size_t index, ImportId id) {
    const Module& module = units_[index].module;
    const Import import = module.imports[id];
    const std::string name = AbsoluteModuleName(module, import, data_.names);
    if (name.empty()) return;
    const std::size_t unit = Open(name);
    if (!import.name.IsValid()) {
      AskForMentioned(unit);
      return;
    }
    if (unit == kNoUnit) {
      OpenSubmodule(name, import.name);
    } else {
      AskFor(unit, import.name, unit != index);
    }
  }

  // "os.path" of an expression that is a module of the unit's imports; empty if it is none.
  std::string ModuleNameOf(std::size_t index, NameId name) {
    const auto found = NamesOf(index).find(name);
    if (found == units_[index].names.end()) return {};
    const Module& module = units_[index].module;
    for (const Definition& definition : found->second) {
      if (definition.kind != DefinitionKind::kImport) continue;
      const Import& import = module.imports[ImportId(definition.id)];
      std::string full = AbsoluteModuleName(module, import, data_.names);
      if (import.name.IsValid()) return full + "." + std::string(data_.names.Text(import.name));
      return import.has_alias ? full : std::string(data_.names.Text(import.bound_name));
    }
    return {};
  }

  void AskForExpression(std::size_t index, ExpressionId root) {
    if (!root.IsValid()) return;
    absl::InlinedVector<ExpressionId, 8> open = {root};
    while (!open.empty()) {
      const ExpressionId id = open.back();
      open.pop_back();
      const Module& module = units_[index].module;
      const Expression& expression = module.expressions[id];
      if (expression.kind == ExpressionKind::kName) AskFor(index, expression.name, false);
      if (expression.kind == ExpressionKind::kAttribute) AskForAttribute(index, id);
      const auto children = units_[index].module.ChildrenOf(id);
      open.insert(open.end(), children.begin(), children.end());
    }
  }

  // `ssl.SSLContext`, `os.path.join`
  void AskForAttribute(std::size_t index, ExpressionId id) {
    std::vector<NameId> parts;
    const Module& module = units_[index].module;
    ExpressionId at = id;
    while (module.expressions[at].kind == ExpressionKind::kAttribute && !module.ChildrenOf(at).empty()) {
      parts.push_back(module.expressions[at].name);
      at = module.ChildrenOf(at)[0];
    }
    if (module.expressions[at].kind != ExpressionKind::kName) return;
    std::string name = ModuleNameOf(index, module.expressions[at].name);
    if (name.empty()) return;
    for (std::size_t i = parts.size() - 1; i > 0; --i) name.append(".").append(data_.names.Text(parts[i]));
    AskFor(Open(name), parts[0], true);
  }

  void AskForClass(std::size_t index, ClassId id) {
    const Module& module = units_[index].module;
    const ClassDeclaration declaration = module.classes[id];
    for (const ExpressionId base : declaration.bases) AskForExpression(index, base);
    const std::size_t count = module.functions[declaration.body].name_annotations.size();
    for (std::size_t i = 0; i < count; ++i) {
      AskForExpression(index, units_[index].module.functions[declaration.body].name_annotations[i].annotation);
    }
    AskForNamesIn(index, declaration.body);
    for (std::size_t i = 0; i < units_[index].module.functions.size(); ++i) {
      const Function& function = units_[index].module.functions[FunctionId(i)];
      if (function.owner != id || function.kind != FunctionKind::kFunction) continue;
      if (IsMentioned(function.name) || IsDunder(data_.names.Text(function.name))) AskForFunction(index, FunctionId(i));
    }
  }

  void AskForFunction(std::size_t index, FunctionId id) {
    const Function& function = units_[index].module.functions[id];
    std::vector<ExpressionId> expressions(function.decorators.begin(), function.decorators.end());
    expressions.push_back(function.returns);
    for (const Parameter& parameter : function.parameters) expressions.push_back(parameter.annotation);
    for (const AttributeAnnotation& annotation : function.attribute_annotations) expressions.push_back(annotation.annotation);
    const bool is_declared = units_[index].module.is_stub || (function.returns.IsValid() && function.name != data_.special.init);
    for (const ExpressionId expression : expressions) AskForExpression(index, expression);
    if (!is_declared) AskForNamesIn(index, id);
  }

  // What a body reads: its type is inferred.
  void AskForNamesIn(std::size_t index, FunctionId id) {
    for (std::size_t i = 0; i < units_[index].module.functions[id].instructions.size(); ++i) {
      const Function& function = units_[index].module.functions[id];
      const Instruction& instruction = function.instructions[ValueId(i)];
      if (const auto* load = As<LoadName>(instruction)) AskFor(index, load->name, false);
      const auto* attribute = As<LoadAttr>(instruction);
      if (attribute == nullptr || !attribute->object.IsValid()) continue;
      const NameId name = attribute->name;
      const auto* object = As<LoadName>(function.instructions[attribute->object.value()]);
      const std::string module = object == nullptr ? std::string() : ModuleNameOf(index, object->name);
      if (!module.empty()) AskFor(Open(module), name, true);
    }
    for (std::size_t i = 0; i < units_[index].module.imports.size(); ++i) {
      const Import& import = units_[index].module.imports[ImportId(i)];
      if (import.function == id && id != units_[index].module.body) AskForLibraryImport(index, ImportId(i));
    }
  }

  // `Alias = Union[A, b.C]`, `T = TypeVar("T", bound=A)`, `client = Client()`: what the value is made of.
  void AskForValue(std::size_t index, ValueId store) {
    const Module& module = units_[index].module;
    const Function& body = module.functions[module.body];
    std::vector<std::pair<NameId, NameId>> reads;  // a name, and an attribute of it
    absl::InlinedVector<ValueId, 16> open = {store};
    for (std::size_t i = 0; i < open.size() && open.size() < kMaxValueParts; ++i) {
      const Instruction& instruction = body.instructions[open[i]];
      if (const auto* load = As<LoadName>(instruction)) reads.emplace_back(load->name, NameId());
      if (const auto* load = As<LoadAttr>(instruction); load != nullptr && load->object.IsValid()) {
        const auto* object = As<LoadName>(body.instructions[load->object.value()]);
        if (object != nullptr) reads.emplace_back(object->name, load->name);
      }
      const ValueId user = open[i];
      ForEachOperand(body, instruction, [&](const Operand& operand) {
        if (operand.IsValid() && operand.value() < user) open.push_back(operand.value());
      });
    }
    for (const auto& [name, attribute] : reads) {
      AskFor(index, name, false);
      const std::string of = attribute.IsValid() ? ModuleNameOf(index, name) : std::string();
      if (!of.empty()) AskFor(Open(of), attribute, true);
    }
  }
  // An alias of more parts is a table; its tail is not followed.
  static constexpr std::size_t kMaxValueParts = 256;

  // ---- The end -------------------------------------------------------------------------------------------------------------

  // Ids follow names, not the order of opening: primary modules first, then the underlays.
  void Finish() {
    std::vector<std::size_t> order(units_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto key = [&](std::size_t i) { return std::pair(units_[i].is_underlay, data_.names.Text(units_[i].module.name)); };
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    std::vector<ModuleId> ids(units_.size());
    for (const std::size_t index : order) {
      Unit& unit = units_[index];
      const ModuleId id(data_.modules.size());
      ids[index] = id;
      if (!unit.is_underlay) {
        if (IsLanguageModule(data_.names.Text(unit.module.name))) data_.module_by_name.erase(unit.module.name);
        data_.module_by_name.emplace(unit.module.name, id);
      }
      data_.origins.resize(data_.modules.size(), ModuleOrigin::kProject);
      data_.origins.push_back(unit.origin);
      data_.modules.push_back(std::move(unit.module));
      SemanticsStatistics& statistics = data_.statistics;
      if (unit.origin == ModuleOrigin::kModel) ++statistics.models_loaded;
      if (unit.origin == ModuleOrigin::kTypeshed) ++statistics.typeshed_opened;
      if (unit.origin == ModuleOrigin::kInstalled) ++statistics.installed_opened;
    }
    data_.underlays.resize(data_.modules.size());
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (units_[i].underlay != kNoUnit) data_.underlays[ids[i].value()] = ids[units_[i].underlay];
    }
  }

  Program::Data& data_;
  NameCache cache_;
  Library library_;
  LoweringOptions options_;
  LoweringScratch scratch_;
  SyntaxParser parser_;
  SyntaxTree tree_;
  std::map<std::string_view, std::string_view> models_;
  absl::flat_hash_set<std::string_view> own_models_;
  std::map<std::string, std::size_t, std::less<>> opened_;
  std::deque<Unit> units_;
  std::size_t followed_ = 0;
  std::vector<Ask> asked_;
  absl::flat_hash_set<std::uint64_t> known_asks_;
  std::vector<bool> mentioned_;
  std::size_t library_modules_ = 0;
  std::size_t library_bytes_ = 0;
};

bool Defines(const Program::Data& data, BodySymbolId id, DefinitionKind kind, std::uint32_t& definition) {
  const BodySymbol& symbol = data.symbols.symbols[id];
  for (std::uint32_t i = 0; i < symbol.definitions.size; ++i) {
    const Definition& known = data.symbols.definitions[symbol.definitions.begin + i];
    if (known.kind != kind) continue;
    definition = known.id;
    return true;
  }
  return false;
}

}  // namespace

void LoadLibraries(Program::Data& data) {
  for (std::size_t i = 0; i < data.project_count; ++i) data.module_by_name.try_emplace(data.modules[i].name, ModuleId(i));
  for (const auto& [module, name] : data.options.other_names) data.module_by_name.try_emplace(name, module);
  LibraryLoader(data).Run();
  const NameId builtins = data.names.Intern("builtins");
  const auto found = data.module_by_name.find(builtins);
  if (found != data.module_by_name.end()) data.builtins = found->second;
}

void LinkUnderlays(Program::Data& data) {
  const bool has_any = std::ranges::any_of(data.underlays, [](ModuleId id) { return id.IsValid(); });
  if (!has_any) return;
  data.symbols.stands_for.resize(data.symbols.symbols.size());
  for (std::size_t i = 0; i < data.symbols.symbols.size(); ++i) {
    const BodySymbol& symbol = data.symbols.symbols[BodySymbolId(i)];
    const FunctionRef scope = data.functions[symbol.scope].ref;
    if (scope.module.value() >= data.underlays.size() || scope.function != data.ModuleOf(scope.module).body) continue;
    const ModuleId below = data.underlays[scope.module.value()];
    if (!below.IsValid()) continue;
    const ImportTarget target = FindInModule(data, below, symbol.name);
    if (!target.symbol.IsValid()) continue;
    const BodySymbolId end = FollowImports(data, target.symbol).symbol;
    if (!end.IsValid() || data.symbols.stands_for[end.value()].IsValid()) continue;
    const ModuleId owner = data.functions[data.symbols.symbols[end].scope].ref.module;
    if (!data.IsLibrary(owner)) continue;
    std::uint32_t model = 0;
    std::uint32_t library = 0;
    if (Defines(data, BodySymbolId(i), DefinitionKind::kClass, model) && Defines(data, end, DefinitionKind::kClass, library)) {
      data.symbols.stands_for[end.value()] = BodySymbolId(i);
      data.classes[data.IndexOf(ClassRef{scope.module, ClassId(model)})].underlay = data.IndexOf(ClassRef{owner, ClassId(library)});
    } else if (Defines(data, BodySymbolId(i), DefinitionKind::kFunction, model) && Defines(data, end, DefinitionKind::kFunction, library)) {
      data.symbols.stands_for[end.value()] = BodySymbolId(i);
    }
  }
}

}  // namespace dangle
