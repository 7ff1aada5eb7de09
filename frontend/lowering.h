// The lowering of one module: what the files lower_*.cc share. Not for use outside of frontend/.
//
// Two habits carry it. An expression gives an Operand: with `move` it is a temporary that must be moved or dropped exactly once
// on each normal path, without it something else holds the value (a variable, or nobody: a constant). And a stack of contexts
// says what stands around a statement (loops, managers, finally bodies, caught exceptions): their temporaries survive into
// handlers, and return, break and continue undo them from the inside out.
#ifndef DANGLE_FRONTEND_LOWERING_H_
#define DANGLE_FRONTEND_LOWERING_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "frontend/lower.h"
#include "frontend/scopes.h"
#include "ir/builder.h"

namespace dangle {

// Nesting of expressions and statements beyond which a part becomes Unknown: CPython's own parser stops at 200 brackets and 100
// indents, and each level costs a few hundred bytes of our stack. Left-deep chains (a + b + c, a.b().c()) do not count.
inline constexpr int kMaxNesting = 400;
// A finally body is copied for each way of leaving, in finally bodies of finally bodies again: beyond this depth or size (about
// 64 blocks) one copy is shared by all ways, which then meet in it.
inline constexpr int kMaxNestedFinallyCopies = 2;
inline constexpr std::uint32_t kMaxCopiedFinallyRows = 800;
// Longer literals keep no text: names of modes, events and URL schemes are short.
inline constexpr std::size_t kMaxConstText = 64;

// Ways out of a statement other than its end and an exception.
enum class Way : std::uint8_t { kReturn, kBreak, kContinue };
inline constexpr std::size_t kWays = 3;

// What stands around the statement that is being lowered.
struct Context {
  enum class Kind : std::uint8_t {
    kLoop,       // iterator (if any) dies on break and return
    kWith,       // manager is exited
    kFinally,    // body is run: the way goes on there
    kTemporary,  // dies: a caught exception, a return value kept while a finally body runs
    kUnbind,     // the variable of `except … as` is unbound
  };
  Kind kind = Kind::kTemporary;
  bool is_async = false;
  ValueId temporary;
  SourceRange range;
  Handlers outer;                            // kWith: in force outside
  std::array<BlockId, kWays> targets;        // kLoop: break and continue; kFinally: where each way enters a copy of the body
  std::vector<ValueId> return_values;        // kFinally: one for each edge to the copy for return
  std::array<SourceRange, kWays> ways = {};  // kFinally: a statement that leaves this way
  SymbolId symbol;                           // kUnbind
};

struct LoweringScratch::State {
  Scopes scopes;
  FunctionBuilder builder;
  std::vector<Argument> arguments;
  std::vector<ValueId> values;
  std::vector<SyntaxNode> nodes;
  std::vector<Context> contexts;
  std::vector<ValueId> exceptions;
  std::vector<ValueId> survivors;
  PairMap imports;
  SyntaxParser parser;
};

class Lowering {
 public:
  Lowering(const SyntaxTree& tree, std::string_view text, NameCache& names, const LoweringOptions& options, LoweringScratch::State& state,
           Module& module);
  void Run();

 private:
  // An expression's value that several blocks give.
  struct Join {
    BlockId block;
    std::size_t first = 0;  // in values_
  };
  // A loop of a comprehension.
  struct ComprehensionLoop {
    ValueId iterator;
    bool is_temporary = true;
    BlockId header;
    BlockId exhausted;
    SourceRange range;
  };
  using ComprehensionLoops = absl::InlinedVector<ComprehensionLoop, 4>;
  struct ExceptClause;
  struct Finally;
  class Nesting;

