#include "frontend/scopes.h"

namespace dangle {

// ---- PairMap ----------------------------------------------------------------------------------------------------------------

void PairMap::Clear() {
  used_ = 0;
  if (++stamp_ == 0) {  // wrapped around: old stamps would look alive
    entries_.assign(kFirstSize, {});
    stamp_ = 1;
  }
}

std::size_t PairMap::Home(std::uint32_t first, std::uint32_t second) const {
  const std::uint64_t key = (std::uint64_t{first} << 32U) | second;
  return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 32U) & (entries_.size() - 1);
}

std::uint32_t PairMap::Find(std::uint32_t first, std::uint32_t second) const {
  for (std::size_t i = Home(first, second);; i = (i + 1) & (entries_.size() - 1)) {
    const Entry& entry = entries_[i];
    if (entry.stamp != stamp_) return kAbsent;
    if (entry.first == first && entry.second == second) return entry.value;
  }
}

std::uint32_t& PairMap::At(std::uint32_t first, std::uint32_t second) {
  if (used_ * 2 >= entries_.size()) Grow();
  std::size_t i = Home(first, second);
  for (; entries_[i].stamp == stamp_; i = (i + 1) & (entries_.size() - 1)) {
    if (entries_[i].first == first && entries_[i].second == second) return entries_[i].value;
  }
  entries_[i] = {first, second, kAbsent, stamp_};
  ++used_;
  return entries_[i].value;
}

void PairMap::Grow() {
  std::vector<Entry> old(entries_.size() * 2);
  old.swap(entries_);
  used_ = 0;
  for (const Entry& entry : old) {
    if (entry.stamp == stamp_) At(entry.first, entry.second) = entry.value;
  }
}

// ---- Scopes and symbols -----------------------------------------------------------------------------------------------------

void Scopes::Build(const SyntaxTree& tree, std::string_view text, NameCache& names) {
  rows_ = tree.records().data();
  text_ = text;
  names_ = &names;
  scopes_.clear();
  symbols_.clear();
  frames_.clear();
  classes_ = 0;
  problems_.clear();
  tasks_.clear();
  pending_decorated_ = 0;
  symbol_of_.Clear();
  capture_of_.Clear();
  row_data_.assign(tree.records().size(), kNothing);
  lambda_name_ = names.Intern("<lambda>");
  generator_name_ = names.Intern("<genexpr>");

  AddScope(ScopeKind::kModule, {}, 0, names.Intern("<module>"));
  PushScan(1, static_cast<std::uint32_t>(tree.records().size()), ScopeId(std::uint32_t{0}));
  while (!tasks_.empty()) ScanTask();
  Resolve();
}

NameId Scopes::NameAt(std::uint32_t row) {
  const SyntaxRecord& record = rows_[row];
  return names_->Intern(text_.substr(record.begin, record.end - record.begin));
}

ScopeId Scopes::AddScope(ScopeKind kind, ScopeId parent, std::uint32_t row, NameId name) {
  const ScopeId id = scopes_.NextId();
  Scope scope;
  scope.kind = kind;
  scope.parent = parent;
  scope.row = row;
  scope.name = name;
  scope.frame = id;
  if (kind == ScopeKind::kComprehension) {
    scope.frame = scopes_[parent].frame;
  } else {
    scope.function = FunctionId(frames_.size());
    scope.qualified_name = QualifiedName(parent, name);
    frames_.push_back(id);
  }
  scopes_.push_back(scope);
  row_data_[row] = id.value();
  return id;
}

NameId Scopes::QualifiedName(ScopeId parent, NameId name) {
  if (!parent.IsValid()) return name;
  const Scope& frame = scopes_[scopes_[parent].frame];
  if (frame.kind == ScopeKind::kModule) return name;
  const std::string_view outer = names_->table().Text(frame.qualified_name);
  if (outer.size() > kMaxQualifiedName) return name;
  qualified_ = outer;
  qualified_ += frame.kind == ScopeKind::kClass ? "." : ".<locals>.";
  qualified_ += names_->table().Text(name);
  return names_->Intern(qualified_);
}

