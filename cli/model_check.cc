#include "cli/model_check.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "cli/lowered_stub.h"
#include "cli/settings.h"
#include "dataflow/effects/block_kind.h"
#include "dataflow/obligations/protocol.h"
#include "semantics/embedded_stubs.h"

namespace dangle {

namespace {

constexpr std::array<std::string_view, 2> kParameterWords = {"Takes", "Discharges"};
constexpr std::array<std::string_view, 4> kReceiverWords = {"Owes", "Should", "Lazy", "Acquires"};  // on the first parameter, besides
constexpr std::array<std::string_view, 4> kResultWords = {"Owes", "Should", "Lazy", "Same"};
constexpr std::array<std::string_view, 7> kWords = {"Takes", "Discharges", "Owes", "Should", "Lazy", "Acquires", "Same"};
constexpr std::array<std::string_view, 3> kExits = {"OnReturn", "OnRaise", "OnCancel"};
constexpr std::array<std::string_view, 12> kModelDecorators = {"raises_never", "raises_seldom", "suspends", "blocks",  "needs_open", "keeps_body",
                                                               "once",         "writes",        "executes", "commits", "begins",     "expires"};
constexpr std::array<std::string_view, 3> kSuspensions = {"never", "maybe", "always"};
constexpr std::array<std::string_view, 6> kDecorators = {"staticmethod", "classmethod", "property", "overload", "abstractmethod", "final"};
constexpr std::array<std::string_view, 3> kConstants = {"True", "False", "None"};

bool Contains(std::span<const std::string_view> words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); }

std::string List(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text.append(i == 0 ? "" : i + 1 == words.size() ? " or " : ", ").append(words[i]);
  return text;
}

// "; did you mean 'Owes'?", or what there is to choose from.
std::string Remedy(std::string_view word, std::vector<std::string_view> candidates) {
  if (const std::string nearest = NearestWord(word, candidates); !nearest.empty()) return "; did you mean '" + nearest + "'?";
  return ": known are " + List(candidates);
}

std::vector<std::string_view> Protocols() {
  std::vector<std::string_view> names;
  for (const Protocol protocol : kProtocols) names.push_back(ProtocolName(protocol));
  names.push_back("Any");
  return names;
}

const std::set<std::string>& BuiltinNames() {
  static const std::set<std::string> names = [] {
    std::set<std::string> bound;
    bool ignored = false;
    for (const EmbeddedStub& embedded : EmbeddedStubs()) {
      if (embedded.module != "builtins") continue;
      const LoweredStub builtins("builtins.pyi", embedded.text);
      bound = NamesBoundIn(builtins, builtins.module.body, ignored);
    }
    return bound;
  }();
  return names;
}

class ModelChecker {
 public:
  explicit ModelChecker(const LoweredStub& stub) : stub_(stub), module_(stub.module) {}

  std::vector<ModelProblem> Check() {
    for (const SyntaxProblem& problem : stub_.problems) Report(problem.range, problem.message);
    outer_ = NamesBoundIn(stub_, module_.body, is_open_);
    outer_.insert(BuiltinNames().begin(), BuiltinNames().end());
    for (const Function& function : module_.functions) {
      if (function.kind == FunctionKind::kFunction) CheckFunction(function);
      if (function.kind == FunctionKind::kClassBody || function.kind == FunctionKind::kModuleBody) CheckAnnotatedNames(function);
    }
    for (const ClassDeclaration& declaration : module_.classes) {
      for (const ExpressionId base : declaration.bases) CheckNames(base);
    }
    CheckDuplicates();
    std::stable_sort(problems_.begin(), problems_.end(), [](const ModelProblem& a, const ModelProblem& b) { return a.at < b.at; });
    return std::move(problems_);
  }

 private:
  void Report(SourceRange range, std::string message) { problems_.push_back({stub_.file.CodePointPosition(range.begin), std::move(message)}); }

  std::string_view TextOf(NameId name) const { return name.IsValid() ? stub_.names.Text(name) : std::string_view(); }
  const Expression& At(ExpressionId id) const { return module_.expressions[id]; }
  std::string_view NameOf(ExpressionId id) const { return At(id).kind == ExpressionKind::kName ? TextOf(At(id).name) : std::string_view(); }