  // ---- lowering.cc: emission, names, problems
  ValueId Emit(const Operation& operation, SourceRange range, bool is_implicit = false) { return builder_.Emit(operation, range, is_implicit); }
  Operand EmitValue(const Operation& operation, SourceRange range, bool is_implicit = false) {
    return Operand(builder_.Emit(operation, range, is_implicit), true);
  }
  Operand EmitNone(SourceRange range) { return Operand(Emit(Const{ConstKind::kNone, {}}, range, true)); }
  Operand EmitUnknown(SourceRange range) { return EmitValue(Unknown{}, range); }
  void JumpTo(BlockId block, SourceRange range) { Emit(Jump{block}, range, true); }
  void DropOperand(Operand operand, SourceRange range);
  static Operand Unmoved(Operand operand) { return Operand(operand.value()); }
  bool IsConst(Operand operand) const { return Is<Const>(builder_.InstructionOf(operand.value())); }
  // The value as a temporary of its own (or a constant), so that rebinding a variable cannot end it.
  Operand Own(Operand operand, SourceRange range);
  Join StartJoin();
  void JumpWith(const Join& join, Operand value, SourceRange range);
  Operand FinishJoin(const Join& join, SourceRange range);
  Operand ReadSymbol(SymbolId id, SourceRange range);
  void StoreSymbol(SymbolId id, Operand value, SourceRange range, bool is_implicit = false);
  void DeleteSymbol(SymbolId id, SourceRange range, bool is_implicit = false);
  std::string_view TextOf(SourceRange range) const { return text_.substr(range.begin, range.end - range.begin); }
  std::string_view TextOf(SyntaxNode node) const { return TextOf(node.range()); }
  NameId Intern(std::string_view text) { return names_.Intern(text); }
  void AddProblem(ProblemKind kind, SourceRange range, std::string message);
  void NestingProblem(SourceRange range);
  std::string FrameText() const;

  // ---- lower_module.cc: the module and its frames
  void LowerFrame(FunctionId id);
  void StartFrame();
  void LowerFrameBody(SyntaxNode node);
  void FinishFrame();
  void LowerSignature(SyntaxNode parameters);
  void AddParameter(SyntaxNode node, ParameterKind& kind);
  void CheckParameterOrder(SyntaxNode parameters);
  void DescribeClass(SyntaxNode node);
  void ReportScopeProblems();
  void ReportSyntaxErrors();
  void KeepComments();
  void FinishProblems();

  // ---- lower_statement.cc
  void LowerBlock(SyntaxNode block);
  void LowerStatement(SyntaxNode node);
  void LowerCompoundStatement(SyntaxNode node);
  void LowerExpressionStatement(SyntaxNode node);
  void LowerIf(SyntaxNode node);
  bool LowerIfClause(SyntaxNode clause, bool is_last, BlockId after);
  void LowerBranchBody(SyntaxNode body, BlockId block, bool was_reachable);
  void LowerReturn(SyntaxNode node);
  void LowerRaise(SyntaxNode node);
  void LowerAssert(SyntaxNode node);
  void LowerDelete(SyntaxNode node);
  void DeleteTarget(SyntaxNode node);
  void LowerPrint(SyntaxNode node);
  void LowerTypeAlias(SyntaxNode node);
  void Leave(Way way, Operand value, SourceRange range);

  // ---- lower_condition.cc
  void LowerCondition(SyntaxNode node, BlockId if_true, BlockId if_false);
  std::optional<bool> FoldCondition(SyntaxNode node) const;
  std::optional<bool> FoldComparison(SyntaxNode node) const;
  std::optional<bool> FoldVersion(SyntaxNode left, SyntaxKind op, SyntaxNode right) const;
  bool IsModuleAttribute(SyntaxNode node, std::string_view module, std::string_view name) const;

  // ---- lower_loop.cc
  void LowerFor(SyntaxNode node);
  void LowerWhile(SyntaxNode node);
  void LowerBreak(SyntaxNode node, Way way);

  // ---- lower_try.cc
  void LowerTry(SyntaxNode node);
  void LowerTryExcept(SyntaxNode node);
  void LowerDispatch(BlockId block, CatchKind kind, std::span<ExceptClause> clauses);
  Operand LowerExceptTypes(SyntaxNode clause);
  void LowerHandler(ExceptClause& clause, BlockId after);
  void LowerUnbindOnException(BlockId block, CatchKind kind, SymbolId symbol, SourceRange range);
  void LowerGroupHandlers(std::span<ExceptClause> clauses, BlockId on_raise, BlockId on_cancel, BlockId after);
  void LowerFinally(SyntaxNode node, SyntaxNode clause);
  void LowerFinallyCopies(Finally& finally, BlockId after);
  void LowerFinallyShared(Finally& finally, BlockId after);
  std::span<const ValueId> Survivors(std::size_t depth);
  std::span<const ValueId> Survivors() { return Survivors(contexts_.size()); }