SymbolId Scopes::Touch(ScopeId scope, NameId name) {
  std::uint32_t& entry = symbol_of_.At(scope.value(), name.value());
  if (entry == PairMap::kAbsent) {
    Symbol symbol;
    symbol.name = name;
    symbol.scope = scope;
    entry = symbols_.push_back(symbol).value();
  }
  return SymbolId(entry);
}

void Scopes::Bind(SymbolId symbol) { symbols_[symbol].flags |= Symbol::kBound; }

SymbolId Scopes::BindName(ScopeId scope, std::uint32_t row) {
  const SymbolId symbol = Touch(scope, NameAt(row));
  row_data_[row] = symbol.value();
  Bind(symbol);
  return symbol;
}

// ---- The scan ---------------------------------------------------------------------------------------------------------------

void Scopes::PushScan(std::uint32_t begin, std::uint32_t end, ScopeId scope) {
  if (begin < end) tasks_.push_back({begin, end, scope, 0, 0});
}

// What of the task comes after the subtree at `row`.
void Scopes::PushRest(const Task& task, std::uint32_t row) {
  Task rest = task;
  rest.begin = row + rows_[row].size;
  if (rest.begin < rest.end) tasks_.push_back(rest);
}

void Scopes::ScanTask() {
  Task task = tasks_.back();
  tasks_.pop_back();
  std::uint32_t row = task.begin;
  while (row < task.end) {
    if (!ScanRow(task, row)) return;
  }
}

void Scopes::StartTargets(Task& task, SyntaxNode target) {
  if (!target.IsValid()) return;
  task.target_end = RowOf(target) + target.size();
  task.load_end = 0;
}

void Scopes::ScanIdentifier(const Task& task, std::uint32_t row) {
  const NameId name = NameAt(row);
  if (rows_[row].field == SyntaxField::kAttribute) {
    row_data_[row] = name.value();
    return;
  }
  const SymbolId symbol = Touch(task.scope, name);
  row_data_[row] = symbol.value();
  if (row < task.target_end && row >= task.load_end) Bind(symbol);
}

// Looks at one row and moves on. False when the rest of the task was put back on the work list behind a new scope.
bool Scopes::ScanRow(Task& task, std::uint32_t& row) {
  const SyntaxRecord& record = rows_[row];
  const SyntaxNode node = NodeAt(row);
  switch (record.kind) {
    case SyntaxKind::kIdentifier:
      ScanIdentifier(task, row);
      break;
    case SyntaxKind::kAttribute:
    case SyntaxKind::kSubscript:
      if (row < task.target_end && row >= task.load_end) task.load_end = row + record.size;
      break;
    case SyntaxKind::kKeywordArgument:
      if (record.size > 1 && rows_[row + 1].kind == SyntaxKind::kIdentifier) {
        row_data_[row + 1] = NameAt(row + 1).value();
        row += 1;
      }
      break;
    case SyntaxKind::kAssignment:
      StartTargets(task, node.child(SyntaxField::kLeft));
      break;
    case SyntaxKind::kAugmentedAssignment:
      StartTargets(task, node.child(SyntaxField::kLeft));
      break;
    case SyntaxKind::kForStatement:
    case SyntaxKind::kForInClause:
      StartTargets(task, node.child(SyntaxField::kLeft));
      if (node.IsAsync()) scopes_[scopes_[task.scope].frame].has_await = true;
      break;
    case SyntaxKind::kDeleteStatement:
      StartTargets(task, node);
      break;
    case SyntaxKind::kAsPatternTarget:
      StartTargets(task, node);
      break;
    case SyntaxKind::kWithStatement:
      if (node.IsAsync()) scopes_[scopes_[task.scope].frame].has_await = true;
      break;
    case SyntaxKind::kAwait:
      scopes_[scopes_[task.scope].frame].has_await = true;
      break;
    case SyntaxKind::kYield:
      scopes_[scopes_[task.scope].frame].has_yield = true;
      break;
    case SyntaxKind::kNamedExpression:
      row = ScanWalrus(row, task.scope);
      return true;
    case SyntaxKind::kImportStatement:
    case SyntaxKind::kImportFromStatement:
    case SyntaxKind::kFutureImportStatement:
      ScanImport(node, task.scope);
      row += record.size;
      return true;
    case SyntaxKind::kGlobalStatement:
    case SyntaxKind::kNonlocalStatement:
      ScanDeclaration(node, task.scope);
      row += record.size;
      return true;
    case SyntaxKind::kTypeAliasStatement: {
      SyntaxNode name = node.child(SyntaxField::kLeft);
      while (name.IsValid() && name.kind() != SyntaxKind::kIdentifier) name = name.first_child();
      if (name.IsValid()) BindName(task.scope, RowOf(name));
      row += record.size;
      return true;
    }
    case SyntaxKind::kCasePattern:
      ScanCasePattern(node, task.scope);
      row += record.size;
      return true;
    case SyntaxKind::kType:  // annotations are not run
    case SyntaxKind::kTypeParameter:
      row += record.size;
      return true;
    case SyntaxKind::kError:
      scopes_[scopes_[task.scope].frame].has_error = true;
      row += record.size;
      return true;
    case SyntaxKind::kDecoratedDefinition:
      pending_decorated_ = row;
      break;
    case SyntaxKind::kFunctionDefinition:
      OpenFunction(task, row);
      return false;
    case SyntaxKind::kClassDefinition:
      OpenClass(task, row);
      return false;
    case SyntaxKind::kLambda:
      OpenLambda(task, row);
      return false;
    case SyntaxKind::kListComprehension:
    case SyntaxKind::kSetComprehension:
    case SyntaxKind::kDictionaryComprehension:
    case SyntaxKind::kGeneratorExpression:
      OpenComprehension(task, row);
      return false;
    default:
      break;
  }
  ++row;
  return true;
}

