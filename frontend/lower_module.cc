#include <algorithm>
#include <tuple>
#include <utility>

#include "frontend/lowering.h"

namespace dangle {
namespace {

FunctionKind KindOf(ScopeKind kind) {
  switch (kind) {
    case ScopeKind::kModule:
      return FunctionKind::kModuleBody;
    case ScopeKind::kClass:
      return FunctionKind::kClassBody;
    case ScopeKind::kLambda:
      return FunctionKind::kLambda;
    case ScopeKind::kGenerator:
    case ScopeKind::kComprehension:
      return FunctionKind::kGeneratorExpression;
    case ScopeKind::kFunction:
      break;
  }
  return FunctionKind::kFunction;
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\r'; }

bool MentionsIgnoringCase(std::string_view text, std::string_view lower) {
  const auto equal = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; };
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(), equal) != text.end();
}

}  // namespace

void Lowering::Run() {
  scopes_.Build(tree_, text_, names_);
  imports_.Clear();
  module_.functions.resize(scopes_.function_count());
  module_.classes.resize(scopes_.class_count());
  module_.body = FunctionId(std::uint32_t{0});
  for (std::size_t i = 0; i < scopes_.function_count(); ++i) LowerFrame(FunctionId(i));
  ReportScopeProblems();
  ReportSyntaxErrors();
  KeepComments();
  FinishProblems();
}

// ---- Frames -----------------------------------------------------------------------------------------------------------------

void Lowering::LowerFrame(FunctionId id) {
  function_id_ = id;
  frame_id_ = scopes_.FrameOf(id);
  frame_ = &scopes_[frame_id_];
  function_ = &module_.functions[id];
  nesting_ = 0;
  finally_copies_ = 0;
  type_only_ = 0;
  contexts_.clear();
  exceptions_.clear();
  const SyntaxNode node(tree_.records().data() + frame_->row);

  Function& function = *function_;
  function.name = frame_->name;
  function.qualified_name = frame_->qualified_name;
  function.kind = KindOf(frame_->kind);
  const bool is_generator_expression = frame_->kind == ScopeKind::kGenerator;
  function.is_async = is_generator_expression ? frame_->has_await : frame_->is_async;
  function.is_generator = frame_->has_yield && frame_->kind != ScopeKind::kModule && frame_->kind != ScopeKind::kClass;
  function.is_incomplete = frame_->has_error;
  function.range = node.range();
  function.name_range = node.range();
  if (frame_->parent.IsValid()) {
    const Scope& around = scopes_[scopes_[frame_->parent].frame];
    function.parent = around.function;
    if (around.kind == ScopeKind::kClass) function.owner = around.class_id;
    if (const SyntaxNode name = node.child(SyntaxField::kName); name.IsValid()) function.name_range = name.range();
  }

  StartFrame();
  LowerFrameBody(node);
  FinishFrame();
}

void Lowering::StartFrame() {
  builder_.Begin();
  for (SymbolId id = frame_->first_slot; id.IsValid(); id = scopes_[id].next_slot) {
    const Symbol& symbol = scopes_[id];
    Slot slot;
    slot.name = symbol.name;
    if (symbol.Has(Symbol::kPassThrough)) {
      slot.kind = SlotKind::kFree;
      slot.in_ssa = false;
      slot.outer = scopes_[symbol.outer].slot;
    } else if (symbol.Has(Symbol::kCaptured)) {
      slot.kind = SlotKind::kCell;
      slot.in_ssa = !symbol.Has(Symbol::kWrittenInside);
    }
    builder_.AddSlot(slot);
  }
}

void Lowering::LowerFrameBody(SyntaxNode node) {
  switch (frame_->kind) {
    case ScopeKind::kModule:
      LowerBlock(node);
      break;
    case ScopeKind::kClass:
      DescribeClass(node);
      LowerBlock(node.child(SyntaxField::kBody));
      break;
    case ScopeKind::kFunction:
      if (frame_->decorated != 0) {
        const SyntaxNode decorated(tree_.records().data() + frame_->decorated);
        for (const SyntaxNode child : decorated.children()) {
          if (child.kind() == SyntaxKind::kDecorator) function_->decorators.push_back(StaticExpression(child.first_child()));
        }
      }
      LowerSignature(node.child(SyntaxField::kParameters));
      if (const SyntaxNode returns = node.child(SyntaxField::kReturnType); returns.IsValid()) function_->returns = StaticExpression(returns);
      LowerBlock(node.child(SyntaxField::kBody));
      break;
    case ScopeKind::kLambda: {
      LowerSignature(node.child(SyntaxField::kParameters));
      const SyntaxNode body = node.child(SyntaxField::kBody);
      const Operand value = body.IsValid() ? LowerExpression(body) : EmitUnknown(node.range());
      Emit(Return{value}, node.range(), true);
      break;
    }
    case ScopeKind::kGenerator:
    case ScopeKind::kComprehension:
      LowerGeneratorBody(node);
      break;
  }
}