  // ---- lower_with.cc
  void LowerWith(SyntaxNode node);
  void LowerExitOnException(BlockId block, CatchKind kind, ValueId manager, bool is_async, SourceRange range, BlockId after);

  // ---- lower_match.cc
  void LowerMatch(SyntaxNode node);
  void LowerCase(SyntaxNode node, Operand subject, bool takes_subject, BlockId after);
  struct Pattern;
  void MatchPattern(SyntaxNode node, ValueId subject, Pattern& pattern);
  void MatchSequence(SyntaxNode node, ValueId subject, Pattern& pattern, bool is_case = false);
  void MatchMapping(SyntaxNode node, ValueId subject, Pattern& pattern);
  void MatchClass(SyntaxNode node, ValueId subject, Pattern& pattern);
  void MatchPositional(SyntaxNode node, Operand cls, std::uint32_t index, ValueId subject, Pattern& pattern);
  void MatchAlternatives(SyntaxNode node, ValueId subject, Pattern& pattern);
  void MatchValue(SyntaxNode node, bool is_negative, ValueId subject, Pattern& pattern);
  void TestPattern(Operand condition, Pattern& pattern, SourceRange range);
  void BindCaptures(Pattern& pattern, std::size_t first);
  void DropPatternTemporaries(const Pattern& pattern, std::size_t first, SourceRange range);
  Operand LowerDottedName(SyntaxNode node);
  Operand LowerPatternLiteral(SyntaxNode node, bool is_negative);

  // ---- lower_assignment.cc
  void LowerAssignment(SyntaxNode node);
  std::optional<std::size_t> PlainCount(SyntaxNode list) const;
  bool LowerParallelAssignment(SyntaxNode left, SyntaxNode right);
  void LowerAnnotation(SyntaxNode target, SyntaxNode type, bool has_value);
  void StoreTarget(SyntaxNode target, Operand value);
  void UnpackTargets(SyntaxNode target, Operand value);
  void LowerAugmentedAssignment(SyntaxNode node);
  void NoteExportedNames(SyntaxNode target, SyntaxNode value, bool is_more);
  void LowerImport(SyntaxNode node);
  void LowerImportFrom(SyntaxNode node);
  void EmitImport(const Import& import, SyntaxNode at, SyntaxNode bound);

  // ---- lower_expression.cc
  Operand LowerExpression(SyntaxNode node);
  Operand LowerCompoundExpression(SyntaxNode node);
  Operand LowerIdentifier(SyntaxNode node);
  Operand LowerNumber(SyntaxNode node);
  Operand LowerPostfix(SyntaxNode node);
  Operand LowerSubscript(SyntaxNode node, Operand object);
  Operand LowerIndex(SyntaxNode subscript);
  Operand LowerSlice(SyntaxNode node);
  Operand LowerBinary(SyntaxNode node);
  Operand LowerUnary(SyntaxNode node);
  Operand LowerBoolean(SyntaxNode node);
  Operand LowerComparison(SyntaxNode node);
  Operand LowerConditional(SyntaxNode node);
  Operand LowerNamed(SyntaxNode node);
  Operand LowerAwait(SyntaxNode node);
  Operand LowerYield(SyntaxNode node);
  Operand LowerContainer(SyntaxNode node, ContainerKind kind);
  Operand LowerDictionary(SyntaxNode node);
  bool IsStarred(SyntaxNode node) const;
  void PushElement(SyntaxNode node);
  Operand FinishContainer(ContainerKind kind, std::size_t first, SourceRange range);
  static SyntaxNode StripParentheses(SyntaxNode node);
  static SyntaxNode FirstExpression(SyntaxNode node);

  // ---- lower_string.cc
  Operand LowerString(SyntaxNode node);
  Operand LowerConcatenatedString(SyntaxNode node);
  void PushInterpolations(SyntaxNode node);
  NameId PlainText(SyntaxNode string);
  std::optional<std::string_view> PlainContent(SyntaxNode string) const;

