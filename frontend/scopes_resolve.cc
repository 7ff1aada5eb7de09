#include "frontend/scopes.h"

namespace dangle {

// Bound here and meant to be: the scope's own variable.
bool Scopes::IsOwn(const Symbol& symbol) const {
  return symbol.Has(Symbol::kBound) && !symbol.Has(Symbol::kDeclaredGlobal) && !symbol.Has(Symbol::kDeclaredNonlocal);
}

void Scopes::Resolve() {
  // Captures add symbols behind the ones that are resolved.
  const std::size_t count = symbols_.size();
  for (std::size_t i = 0; i < count; ++i) ResolveSymbol(SymbolId(i));
  // Slots in order: own variables first, parameters before the others, then free ones.
  for (std::size_t i = 0; i < symbols_.size(); ++i) {
    const SymbolId id(i);
    if (symbols_[id].home == id) GiveSlot(id);
  }
  for (Symbol& symbol : symbols_) {
    if (symbol.home.IsValid()) symbol.slot = symbols_[symbol.home].slot;
  }
}

void Scopes::GiveSlot(SymbolId id) {
  Scope& frame = scopes_[scopes_[symbols_[id].scope].frame];
  symbols_[id].slot = SlotId(frame.slot_count++);
  if (frame.last_slot.IsValid()) {
    symbols_[frame.last_slot].next_slot = id;
  } else {
    frame.first_slot = id;
  }
  frame.last_slot = id;
}

void Scopes::ResolveSymbol(SymbolId id) {
  Symbol& symbol = symbols_[id];
  const ScopeKind kind = scopes_[symbol.scope].kind;
  if (kind == ScopeKind::kModule) {
    symbol.access = Access::kNamespace;
  } else if (symbol.Has(Symbol::kDeclaredGlobal)) {
    symbol.access = Access::kGlobal;
  } else if (!IsOwn(symbol)) {
    ResolveUpwards(id);
  } else if (kind == ScopeKind::kClass) {
    symbol.access = Access::kNamespace;
  } else {
    symbol.access = Access::kSlot;
    symbol.home = id;
  }
}

// A name that is not the scope's own: looked for in the scopes around, classes left out.
void Scopes::ResolveUpwards(SymbolId id) {
  const Symbol symbol = symbols_[id];
  const ScopeId frame = scopes_[symbol.scope].frame;
  ScopeId at = scopes_[symbol.scope].parent;
  SymbolId owner;
  for (; scopes_[at].kind != ScopeKind::kModule; at = scopes_[at].parent) {
    if (scopes_[at].kind == ScopeKind::kClass) continue;
    const std::uint32_t found = symbol_of_.Find(at.value(), symbol.name.value());
    if (found == PairMap::kAbsent) continue;
    if (symbols_[SymbolId(found)].Has(Symbol::kDeclaredGlobal)) break;
    if (!IsOwn(symbols_[SymbolId(found)])) continue;
    owner = SymbolId(found);
    break;
  }
  if (!owner.IsValid()) {
    // A comprehension in the module body reads the namespace that its body runs in.
    symbols_[id].access = scopes_[frame].kind == ScopeKind::kModule ? Access::kNamespace : Access::kGlobal;
    // `__class__` is a cell that every method may name.
    if (symbol.Has(Symbol::kDeclaredNonlocal) && names_->table().Text(symbol.name) != "__class__") {
      problems_.push_back({ScopeProblem::Kind::kNonlocalUnbound, {}, symbol.name, symbol.scope});
    }
    return;
  }
  symbols_[id].access = Access::kSlot;
  if (scopes_[symbols_[owner].scope].frame == frame) {
    symbols_[id].home = owner;
    return;
  }
  symbols_[owner].flags |= Symbol::kCaptured;
  if (symbol.Has(Symbol::kBound)) symbols_[owner].flags |= Symbol::kWrittenInside;
  symbols_[id].home = CaptureInto(frame, owner);
}

// The free slot of a frame for a variable of a frame around it; every frame between has one too.
SymbolId Scopes::CaptureInto(ScopeId frame, SymbolId owner) {
  const ScopeId owner_frame = scopes_[symbols_[owner].scope].frame;
  SymbolId inner;  // the free symbol made last, one frame further in
  SymbolId result;
  for (ScopeId at = frame; at != owner_frame; at = scopes_[scopes_[at].parent].frame) {
    std::uint32_t& entry = capture_of_.At(at.value(), owner.value());
    const bool is_new = entry == PairMap::kAbsent;
    if (is_new) {
      Symbol free;
      free.name = symbols_[owner].name;
      free.scope = at;
      free.flags = Symbol::kPassThrough;
      free.access = Access::kSlot;
      free.home = symbols_.NextId();
      entry = symbols_.push_back(free).value();
    }
    const SymbolId here(entry);
    if (inner.IsValid()) symbols_[inner].outer = here;
    if (!result.IsValid()) result = here;
    if (!is_new) return result;  // the frames further out have theirs
    inner = here;
  }
  symbols_[inner].outer = owner;
  return result;
}

}  // namespace dangle