void Lowering::FinishFrame() {
  if (builder_.IsReachable()) {
    const SourceRange end{function_->range.end, function_->range.end};
    const Operand none = EmitNone(end);
    Emit(Return{none}, end, true);
  }
  builder_.Finish(*function_);
}

// ---- Signatures -------------------------------------------------------------------------------------------------------------

void Lowering::LowerSignature(SyntaxNode parameters) {
  if (!parameters.IsValid()) return;
  const bool has_slash = parameters.child(SyntaxKind::kPositionalSeparator).IsValid();
  ParameterKind kind = has_slash ? ParameterKind::kPositionalOnly : ParameterKind::kPositional;
  for (const SyntaxNode node : parameters.children()) AddParameter(node, kind);
  CheckParameterOrder(parameters);
}

// `kind`: what a plain parameter is at this place of the list; moved on by `/`, `*` and `*args`.
void Lowering::AddParameter(SyntaxNode node, ParameterKind& kind) {
  Parameter parameter;
  parameter.range = node.range();
  parameter.kind = kind;
  SyntaxNode name = node;
  switch (node.kind()) {
    case SyntaxKind::kPositionalSeparator:
      kind = ParameterKind::kPositional;
      return;
    case SyntaxKind::kKeywordSeparator:
      kind = ParameterKind::kKeywordOnly;
      return;
    case SyntaxKind::kTypedParameter:
      name = node.first_child();
      break;
    case SyntaxKind::kDefaultParameter:
    case SyntaxKind::kTypedDefaultParameter: {
      name = node.child(SyntaxField::kName);
      parameter.has_default = true;
      const SyntaxNode value = node.child(SyntaxField::kValue);
      parameter.default_is_none = value.IsValid() && value.kind() == SyntaxKind::kNone;
      break;
    }
    default:
      break;
  }
  if (name.IsValid() && (name.kind() == SyntaxKind::kListSplatPattern || name.kind() == SyntaxKind::kDictionarySplatPattern)) {
    const bool is_star = name.kind() == SyntaxKind::kListSplatPattern;
    parameter.kind = is_star ? ParameterKind::kStar : ParameterKind::kDoubleStar;
    if (is_star) kind = ParameterKind::kKeywordOnly;
    name = name.first_child();
  }
  if (!name.IsValid() || name.kind() != SyntaxKind::kIdentifier) {
    if (node.kind() == SyntaxKind::kTuplePattern) AddProblem(ProblemKind::kSyntax, node.range(), "a parameter cannot be a tuple");
    return;
  }
  const SymbolId symbol = scopes_.SymbolOf(name);
  if (!symbol.IsValid()) return;  // a second parameter of the same name
  CheckIdentifier(name);
  parameter.name = scopes_[symbol].name;
  parameter.slot = scopes_[symbol].slot;
  if (const SyntaxNode type = node.child(SyntaxField::kType); type.IsValid()) {
    parameter.annotation = StaticExpression(type);
    builder_.slot(parameter.slot).annotation = parameter.annotation;
  }
  function_->parameters.push_back(parameter);
  Emit(Param{parameter.slot}, parameter.range);
}

void Lowering::CheckParameterOrder(SyntaxNode parameters) {
  bool has_default = false;
  for (const Parameter& parameter : function_->parameters) {
    const bool is_positional = parameter.kind == ParameterKind::kPositionalOnly || parameter.kind == ParameterKind::kPositional;
    if (!is_positional) continue;
    if (has_default && !parameter.has_default) {
      AddProblem(ProblemKind::kSyntax, parameter.range, "a parameter without a default follows one with a default");
      return;
    }
    has_default = parameter.has_default;
  }
  SyntaxNode last;
  for (const SyntaxNode node : parameters.children()) last = node;
  if (last.IsValid() && last.kind() == SyntaxKind::kKeywordSeparator) {
    AddProblem(ProblemKind::kSyntax, last.range(), "named parameters must follow a bare `*`");
  }
}