  // ---- lower_call.cc
  Operand LowerCall(SyntaxNode node, Operand callee);
  void PushArguments(SyntaxNode list);
  void PushArgument(SyntaxNode node);

  // ---- lower_comprehension.cc
  Operand LowerComprehension(SyntaxNode node);
  Operand LowerGeneratorExpression(SyntaxNode node);
  void LowerGeneratorBody(SyntaxNode node);
  void OpenLoops(SyntaxNode node, ValueId first_iterator, bool first_is_temporary, ComprehensionLoops& loops);
  void OpenLoop(SyntaxNode clause, ValueId iterator, bool is_temporary, ComprehensionLoops& loops);
  void CloseLoops(ComprehensionLoops& loops);
  void UnbindComprehensionVariables(SyntaxNode node);
  void LowerComprehensionCleanup(BlockId block, CatchKind kind, SyntaxNode node);

  // ---- lower_function.cc: defs, lambdas, classes
  Operand LowerClosure(SyntaxNode node);
  void LowerDefinition(SyntaxNode node);
  Operand LowerClassDefinition(SyntaxNode node);

  // ---- lower_annotation.cc: static expressions
  ExpressionId StaticExpression(SyntaxNode node);
  ExpressionId StaticPart(SyntaxNode node, int depth, bool is_literal);
  ExpressionId StaticCompound(SyntaxNode node, int depth, bool is_literal);
  ExpressionId StaticString(SyntaxNode node, int depth, bool is_literal);
  ExpressionId StaticDotted(std::string_view text, std::uint32_t begin);
  ExpressionId StaticUnion(SyntaxNode node, int depth, bool is_literal);
  ExpressionId StaticSubscript(SyntaxNode node, int depth, bool is_literal);
  ExpressionId StaticCall(SyntaxNode node, int depth);
  ExpressionId AddExpression(ExpressionKind kind, NameId name, std::span<const ExpressionId> children, SourceRange range);
  SourceRange StaticRange(SyntaxNode node) const;
  std::string_view StaticText(SyntaxNode node) const;

  // ---- async_checks.cc: what CPython rejects and the grammar accepts
  void CheckAwait(SyntaxNode node, std::string_view construct);
  void CheckAsyncComprehension(SyntaxNode node);
  void CheckYield(SyntaxNode node);
  void CheckReturn(SyntaxNode node, bool has_value);
  void CheckIdentifier(SyntaxNode node);
  void CheckNumber(SyntaxNode node);
  void CheckString(SyntaxNode node);
  void CheckFutureImport(SyntaxNode node);

  const SyntaxTree& tree_;
  std::string_view text_;
  NameCache& names_;
  const LoweringOptions& options_;
  Module& module_;
  Scopes& scopes_;
  FunctionBuilder& builder_;
  std::vector<Argument>& arguments_;  // stacks: each user takes what it has put on
  std::vector<ValueId>& values_;
  std::vector<SyntaxNode>& nodes_;
  std::vector<Context>& contexts_;
  std::vector<ValueId>& exceptions_;  // caught exceptions around the statement, for a bare `raise`
  std::vector<ValueId>& survivors_;
  PairMap& imports_;  // (row, position) → import, since copies of a finally body import the same
  SyntaxParser& parser_;

  ScopeId frame_id_;
  const Scope* frame_ = nullptr;
  Function* function_ = nullptr;
  FunctionId function_id_;
  int nesting_ = 0;
  int finally_copies_ = 0;                     // finally bodies around the statement that are copies
  std::uint32_t accepted_star_ = 0xFFFFFFFFU;  // offset of a star that was taken care of
  int type_only_ = 0;                          // branches around the statement that were folded away
  std::string_view static_text_;               // of the annotation that is read, with the offset of its first byte
  std::uint32_t static_offset_ = 0;
};

// Counts a level of nesting while it lives.
class Lowering::Nesting {
 public:
  explicit Nesting(Lowering& lowering) : lowering_(lowering) { ++lowering_.nesting_; }
  ~Nesting() { --lowering_.nesting_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  bool IsTooDeep() const { return lowering_.nesting_ > kMaxNesting; }

 private:
  Lowering& lowering_;
};

}  // namespace dangle

#endif  // DANGLE_FRONTEND_LOWERING_H_
