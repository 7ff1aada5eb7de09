#include "frontend/lowering.h"

#include <utility>

namespace dangle {

LoweringScratch::LoweringScratch() : state_(std::make_unique<State>()) {}
LoweringScratch::~LoweringScratch() = default;
LoweringScratch::LoweringScratch(LoweringScratch&&) noexcept = default;
LoweringScratch& LoweringScratch::operator=(LoweringScratch&&) noexcept = default;

Lowering::Lowering(const SyntaxTree& tree, std::string_view text, NameCache& names, const LoweringOptions& options, LoweringScratch::State& state,
                   Module& module)
    : tree_(tree),
      text_(text),
      names_(names),
      options_(options),
      module_(module),
      scopes_(state.scopes),
      builder_(state.builder),
      arguments_(state.arguments),
      values_(state.values),
      nodes_(state.nodes),
      contexts_(state.contexts),
      exceptions_(state.exceptions),
      survivors_(state.survivors),
      imports_(state.imports),
      parser_(state.parser) {}

// ---- Temporaries ------------------------------------------------------------------------------------------------------------

void Lowering::DropOperand(Operand operand, SourceRange range) {
  if (operand.is_move()) Emit(Drop{{}, operand.value()}, range, true);
}

Operand Lowering::Own(Operand operand, SourceRange range) {
  if (operand.is_move() || !builder_.IsReachable() || IsConst(operand)) return operand;
  return EmitValue(Hold{operand.value()}, range, true);
}

// ---- Values that several blocks give -----------------------------------------------------------------------------------------

Lowering::Join Lowering::StartJoin() { return {builder_.NewBlock(), values_.size()}; }

void Lowering::JumpWith(const Join& join, Operand value, SourceRange range) {
  if (!builder_.IsReachable()) return;
  values_.push_back(value.value());
  JumpTo(join.block, range);
}

Operand Lowering::FinishJoin(const Join& join, SourceRange range) {
  builder_.SealAndStart(join.block);
  const std::span<const ValueId> values = std::span<const ValueId>(values_).subspan(join.first);
  const bool is_reachable = builder_.IsReachable();
  const ValueId merged = builder_.MergeValues(values, range);
  values_.resize(join.first);
  return Operand(merged, is_reachable);
}

// ---- Names ------------------------------------------------------------------------------------------------------------------

Operand Lowering::ReadSymbol(SymbolId id, SourceRange range) {
  const Symbol& symbol = scopes_[id];
  switch (symbol.access) {
    case Access::kGlobal:
      return EmitValue(LoadName{symbol.name, NameScope::kGlobal}, range);
    case Access::kNamespace:
      return EmitValue(LoadName{symbol.name, NameScope::kNamespace}, range);
    case Access::kSlot:
      break;
  }
  const Operand value = builder_.ReadVariable(symbol.slot, range);
  // `f(x, (x := 1))`: the first x must outlive the binding.
  return scopes_[symbol.home].Has(Symbol::kRebindsInside) ? Own(value, range) : value;
}

void Lowering::StoreSymbol(SymbolId id, Operand value, SourceRange range, bool is_implicit) {
  const Symbol& symbol = scopes_[id];
  if (symbol.access == Access::kSlot) {
    builder_.BindVariable(symbol.slot, value, range, is_implicit);
  } else {
    const NameScope scope = symbol.access == Access::kGlobal ? NameScope::kGlobal : NameScope::kNamespace;
    Emit(StoreName{symbol.name, value, scope}, range, is_implicit);
  }
}

void Lowering::DeleteSymbol(SymbolId id, SourceRange range, bool is_implicit) {
  const Symbol& symbol = scopes_[id];
  if (symbol.access == Access::kSlot) {
    builder_.UnbindVariable(symbol.slot, range, is_implicit);
  } else {
    const NameScope scope = symbol.access == Access::kGlobal ? NameScope::kGlobal : NameScope::kNamespace;
    Emit(DeleteName{symbol.name, scope}, range, is_implicit);
  }
}

// ---- Problems ---------------------------------------------------------------------------------------------------------------

void Lowering::AddProblem(ProblemKind kind, SourceRange range, std::string message) {
  module_.problems.push_back({kind, range, std::move(message), function_id_});
}

void Lowering::NestingProblem(SourceRange range) {
  function_->is_incomplete = true;
  AddProblem(ProblemKind::kBudget, range, "nested deeper than " + std::to_string(kMaxNesting) + " levels: what is inside was not read");
}

// Where the code stands, for messages: "in `load`".
std::string Lowering::FrameText() const {
  const auto quoted = [&] { return "`" + std::string(names_.table().Text(frame_->qualified_name)) + "`"; };
  switch (frame_->kind) {
    case ScopeKind::kModule:
      return "at module level";
    case ScopeKind::kClass:
      return "in the body of class " + quoted();
    case ScopeKind::kLambda:
      return "in a lambda";
    case ScopeKind::kGenerator:
    case ScopeKind::kComprehension:
      return "in a generator expression";
    case ScopeKind::kFunction:
      break;
  }
  return "in the " + std::string(frame_->is_async ? "async function " : "function ") + quoted();
}

}  // namespace dangle
