// Scopes: which names of each scope are local, captured, free, global or of a namespace, decided before a file is lowered.
//
//   def counter():
//       n = 0                 n: a cell of counter (step captures it), bound once here and written by step
//       def step():
//           nonlocal n        n: a free slot of step, which is counter's n
//           n += 1
//           print(n)          print: global
//       return [step for i in range(2)]     i: a slot of counter's frame, visible only in the comprehension
//
// One scan over the rows of the tree with an explicit work list: defaults, decorators, bases and first iterables belong to the
// scope around. Each identifier is interned here, once; lowering finds what an identifier means by its row.
//
// Source: Python language reference 4.2 (naming and binding), PEP 227, 3104, 572, 695; CPython's symtable.c for what is visible
// where.
#ifndef DANGLE_FRONTEND_SCOPES_H_
#define DANGLE_FRONTEND_SCOPES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "frontend/syntax.h"
#include "ir/ids.h"

namespace dangle {

struct ScopeTag {};
struct SymbolTag {};
using ScopeId = Id<ScopeTag>;
using SymbolId = Id<SymbolTag>;

// kComprehension: of a list, set or dict, in place in the frame around it. Every other kind has a frame of its own.
enum class ScopeKind : std::uint8_t { kModule, kClass, kFunction, kLambda, kGenerator, kComprehension };

struct Scope {
  ScopeKind kind = ScopeKind::kModule;
  bool is_async = false;   // `async def`
  bool has_await = false;  // of a frame: await, async for, async with, or an async comprehension stands in it
  bool has_yield = false;  // of a frame
  bool has_error = false;  // of a frame: a damaged part stands in it
  ScopeId parent;
  ScopeId frame;                // where its variables live: itself, but for comprehensions
  FunctionId function;          // of a frame
  ClassId class_id;             // of a class
  std::uint32_t row = 0;        // of the def, class, lambda, comprehension
  std::uint32_t decorated = 0;  // row of the decorated_definition around it, 0 if none
  NameId name;
  NameId qualified_name;
  SymbolId first_slot;  // of a frame: symbols with a slot there, in order of their slots, through Symbol::next_slot
  SymbolId last_slot;
  std::uint32_t slot_count = 0;
};

// How a name is read and written in its scope.
enum class Access : std::uint8_t { kGlobal, kNamespace, kSlot };

struct Symbol {
  static constexpr std::uint8_t kParameter = 1;
  static constexpr std::uint8_t kBound = 2;
  static constexpr std::uint8_t kDeclaredGlobal = 4;
  static constexpr std::uint8_t kDeclaredNonlocal = 8;
  static constexpr std::uint8_t kRebindsInside = 16;  // a walrus binds it inside an expression, so a read operand may be outlived
  static constexpr std::uint8_t kCaptured = 32;       // an inner frame reads or writes it
  static constexpr std::uint8_t kWrittenInside = 64;  // an inner frame writes it
  static constexpr std::uint8_t kPassThrough = 128;   // a free slot that this frame has for an inner one, or for itself

  NameId name;
  ScopeId scope;
  std::uint8_t flags = 0;
  Access access = Access::kGlobal;
  SymbolId home;       // the symbol that has the slot (itself, or another of the same frame); invalid without a slot
  SymbolId outer;      // of a free slot: the symbol with the slot in the enclosing frame
  SymbolId next_slot;  // the next symbol with a slot in the same frame
  SlotId slot;         // in the frame of its scope

  bool Has(std::uint8_t flag) const { return (flags & flag) != 0; }
};

// A complaint of the symbol table: what CPython's rejects.
struct ScopeProblem {
  enum class Kind : std::uint8_t { kNonlocalAtModule, kNonlocalUnbound, kGlobalParameter, kDuplicateParameter };
  Kind kind = Kind::kNonlocalAtModule;
  SourceRange range;
  NameId name;
  ScopeId scope;
};

// A map from pairs of numbers to numbers that is emptied in no time: open addressing with a stamp.
class PairMap {
 public:
  static constexpr std::uint32_t kAbsent = 0xFFFFFFFFU;
  PairMap() : entries_(kFirstSize) {}
  void Clear();
  // The value of the pair, for reading and writing; kAbsent where it is new.
  std::uint32_t& At(std::uint32_t first, std::uint32_t second);
  std::uint32_t Find(std::uint32_t first, std::uint32_t second) const;

 private:
  static constexpr std::size_t kFirstSize = 256;
  struct Entry {
    std::uint32_t first = 0;
    std::uint32_t second = 0;
    std::uint32_t value = 0;
    std::uint32_t stamp = 0;
  };
  std::size_t Home(std::uint32_t first, std::uint32_t second) const;
  void Grow();

