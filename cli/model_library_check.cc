#include "cli/model_library_check.h"

#include <algorithm>
#include <set>
#include <string>

#include "cli/lowered_stub.h"
#include "cli/settings.h"

namespace dangle {

namespace {

class LibraryChecker {
 public:
  LibraryChecker(const LoweredStub& model, const LoweredStub& library, std::string name) : model_(model), library_(library), name_(std::move(name)) {}

  std::vector<ModelProblem> Check() {
    CheckBody(model_.module.body, library_.module.body, name_);
    for (const ClassDeclaration& declaration : model_.module.classes) {
      const ClassDeclaration* known = ClassNamed(Text(model_, declaration.name));
      if (declaration.parent != model_.module.body || known == nullptr || !known->bases.empty()) continue;
      CheckBody(declaration.body, known->body, name_ + "." + Text(model_, declaration.name));
    }
    std::stable_sort(problems_.begin(), problems_.end(), [](const ModelProblem& a, const ModelProblem& b) { return a.at < b.at; });
    return std::move(problems_);
  }

 private:
  static std::string Text(const LoweredStub& stub, NameId name) { return name.IsValid() ? std::string(stub.names.Text(name)) : std::string(); }

  void Report(SourceRange range, const std::string& message, const std::string& name, const std::set<std::string>& known) {
    const std::string nearest = NearestWord(name, std::vector<std::string_view>(known.begin(), known.end()));
    const std::string remedy = nearest.empty() ? ": leave it out" : "; did you mean '" + nearest + "'?";
    problems_.push_back({model_.file.CodePointPosition(range.begin), message + remedy});
  }

  const ClassDeclaration* ClassNamed(const std::string& name) const {
    for (const ClassDeclaration& declaration : library_.module.classes) {
      if (declaration.parent == library_.module.body && Text(library_, declaration.name) == name) return &declaration;
    }
    return nullptr;
  }

  bool IsUsed(NameId name) const {
    const auto& expressions = model_.module.expressions;
    for (std::size_t i = 0; i < expressions.size(); ++i) {
      const Expression& expression = expressions[ExpressionId(i)];
      if (expression.kind == ExpressionKind::kName && expression.name == name) return true;
    }
    return false;
  }

  // What the body of a model's module or class defines, against the library's.
  void CheckBody(FunctionId body, FunctionId library_body, const std::string& owner) {
    bool has_star = false;
    const std::set<std::string> known = NamesBoundIn(library_, library_body, has_star);
    if (has_star || known.contains("__getattr__")) return;
    const auto check = [&](NameId id, SourceRange range) {
      const std::string name = Text(model_, id);
      // Names of the stub's own, and what every object has.
      const bool is_own = name.starts_with("_");
      if (!is_own && !known.contains(name)) Report(range, owner + " has no '" + name + "'", name, known);
      return known.contains(name);
    };
    for (const ClassDeclaration& declaration : model_.module.classes) {
      // A class that the model needs for its own signatures stands for something that has no public name.
      if (declaration.parent == body && !IsUsed(declaration.name)) check(declaration.name, declaration.name_range);
    }
    for (const Function& function : model_.module.functions) {
      if (function.parent != body || function.kind != FunctionKind::kFunction) continue;
      if (check(function.name, function.name_range)) CheckParameters(function, library_body, owner);
    }
  }

  void CheckParameters(const Function& function, FunctionId library_body, const std::string& owner) {
    std::set<std::string> known;
    bool is_found = false;
    for (const Function& other : library_.module.functions) {
      if (other.kind != FunctionKind::kFunction || other.parent != library_body || Text(library_, other.name) != Text(model_, function.name))
        continue;
      const bool is_plain = std::all_of(other.decorators.begin(), other.decorators.end(), [&](ExpressionId id) { return IsHarmless(id); });
      if (!is_plain) return;
      is_found = true;
      for (const Parameter& parameter : other.parameters) {
        if (parameter.kind == ParameterKind::kStar || parameter.kind == ParameterKind::kDoubleStar) {
          if (parameter.name.IsValid()) return;
        }
        known.insert(Text(library_, parameter.name));
      }
    }
    if (!is_found) return;
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      const Parameter& parameter = function.parameters[i];
      const std::string name = Text(model_, parameter.name);
      const bool is_receiver = i == 0 && function.owner.IsValid();
      const bool is_named = parameter.kind == ParameterKind::kPositional || parameter.kind == ParameterKind::kKeywordOnly;
      if (is_receiver || !is_named || name.starts_with("_") || known.contains(name)) continue;
      Report(function.name_range, owner + "." + Text(model_, function.name) + " has no parameter '" + name + "'", name, known);
    }
  }

  // Does the function stay what it is written as under the decorator?
  bool IsHarmless(ExpressionId id) const {
    const Expression& expression = library_.module.expressions[id];
    const std::string name = Text(library_, expression.name);
    return name == "overload" || name == "staticmethod" || name == "classmethod" || name == "abstractmethod" || name == "final";
  }

  const LoweredStub& model_;
  const LoweredStub& library_;
  std::string name_;
  std::vector<ModelProblem> problems_;
};

}  // namespace

std::vector<ModelProblem> CheckAgainstLibrary(const ModelFile& file, std::string_view library) {
  const LoweredStub model(file.path, file.text);
  const LoweredStub known(file.module + ".pyi", library);
  return LibraryChecker(model, known, file.module).Check();
}

}  // namespace dangle
