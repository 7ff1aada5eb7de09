// Annotations, base classes and type aliases, read as types without running anything.
//
//   pool: "asyncpg.Pool | None"           asyncpg.Pool | None
//   Handler = Callable[[Request], T]      an alias; Handler in an annotation is that Callable
//   def run(coro: Takes[Await, Coroutine[Any, Any, T]]) -> T      words of the model language are seen through
//
// Source: PEP 484, 585, 604, 593 (Annotated), 613 (TypeAlias), 673 (Self).
#ifndef DANGLE_SEMANTICS_ANNOTATIONS_H_
#define DANGLE_SEMANTICS_ANNOTATIONS_H_

#include <vector>

#include "semantics/program_data.h"

namespace dangle {

// Aliases of aliases and nested type arguments are followed this deep; below it a type is unknown.
inline constexpr int kMaxAnnotationDepth = 24;

// What a static expression names, before it is taken as a type.
struct TypeForm {
  enum class Kind : std::uint8_t { kUnknown, kClass, kModule, kFunction, kType };
  Kind kind = Kind::kUnknown;
  ClassRef class_ref;
  bool is_subscripted = false;
  std::vector<TypeId> arguments;  // of kClass
  ModuleId module;
  FunctionRef function;
  TypeId type = kUnknownType;  // of kType: a union, alias, TypeVar
};

class AnnotationReader {
 public:
  explicit AnnotationReader(Program::Data& data) : data_(data) {}

  // The type that an annotation declares; `scope` is the function or body in which it is evaluated. Invalid id: it declares
  // nothing (bare `Final`, `TypeAlias`, an invalid expression id).
  TypeId Declared(ModuleId module, FunctionIndex scope, ExpressionId expression);
  // A base class, decorator or metaclass.
  TypeForm FormOf(ModuleId module, FunctionIndex scope, ExpressionId expression);
  // The class or function that a symbol is, imports followed.
  TypeForm FormOfSymbol(BodySymbolId symbol);

 private:
  TypeForm Evaluate(ModuleId module, FunctionIndex scope, ExpressionId expression, int depth);
  TypeForm EvaluateName(ModuleId module, FunctionIndex scope, NameId name, int depth);
  TypeForm EvaluateAttribute(const TypeForm& object, NameId name, int depth);
  TypeForm EvaluateTarget(const ImportTarget& target, int depth);
  TypeForm EvaluateSymbol(BodySymbolId symbol, int depth);
  TypeForm EvaluateDefinition(const BodySymbol& symbol, const Definition& definition, int depth);
  // An SSA value of a body: the right side of `Alias = …`.
  TypeForm EvaluateValue(ModuleId module, FunctionIndex body, ValueId value, int depth);
  TypeForm EvaluateCall(ModuleId module, FunctionIndex body, const Function& function, const Call& call, NameId bound_name, int depth);
  TypeForm EvaluateSubscript(ModuleId module, FunctionIndex scope, ExpressionId expression, int depth);
  bool EvaluateWord(ModuleId module, FunctionIndex scope, ExpressionId expression, int depth, TypeForm& result);
  TypeForm Subscript(const TypeForm& object, std::vector<TypeId> arguments, bool has_ellipsis);
  TypeId TypeOfExpression(ModuleId module, FunctionIndex scope, ExpressionId expression, int depth);
  TypeId ToType(const TypeForm& form);
  TypeId ToType(ClassRef class_ref, const std::vector<TypeId>& arguments);

  Program::Data& data_;
  NameId bound_name_;  // of the assignment whose value is read: names a TypeVar
};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_ANNOTATIONS_H_