void Scopes::ScanImport(SyntaxNode node, ScopeId scope) {
  for (const SyntaxNode child : node.children()) {
    if (child.field() != SyntaxField::kName) continue;
    SyntaxNode bound = child;
    if (child.kind() == SyntaxKind::kAliasedImport) bound = child.child(SyntaxField::kAlias);
    if (bound.IsValid() && bound.kind() == SyntaxKind::kDottedName) bound = bound.first_child();
    if (bound.IsValid() && bound.kind() == SyntaxKind::kIdentifier) BindName(scope, RowOf(bound));
  }
}

void Scopes::ScanDeclaration(SyntaxNode node, ScopeId scope) {
  const bool is_global = node.kind() == SyntaxKind::kGlobalStatement;
  if (!is_global && scopes_[scope].kind == ScopeKind::kModule) {
    problems_.push_back({ScopeProblem::Kind::kNonlocalAtModule, node.range(), {}, scope});
    return;
  }
  for (const SyntaxNode child : node.children()) {
    if (child.kind() != SyntaxKind::kIdentifier) continue;
    const SymbolId symbol = Touch(scope, NameAt(RowOf(child)));
    row_data_[RowOf(child)] = symbol.value();
    if (symbols_[symbol].Has(Symbol::kParameter)) {
      problems_.push_back({ScopeProblem::Kind::kGlobalParameter, child.range(), symbols_[symbol].name, scope});
      continue;
    }
    symbols_[symbol].flags |= is_global ? Symbol::kDeclaredGlobal : Symbol::kDeclaredNonlocal;
  }
}

// A walrus binds in the nearest scope that is no comprehension; from inside a generator expression that is another frame.
std::uint32_t Scopes::ScanWalrus(std::uint32_t row, ScopeId scope) {
  if (rows_[row].size <= 1 || rows_[row + 1].kind != SyntaxKind::kIdentifier) return row + 1;
  const NameId name = NameAt(row + 1);
  ScopeId owner = scope;
  while (scopes_[owner].kind == ScopeKind::kComprehension || scopes_[owner].kind == ScopeKind::kGenerator) owner = scopes_[owner].parent;
  const SymbolId bound = Touch(owner, name);
  Bind(bound);
  symbols_[bound].flags |= Symbol::kRebindsInside;
  SymbolId symbol = bound;
  const ScopeId frame = scopes_[scope].frame;
  if (frame != scopes_[owner].frame) {
    symbol = Touch(frame, name);
    symbols_[symbol].flags |= scopes_[owner].kind == ScopeKind::kModule ? Symbol::kDeclaredGlobal : Symbol::kDeclaredNonlocal;
    Bind(symbol);
  }
  row_data_[row + 1] = symbol.value();
  return row + 2;
}

