#include "frontend/lowering.h"

namespace dangle {

// One import for each name of the statement. `at`: where the name stands, and what copies of a finally body know it by.
void Lowering::EmitImport(const Import& import, SyntaxNode at, SyntaxNode bound) {
  const auto row = static_cast<std::uint32_t>(at.record() - tree_.records().data());
  std::uint32_t& entry = imports_.At(row, 0);
  if (entry == PairMap::kAbsent) {
    Import added = import;
    added.range = at.range();
    added.function = function_id_;
    added.is_type_only = type_only_ > 0;
    entry = module_.imports.push_back(added).value();
  }
  const Operand value = EmitValue(ImportName{ImportId(entry)}, at.range());
  if (bound.IsValid() && !bound.IsMissing()) {
    StoreSymbol(scopes_.SymbolOf(bound), value, at.range());
  } else {
    DropOperand(value, at.range());
  }
}

void Lowering::LowerImport(SyntaxNode node) {
  if (node.kind() != SyntaxKind::kImportStatement) return LowerImportFrom(node);
  for (const SyntaxNode child : node.children()) {
    if (child.field() != SyntaxField::kName) continue;
    const bool has_alias = child.kind() == SyntaxKind::kAliasedImport;
    const SyntaxNode dotted = has_alias ? child.child(SyntaxField::kName) : child;
    const SyntaxNode bound = has_alias ? child.child(SyntaxField::kAlias) : child.first_child();
    if (!dotted.IsValid() || !bound.IsValid() || bound.kind() != SyntaxKind::kIdentifier) continue;
    Import import;
    import.module = Intern(TextOf(dotted));
    import.bound_name = Intern(TextOf(bound));
    import.has_alias = has_alias;
    EmitImport(import, child, bound);
  }
}

void Lowering::LowerImportFrom(SyntaxNode node) {
  Import from;
  if (node.kind() == SyntaxKind::kFutureImportStatement) {
    from.module = Intern("__future__");
    CheckFutureImport(node);
  } else if (const SyntaxNode module = node.child(SyntaxField::kModuleName); module.IsValid()) {
    SyntaxNode dotted = module;
    if (module.kind() == SyntaxKind::kRelativeImport) {
      if (const SyntaxNode dots = module.child(SyntaxKind::kImportPrefix); dots.IsValid()) {
        for (const char c : TextOf(dots)) from.level = static_cast<std::uint8_t>(from.level + (c == '.' ? 1 : 0));
      }
      dotted = module.child(SyntaxKind::kDottedName);
    }
    if (dotted.IsValid()) from.module = Intern(TextOf(dotted));
  }
  for (const SyntaxNode child : node.children()) {
    Import import = from;
    if (child.kind() == SyntaxKind::kWildcardImport) {
      if (frame_->kind != ScopeKind::kModule) AddProblem(ProblemKind::kSyntax, child.range(), "`import *` is only allowed at module level");
      import.is_star = true;
      EmitImport(import, child, {});
      continue;
    }
    if (child.field() != SyntaxField::kName) continue;
    import.has_alias = child.kind() == SyntaxKind::kAliasedImport;
    const SyntaxNode name = import.has_alias ? child.child(SyntaxField::kName) : child;
    const SyntaxNode bound = import.has_alias ? child.child(SyntaxField::kAlias) : child.first_child();
    if (!name.IsValid() || !bound.IsValid() || bound.kind() != SyntaxKind::kIdentifier) continue;
    import.name = Intern(TextOf(name));
    import.bound_name = Intern(TextOf(bound));
    if (node.kind() == SyntaxKind::kFutureImportStatement && TextOf(name) == "annotations") module_.future_annotations = true;
    EmitImport(import, child, bound);
  }
}

}  // namespace dangle