  // The word at the head of `Word[…]`; empty if it is none.
  std::string_view WordOf(ExpressionId id) const {
    if (!id.IsValid() || At(id).kind != ExpressionKind::kSubscript) return {};
    const std::string_view head = NameOf(module_.ChildrenOf(id)[0]);
    return Contains(kWords, head) ? head : std::string_view();
  }

  // ---- Functions ----------------------------------------------------------------------------------------------------------

  void CheckFunction(const Function& function) {
    inner_.clear();
    bool ignored = false;
    if (function.owner.IsValid()) inner_ = NamesBoundIn(stub_, module_.classes[function.owner].body, ignored);
    for (std::size_t i = 0; i < function.parameters.size(); ++i) CheckParameter(function, i);
    CheckResult(function);
    for (const ExpressionId decorator : function.decorators) CheckDecorator(function, decorator);
  }

  void CheckParameter(const Function& function, std::size_t index) {
    const ExpressionId annotation = function.parameters[index].annotation;
    if (!annotation.IsValid()) return;
    const std::string_view word = WordOf(annotation);
    const bool is_receiver = index == 0 && function.owner.IsValid();
    const bool fits = Contains(kParameterWords, word) || (is_receiver && Contains(kReceiverWords, word));
    if (word.empty() || fits) {
      CheckWordOrType(function, annotation);
      return;
    }
    const std::string message = "'" + std::string(word) + "' says nothing about a parameter: ";
    Report(At(annotation).range,
           message + (Contains(kReceiverWords, word) ? "it stands on the receiver, or on the result (Owes)" : "write Takes[…] or Discharges[…]"));
  }

  void CheckResult(const Function& function) {
    const ExpressionId returns = function.returns;
    if (!returns.IsValid()) {
      Report(function.name_range, "the result is not declared: write '-> None' or '-> Any'");
      return;
    }
    const auto check = [&](ExpressionId id, bool may_be_same) {
      const std::string_view word = WordOf(id);
      if (word.empty() || (Contains(kResultWords, word) && (may_be_same || word != "Same"))) return CheckWordOrType(function, id);
      Report(At(id).range, "'" + std::string(word) + "' says nothing about " + (may_be_same ? "a result" : "an item of a tuple") + ": write Owes[…]" +
                               (may_be_same ? " or Same[…]" : ""));
    };
    const bool is_tuple = At(returns).kind == ExpressionKind::kSubscript && NameOf(module_.ChildrenOf(returns)[0]) == "tuple";
    if (!is_tuple) return check(returns, true);
    for (const ExpressionId item : module_.ChildrenOf(returns).subspan(1)) check(item, false);
  }

  void CheckWordOrType(const Function& function, ExpressionId id) {
    const std::string_view word = WordOf(id);
    if (word.empty()) {
      CheckNames(id);
      return;
    }
    const std::span<const ExpressionId> arguments = module_.ChildrenOf(id).subspan(1);
    if (word == "Same") {
      CheckSame(function, arguments);
      return;
    }
    const std::vector<std::string_view> protocols = Protocols();
    const std::string_view protocol = NameOf(arguments[0]);
    if (!Contains(protocols, protocol)) {
      Report(At(arguments[0]).range,
             "no protocol is called '" + std::string(stub_.file.TextOf(At(arguments[0]).range)) + "'" + Remedy(protocol, protocols));
    }
    for (const ExpressionId argument : arguments.subspan(1)) CheckArgumentOfWord(word, argument);
  }

  // After the protocol: ways out, or the type.
  void CheckArgumentOfWord(std::string_view word, ExpressionId argument) {
    if (!Contains(kExits, NameOf(argument))) {
      CheckNames(argument);
    } else if (!Contains(kParameterWords, word)) {
      Report(At(argument).range, "'" + std::string(NameOf(argument)) + "' limits Takes and Discharges only");
    }
  }