// ---- Patterns of match ------------------------------------------------------------------------------------------------------

void Scopes::ScanDottedPattern(SyntaxNode dotted, bool is_class, ScopeId scope) {
  const SyntaxNode first = dotted.first_child();
  if (!first.IsValid() || first.kind() != SyntaxKind::kIdentifier) return;
  const bool is_capture = !is_class && dotted.size() == 2;
  for (const SyntaxNode part : dotted.children()) {
    if (part == first) continue;
    row_data_[RowOf(part)] = NameAt(RowOf(part)).value();
  }
  if (is_capture) {
    BindName(scope, RowOf(first));
  } else {
    row_data_[RowOf(first)] = Touch(scope, NameAt(RowOf(first))).value();
  }
}

void Scopes::ScanCasePattern(SyntaxNode pattern, ScopeId scope) {
  const std::uint32_t end = RowOf(pattern) + pattern.size();
  for (std::uint32_t row = RowOf(pattern) + 1; row < end;) {
    const SyntaxNode node = NodeAt(row);
    switch (node.kind()) {
      case SyntaxKind::kClassPattern: {
        const SyntaxNode name = node.first_child();
        if (name.IsValid() && name.kind() == SyntaxKind::kDottedName) {
          ScanDottedPattern(name, true, scope);
          row += 1 + name.size();
          continue;
        }
        break;
      }
      case SyntaxKind::kDottedName:
        ScanDottedPattern(node, false, scope);
        row += node.size();
        continue;
      case SyntaxKind::kKeywordPattern:
        if (node.HasChildren() && node.first_child().kind() == SyntaxKind::kIdentifier) {
          row_data_[row + 1] = NameAt(row + 1).value();
          row += 2;
          continue;
        }
        break;
      case SyntaxKind::kIdentifier:  // of `as` and of a splat
        BindName(scope, row);
        break;
      case SyntaxKind::kError:
        scopes_[scopes_[scope].frame].has_error = true;
        row += node.size();
        continue;
      default:
        break;
    }
    ++row;
  }
}

// ---- New scopes -------------------------------------------------------------------------------------------------------------

void Scopes::AddParameter(SyntaxNode identifier, ScopeId function) {
  if (!identifier.IsValid() || identifier.kind() != SyntaxKind::kIdentifier) return;
  const std::uint32_t row = RowOf(identifier);
  const NameId name = NameAt(row);
  const SymbolId symbol = Touch(function, name);
  row_data_[row] = symbol.value();
  if (symbols_[symbol].Has(Symbol::kParameter)) {
    problems_.push_back({ScopeProblem::Kind::kDuplicateParameter, identifier.range(), name, function});
    row_data_[row] = kNothing;
    return;
  }
  symbols_[symbol].flags |= Symbol::kParameter;
  Bind(symbol);
}

void Scopes::ScanParameter(SyntaxNode parameter, ScopeId function, ScopeId around) {
  switch (parameter.kind()) {
    case SyntaxKind::kIdentifier:
      AddParameter(parameter, function);
      return;
    case SyntaxKind::kTypedParameter:
      if (parameter.HasChildren()) ScanParameter(parameter.first_child(), function, around);
      return;
    case SyntaxKind::kListSplatPattern:
    case SyntaxKind::kDictionarySplatPattern:
      AddParameter(parameter.first_child(), function);
      return;
    case SyntaxKind::kDefaultParameter:
    case SyntaxKind::kTypedDefaultParameter: {
      AddParameter(parameter.child(SyntaxField::kName), function);
      const SyntaxNode value = parameter.child(SyntaxField::kValue);
      if (value.IsValid()) PushScan(RowOf(value), RowOf(value) + value.size(), around);
      return;
    }
    case SyntaxKind::kError:
      scopes_[function].has_error = true;
      return;
    default:
      return;
  }
}