  std::vector<Entry> entries_;
  std::size_t used_ = 0;
  std::uint32_t stamp_ = 1;
};

// The scopes of one file. One object serves file after file.
class Scopes {
 public:
  void Build(const SyntaxTree& tree, std::string_view text, NameCache& names);

  const IdVector<ScopeId, Scope>& scopes() const { return scopes_; }
  const Scope& operator[](ScopeId id) const { return scopes_[id]; }
  const Symbol& operator[](SymbolId id) const { return symbols_[id]; }
  const std::vector<ScopeProblem>& problems() const { return problems_; }
  std::size_t function_count() const { return frames_.size(); }
  std::size_t class_count() const { return classes_; }
  // The scope of a function, by the order of functions in the module.
  ScopeId FrameOf(FunctionId function) const { return frames_[function.value()]; }

  // What an identifier that is read or bound as a variable means.
  SymbolId SymbolOf(SyntaxNode identifier) const { return SymbolId(row_data_[RowOf(identifier)]); }
  // The name of an identifier that is no variable: attribute, keyword.
  NameId NameOf(SyntaxNode identifier) const { return NameId(row_data_[RowOf(identifier)]); }
  // The scope that a def, class, lambda or comprehension opens.
  ScopeId ScopeOf(SyntaxNode node) const { return ScopeId(row_data_[RowOf(node)]); }

 private:
  static constexpr std::uint32_t kNothing = 0xFFFFFFFFU;
  // Thousands of nested lambdas would make names of quadratic size; beyond this a name stands without what is around it.
  static constexpr std::size_t kMaxQualifiedName = 1000;

  // Rows still to be scanned. Between `target_end` and `load_end` (of the nearest subscript or attribute) identifiers are bound.
  struct Task {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    ScopeId scope;
    std::uint32_t target_end = 0;
    std::uint32_t load_end = 0;
  };

  std::uint32_t RowOf(SyntaxNode node) const { return static_cast<std::uint32_t>(node.record() - rows_); }
  SyntaxNode NodeAt(std::uint32_t row) const { return SyntaxNode(rows_ + row); }
  NameId NameAt(std::uint32_t row);

  // scopes.cc: the scan.
  void ScanTask();
  bool ScanRow(Task& task, std::uint32_t& row);
  void ScanIdentifier(const Task& task, std::uint32_t row);
  void StartTargets(Task& task, SyntaxNode target);
  void ScanImport(SyntaxNode node, ScopeId scope);
  void ScanDeclaration(SyntaxNode node, ScopeId scope);
  void ScanCasePattern(SyntaxNode pattern, ScopeId scope);
  void ScanDottedPattern(SyntaxNode dotted, bool is_class, ScopeId scope);
  std::uint32_t ScanWalrus(std::uint32_t row, ScopeId scope);
  void OpenFunction(const Task& task, std::uint32_t row);
  void ScanParameters(SyntaxNode parameters, ScopeId function, ScopeId around);
  void ScanParameter(SyntaxNode parameter, ScopeId function, ScopeId around);
  void AddParameter(SyntaxNode identifier, ScopeId function);
  void OpenClass(const Task& task, std::uint32_t row);
  void OpenLambda(const Task& task, std::uint32_t row);
  void OpenComprehension(const Task& task, std::uint32_t row);
  void PushRest(const Task& task, std::uint32_t row);
  void PushScan(std::uint32_t begin, std::uint32_t end, ScopeId scope);

  ScopeId AddScope(ScopeKind kind, ScopeId parent, std::uint32_t row, NameId name);
  NameId QualifiedName(ScopeId parent, NameId name);
  SymbolId Touch(ScopeId scope, NameId name);
  void Bind(SymbolId symbol);
  SymbolId BindName(ScopeId scope, std::uint32_t row);

  // scopes_resolve.cc: what each symbol is.
  void Resolve();
  void ResolveSymbol(SymbolId id);
  void ResolveUpwards(SymbolId id);
  SymbolId CaptureInto(ScopeId frame, SymbolId owner);
  void GiveSlot(SymbolId id);
  bool IsOwn(const Symbol& symbol) const;

  const SyntaxRecord* rows_ = nullptr;
  std::string_view text_;
  NameCache* names_ = nullptr;
  IdVector<ScopeId, Scope> scopes_;
  IdVector<SymbolId, Symbol> symbols_;
  std::vector<ScopeId> frames_;
  std::size_t classes_ = 0;
  std::vector<std::uint32_t> row_data_;
  std::vector<ScopeProblem> problems_;
  std::vector<Task> tasks_;
  std::uint32_t pending_decorated_ = 0;
  PairMap symbol_of_;   // (scope, name) → symbol
  PairMap capture_of_;  // (frame, owner's symbol) → free symbol
  std::string qualified_;
  NameId lambda_name_;
  NameId generator_name_;
};

}  // namespace dangle

#endif  // DANGLE_FRONTEND_SCOPES_H_