  void CheckSame(const Function& function, std::span<const ExpressionId> arguments) {
    std::vector<std::string_view> parameters;
    for (const Parameter& parameter : function.parameters) parameters.push_back(TextOf(parameter.name));
    if (const std::string_view name = NameOf(arguments[0]); !Contains(parameters, name)) {
      Report(At(arguments[0]).range, "'Same' names no parameter: '" + std::string(stub_.file.TextOf(At(arguments[0]).range)) + "'" +
                                         (parameters.empty() ? std::string() : Remedy(name, parameters)));
    }
    if (arguments.size() != 2) Report(At(arguments[0]).range, "'Same' wants a parameter and a type: Same[self, Self]");
    for (const ExpressionId argument : arguments.subspan(1)) CheckNames(argument);
  }

  // ---- Names ----------------------------------------------------------------------------------------------------------------

  // Types: words have no meaning inside them, and every name is defined somewhere.
  void CheckNames(ExpressionId id) {
    std::vector<ExpressionId> work = {id};
    while (!work.empty()) {
      const ExpressionId at = work.back();
      work.pop_back();
      const std::string_view name = NameOf(at);
      if (!name.empty()) CheckName(at, name);
      if (At(at).kind == ExpressionKind::kSubscript && NameOf(module_.ChildrenOf(at)[0]) == "Literal") continue;
      for (const ExpressionId child : module_.ChildrenOf(at)) work.push_back(child);
    }
  }

  void CheckName(ExpressionId at, std::string_view name) {
    if (Contains(kWords, name)) {
      Report(At(at).range,
             "'" + std::string(name) + "' has no meaning here: it stands outermost on a parameter or a result, or on an item of a tuple");
      return;
    }
    const std::string text(name);
    if (is_open_ || outer_.contains(text) || inner_.contains(text) || Contains(kConstants, name)) return;
    std::vector<std::string_view> candidates(kWords.begin(), kWords.end());
    candidates.insert(candidates.end(), outer_.begin(), outer_.end());
    candidates.insert(candidates.end(), inner_.begin(), inner_.end());
    const std::string nearest = NearestWord(name, candidates);
    Report(At(at).range, "'" + text + "' is not known" + (nearest.empty() ? ": define or import it" : "; did you mean '" + nearest + "'?"));
  }

  void CheckAnnotatedNames(const Function& body) {
    inner_.clear();
    bool ignored = false;
    for (const ClassDeclaration& declaration : module_.classes) {
      if (&module_.functions[declaration.body] == &body) inner_ = NamesBoundIn(stub_, declaration.body, ignored);
    }
    for (const NameAnnotation& annotation : body.name_annotations) {
      if (annotation.annotation.IsValid()) CheckNames(annotation.annotation);
    }
  }

  // ---- Decorators, definitions ----------------------------------------------------------------------------------------------

  void CheckDecorator(const Function& function, ExpressionId id) {
    const bool is_call = At(id).kind == ExpressionKind::kCall;
    const ExpressionId callee = is_call ? module_.ChildrenOf(id)[0] : id;
    if (At(callee).kind != ExpressionKind::kName) return;  // `x.setter`
    const std::string_view name = NameOf(callee);
    if (name == "suspends") {
      CheckSuspends(function, id, is_call);
      return;
    }
    if (name == "blocks") {
      CheckBlocks(function, id, is_call);
      return;
    }
    if (Contains(kModelDecorators, name) || Contains(kDecorators, name) || outer_.contains(std::string(name))) return;
    std::vector<std::string_view> candidates(kModelDecorators.begin(), kModelDecorators.end());
    candidates.insert(candidates.end(), kDecorators.begin(), kDecorators.end());
    Report(At(callee).range, "no decorator is called '" + std::string(name) + "'" + Remedy(name, candidates));
  }

  void CheckSuspends(const Function& function, ExpressionId id, bool is_call) {
    const std::span<const ExpressionId> children = module_.ChildrenOf(id);
    const std::string_view how = is_call && children.size() == 2 ? TextOf(At(children[1]).name) : std::string_view();
    if (!Contains(kSuspensions, how)) {
      Report(At(id).range, "'suspends' wants one of the words \"never\", \"maybe\", \"always\"");
    } else if (!function.is_async) {
      Report(At(id).range, "'suspends' is for an 'async def': another function does not suspend");
    }
  }

