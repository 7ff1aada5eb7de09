// What any checker may ask about one function: its instructions and the words of the code behind them.
//
//   await self.kill(process)       ShortText of the await's operand: 'self.kill(process)';  FunctionName: 'stop'
#ifndef DANGLE_CHECKERS_FUNCTION_CONTEXT_H_
#define DANGLE_CHECKERS_FUNCTION_CONTEXT_H_

#include <string>
#include <string_view>

#include "report/finding.h"
#include "semantics/program.h"

namespace dangle {

class FunctionContext {
 public:
  // Both outlive the context.
  FunctionContext(const Program& program, const SourceSet& sources, FunctionRef function) : program_(&program), sources_(&sources), ref_(function) {}

  // Of another function of the program.
  FunctionContext(const FunctionContext& other, FunctionRef function) : program_(other.program_), sources_(other.sources_), ref_(function) {}

  const Program& program() const { return *program_; }
  FunctionRef ref() const { return ref_; }
  const Function& function() const { return program_->function(ref_); }
  const Module& module() const { return program_->module(ref_.module); }
  const SourceFile& file() const { return (*sources_)[module().file]; }

  // ---- Places
  const Instruction& At(ValueId value) const { return function().instructions[value]; }
  SourceLocation LocationOf(SourceRange range) const { return {module().file, range}; }
  std::uint32_t LineOf(ValueId value) const { return file().LineOf(At(value).range.begin); }
  std::span<const TypeId> MembersAt(ValueId value) const { return program_->MembersOf(TypeAt(value)); }
  TypeId TypeAt(ValueId value) const { return program_->TypeOf(ref_, value); }
  // Does this call give a coroutine, whatever it runs?
  bool IsCoroutineCall(ValueId value) const { return Is<Call>(At(value)) && program_->IsOnly(TypeAt(value), TypeKind::kCoroutine); }

  // ---- Words
  std::string_view TextOf(SourceRange range) const { return file().TextOf(range); }
  // The text of an expression on one line: shortened to `f(…)` if it is long.
  std::string ShortText(ValueId value) const;
  // A value as one says it: of a variable or a nested function its name.
  std::string NameOf(ValueId value) const;
  // Where the value stands in `user`; all of `user` if it was made elsewhere.
  SourceRange RangeAt(ValueId value, ValueId user) const;
  // Of a module body the module's.
  std::string FunctionName() const;
  std::string QualifiedFunctionName() const { return program_->QualifiedName(ref_); }

 private:
  const Program* program_;
  const SourceSet* sources_;
  FunctionRef ref_;
};

// On one line, cut at a length that a message can bear.
std::string OneLine(std::string_view text);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_FUNCTION_CONTEXT_H_