void Lowering::DescribeClass(SyntaxNode node) {
  const std::size_t id = frame_->class_id.value();
  ClassDeclaration declaration;
  declaration.name = frame_->name;
  declaration.qualified_name = frame_->qualified_name;
  declaration.body = function_id_;
  declaration.parent = function_->parent;
  declaration.range = function_->range;
  declaration.name_range = function_->name_range;
  if (frame_->decorated != 0) {
    const SyntaxNode decorated(tree_.records().data() + frame_->decorated);
    for (const SyntaxNode child : decorated.children()) {
      if (child.kind() == SyntaxKind::kDecorator) declaration.decorators.push_back(StaticExpression(child.first_child()));
    }
  }
  if (const SyntaxNode bases = node.child(SyntaxField::kSuperclasses); bases.IsValid()) {
    for (const SyntaxNode base : bases.children()) {
      if (base.kind() == SyntaxKind::kError) continue;
      if (base.kind() != SyntaxKind::kKeywordArgument) {
        declaration.bases.push_back(StaticExpression(base));
      } else if (const SyntaxNode name = base.child(SyntaxField::kName), value = base.child(SyntaxField::kValue);
                 name.IsValid() && value.IsValid() && TextOf(name) == "metaclass") {
        declaration.metaclass = StaticExpression(value);
      }
    }
  }
  module_.classes[ClassId(id)] = std::move(declaration);
}

// ---- Problems and comments --------------------------------------------------------------------------------------------------

void Lowering::ReportScopeProblems() {
  for (const ScopeProblem& problem : scopes_.problems()) {
    function_id_ = scopes_[scopes_[problem.scope].frame].function;
    const std::string name = problem.name.IsValid() ? "`" + std::string(names_.table().Text(problem.name)) + "`" : "";
    SourceRange range = problem.range;
    switch (problem.kind) {
      case ScopeProblem::Kind::kNonlocalAtModule:
        AddProblem(ProblemKind::kSyntax, range, "`nonlocal` at module level");
        break;
      case ScopeProblem::Kind::kNonlocalUnbound:
        range = module_.functions[function_id_].name_range;
        AddProblem(ProblemKind::kSyntax, range, "no binding for nonlocal " + name + " in an enclosing function");
        break;
      case ScopeProblem::Kind::kGlobalParameter:
        AddProblem(ProblemKind::kSyntax, range, name + " is a parameter and declared global or nonlocal");
        break;
      case ScopeProblem::Kind::kDuplicateParameter:
        AddProblem(ProblemKind::kSyntax, range, "duplicate parameter " + name);
        break;
    }
  }
}

// What the grammar could not read. PEP 696's defaults of type parameters are good Python that the grammar does not know.
void Lowering::ReportSyntaxErrors() {
  for (const SyntaxError& error : tree_.errors()) {
    if (error.parent == SyntaxKind::kTypeParameter) continue;
    function_id_ = {};
    AddProblem(ProblemKind::kSyntax, error.range, error.is_missing ? "invalid syntax: something is missing here" : "invalid syntax");
  }
}

void Lowering::KeepComments() {
  for (const SourceRange comment : tree_.comments()) {
    std::string_view text = TextOf(comment);
    const bool may_mute = MentionsIgnoringCase(text, "dangle") || MentionsIgnoringCase(text, "noqa") || MentionsIgnoringCase(text, "ignore[");
    if (!may_mute) continue;
    std::uint32_t begin = comment.begin;
    std::uint32_t end = comment.end;
    while (begin < end && (text_[begin] == '#' || IsSpace(text_[begin]))) ++begin;
    while (end > begin && IsSpace(text_[end - 1])) --end;
    std::uint32_t before = comment.begin;
    while (before > 0 && IsSpace(text_[before - 1])) --before;
    const bool own_line = before == 0 || text_[before - 1] == '\n' || text_[before - 1] == '\r';
    module_.comments.push_back({{begin, end}, own_line});
  }
}

// In order of the source, and once: copies of a finally body complain as often as they are lowered.
void Lowering::FinishProblems() {
  std::vector<SyntaxProblem>& problems = module_.problems;
  const auto key = [](const SyntaxProblem& problem) { return std::tie(problem.range, problem.kind, problem.message); };
  std::stable_sort(problems.begin(), problems.end(), [&](const SyntaxProblem& a, const SyntaxProblem& b) { return key(a) < key(b); });
  problems.erase(std::unique(problems.begin(), problems.end(), [&](const SyntaxProblem& a, const SyntaxProblem& b) { return key(a) == key(b); }),
                 problems.end());
}

Module LowerModule(const SyntaxTree& tree, const SourceFile& file, FileId id, NameId module_name, bool is_package, NameCache& names,
                   const LoweringOptions& options, LoweringScratch& scratch) {
  Module module;
  module.file = id;
  module.name = module_name;
  module.is_package = is_package;
  module.is_stub = file.path().ends_with(".pyi");
  Lowering(tree, file.text(), names, options, scratch.state(), module).Run();
  return module;
}

}  // namespace dangle