  // `@blocks("wait", unless="timeout=0", confidence="medium")`.
  void CheckBlocks(const Function& function, ExpressionId id, bool is_call) {
    const std::span<const ExpressionId> children = module_.ChildrenOf(id);
    const std::string_view kind = is_call && children.size() >= 2 ? TextOf(At(children[1]).name) : std::string_view();
    if (!BlockKindNamed(kind)) {
      std::vector<std::string_view> kinds;
      for (const BlockKind known : AllBlockKinds()) kinds.push_back(BlockKindName(known));
      Report(At(id).range, "'blocks' wants the kind of blocking as its first argument" + Remedy(kind, kinds));
      return;
    }
    if (function.is_async) Report(At(id).range, "'blocks' is for a plain 'def': what a coroutine does belongs to whoever awaits it");
    for (const ExpressionId child : children.subspan(2)) {
      const std::string_view keyword = TextOf(At(child).name);
      const std::span<const ExpressionId> value = module_.ChildrenOf(child);
      if (value.size() != 1 || (keyword != "unless" && keyword != "confidence")) {
        Report(At(child).range, "'blocks' knows unless=\"parameter=value, …\" and confidence=\"medium\" or \"low\"");
      } else if (keyword == "unless") {
        CheckConditions(function, child, TextOf(At(value[0]).name));
      }
    }
  }

  void CheckConditions(const Function& function, ExpressionId at, std::string_view text) {
    std::vector<std::string_view> parameters;
    for (const Parameter& parameter : function.parameters) parameters.push_back(TextOf(parameter.name));
    while (!text.empty()) {
      const std::size_t comma = text.find(',');
      std::string_view condition = text.substr(0, comma);
      text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
      condition.remove_prefix(std::min(condition.find_first_not_of(' '), condition.size()));
      const std::string_view name = condition.substr(0, condition.find('='));
      if (!Contains(parameters, name)) Report(At(at).range, "there is no parameter '" + std::string(name) + "'" + Remedy(name, parameters));
    }
  }

  void CheckDuplicates() {
    std::set<std::pair<std::uint32_t, std::string_view>> seen;
    for (const Function& function : module_.functions) {
      if (function.kind != FunctionKind::kFunction) continue;
      const bool is_new = seen.emplace(function.parent.value(), TextOf(function.name)).second;
      if (!is_new && !MayRepeat(function)) ReportTwice(function.name_range, function.name);
    }
    for (const ClassDeclaration& declaration : module_.classes) {
      if (!seen.emplace(declaration.parent.value(), TextOf(declaration.name)).second) ReportTwice(declaration.name_range, declaration.name);
    }
    std::set<std::pair<std::uint32_t, std::string_view>> annotated;
    for (std::size_t i = 0; i < module_.functions.size(); ++i) {
      for (const NameAnnotation& name : module_.functions[FunctionId(i)].name_annotations) {
        const auto key = std::pair(static_cast<std::uint32_t>(i), TextOf(name.name));
        if (seen.contains(key) || !annotated.insert(key).second) ReportTwice(name.range, name.name);
      }
    }
  }

  void ReportTwice(SourceRange range, NameId name) {
    Report(range, "'" + std::string(TextOf(name)) + "' is defined twice: the one hides the other; variants want '@overload'");
  }

  // Overloads, setters and deleters of a property.
  bool MayRepeat(const Function& function) const {
    return std::any_of(function.decorators.begin(), function.decorators.end(),
                       [&](ExpressionId id) { return At(id).kind == ExpressionKind::kAttribute || NameOf(id) == "overload"; });
  }

  const LoweredStub& stub_;
  const Module& module_;
  std::vector<ModelProblem> problems_;
  std::set<std::string> outer_;  // what the module binds, and builtins
  std::set<std::string> inner_;  // what the class around the function at hand binds
  bool is_open_ = false;         // a star import: names may come from anywhere
};

}  // namespace

std::vector<ModelProblem> CheckModel(const ModelFile& file) {
  const LoweredStub stub(file.path, file.text);
  return ModelChecker(stub).Check();
}

}  // namespace dangle