void Scopes::ScanParameters(SyntaxNode parameters, ScopeId function, ScopeId around) {
  if (!parameters.IsValid()) return;
  const std::size_t first = tasks_.size();
  for (const SyntaxNode parameter : parameters.children()) ScanParameter(parameter, function, around);
  // The work list is a stack: defaults are taken from it in order of the source.
  for (std::size_t i = first, j = tasks_.size(); i + 1 < j; ++i) std::swap(tasks_[i], tasks_[--j]);
}

void Scopes::OpenFunction(const Task& task, std::uint32_t row) {
  PushRest(task, row);
  const SyntaxNode node = NodeAt(row);
  const SyntaxNode name = node.child(SyntaxField::kName);
  const std::uint32_t decorated = pending_decorated_;
  pending_decorated_ = 0;
  SymbolId bound;
  if (name.IsValid()) bound = BindName(task.scope, RowOf(name));
  const ScopeId id = AddScope(ScopeKind::kFunction, task.scope, row, bound.IsValid() ? symbols_[bound].name : lambda_name_);
  scopes_[id].is_async = node.IsAsync();
  scopes_[id].decorated = decorated;
  const SyntaxNode body = node.child(SyntaxField::kBody);
  if (body.IsValid()) PushScan(RowOf(body), RowOf(body) + body.size(), id);
  ScanParameters(node.child(SyntaxField::kParameters), id, task.scope);
}

void Scopes::OpenLambda(const Task& task, std::uint32_t row) {
  PushRest(task, row);
  const SyntaxNode node = NodeAt(row);
  const ScopeId id = AddScope(ScopeKind::kLambda, task.scope, row, lambda_name_);
  const SyntaxNode body = node.child(SyntaxField::kBody);
  if (body.IsValid()) PushScan(RowOf(body), RowOf(body) + body.size(), id);
  ScanParameters(node.child(SyntaxField::kParameters), id, task.scope);
}

void Scopes::OpenClass(const Task& task, std::uint32_t row) {
  PushRest(task, row);
  const SyntaxNode node = NodeAt(row);
  const SyntaxNode name = node.child(SyntaxField::kName);
  const std::uint32_t decorated = pending_decorated_;
  pending_decorated_ = 0;
  SymbolId bound;
  if (name.IsValid()) bound = BindName(task.scope, RowOf(name));
  const ScopeId id = AddScope(ScopeKind::kClass, task.scope, row, bound.IsValid() ? symbols_[bound].name : lambda_name_);
  scopes_[id].class_id = ClassId(classes_++);
  scopes_[id].decorated = decorated;
  const SyntaxNode body = node.child(SyntaxField::kBody);
  if (body.IsValid()) PushScan(RowOf(body), RowOf(body) + body.size(), id);
  const SyntaxNode bases = node.child(SyntaxField::kSuperclasses);
  if (bases.IsValid()) PushScan(RowOf(bases), RowOf(bases) + bases.size(), task.scope);
}

// The first iterable is evaluated in the scope around, everything else in the comprehension's own.
void Scopes::OpenComprehension(const Task& task, std::uint32_t row) {
  PushRest(task, row);
  const SyntaxNode node = NodeAt(row);
  const bool is_generator = node.kind() == SyntaxKind::kGeneratorExpression;
  const ScopeId id = AddScope(is_generator ? ScopeKind::kGenerator : ScopeKind::kComprehension, task.scope, row, generator_name_);
  if (is_generator) {  // the parameter `.0`: the iterator of the first iterable
    const SymbolId first = Touch(id, names_->Intern(".0"));
    symbols_[first].flags |= Symbol::kParameter;
    Bind(first);
    scopes_[id].has_yield = true;
  }
  const std::uint32_t end = row + node.size();
  const SyntaxNode clause = node.child(SyntaxKind::kForInClause);
  const SyntaxNode first = clause.IsValid() ? clause.child(SyntaxField::kRight) : SyntaxNode();
  if (!first.IsValid()) {
    PushScan(row + 1, end, id);
    return;
  }
  const std::uint32_t first_row = RowOf(first);
  PushScan(first_row + first.size(), end, id);
  PushScan(row + 1, first_row, id);
  PushScan(first_row, first_row + first.size(), task.scope);
}

}  // namespace dangle
