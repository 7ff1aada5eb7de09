// A module after lowering: its functions, classes, imports, and the static expressions (annotations, decorators, bases) that
// semantics reads without running anything. Const once lowered; the syntax tree is gone by then.
//
//   from .db import Pool          imports[0]:  level 1, module "db", name "Pool"
//   class App(Base[int]):         classes[0]:  bases = [Base[int]]
//       pool: Pool | None = None  its body's name_annotations: pool: Pool | None
//
// Source: Python language reference 5 (imports), 8.8 (classes); PEP 484, 563, 604 for annotations.
#ifndef DANGLE_IR_MODULE_H_
#define DANGLE_IR_MODULE_H_

#include <string>
#include <vector>

#include "ir/function.h"

namespace dangle {

// A static expression: the part of Python's expressions that annotations, decorators and bases are made of. A string annotation is
// parsed and stands here as what it says. Children are in Module::expression_children.
enum class ExpressionKind : std::uint8_t {
  kName,       // name
  kAttribute,  // child 0 . name
  kSubscript,  // child 0 [ children 1… ]
  kUnion,      // X | Y: children
  kNone,       // None
  kEllipsis,   // ...
  kLiteral,    // a number, a string inside Literal[…] or a call: name is its text if short
  kList,       // [X, Y] of Callable, or a tuple
  kCall,       // child 0 ( children 1… ): of decorators and bases
  kUnknown,    // anything else
};

struct Expression {
  ExpressionKind kind = ExpressionKind::kUnknown;
  NameId name;
  PoolRange children;
  SourceRange range;
};

struct Import {
  NameId module;           // dotted text as written, without the dots of a relative import; invalid for `from . import x`
  NameId name;             // of `from module import name`; invalid for `import module`
  NameId bound_name;       // what is bound: alias, name, or the first part of the module
  std::uint8_t level = 0;  // leading dots
  bool is_star = false;
  bool has_alias = false;
  bool is_type_only = false;  // under TYPE_CHECKING, or on a folded-away branch
  FunctionId function;        // in whose body it stands
  SourceRange range;
};

struct ClassDeclaration {
  NameId name;
  NameId qualified_name;
  FunctionId body;                  // its methods are functions with `owner` = this class
  FunctionId parent;                // in whose body the class statement stands
  std::vector<ExpressionId> bases;  // positional ones, as written
  ExpressionId metaclass;
  std::vector<ExpressionId> decorators;
  SourceRange range;
  SourceRange name_range;
};

// What Python's compiler would reject, or what could not be read: DNG902 (kSyntax) and DNG204 (kAsync).
enum class ProblemKind : std::uint8_t { kSyntax, kAsync, kBudget };
struct SyntaxProblem {
  ProblemKind kind = ProblemKind::kSyntax;
  SourceRange range;
  std::string message;  // a sentence; for kAsync it names the construct and the function
  FunctionId function;  // where it stands, if known
};

// A comment that suppresses findings, or a test directive; the text without '#', trimmed.
struct Comment {
  SourceRange range;
  bool own_line = false;
};

struct Module {
  FileId file;
  NameId name;                               // dotted, "pkg.app"; as the project's import roots make it
  bool is_package = false;                   // an __init__ file
  bool is_stub = false;                      // .pyi
  FunctionId body;                           // the module body, always functions[0]
  IdVector<FunctionId, Function> functions;  // in order of the source; a function comes after what encloses it
  IdVector<ClassId, ClassDeclaration> classes;
  IdVector<ImportId, Import> imports;
  IdVector<ExpressionId, Expression> expressions;
  std::vector<ExpressionId> expression_children;  // pool
  std::vector<SyntaxProblem> problems;
  std::vector<Comment> comments;       // only those that may mute a finding
  std::vector<NameId> exported_names;  // literal __all__, if the module has one
  bool has_all = false;
  bool future_annotations = false;

  std::span<const ExpressionId> ChildrenOf(ExpressionId id) const {
    const PoolRange range = expressions[id].children;
    return {expression_children.data() + range.begin, range.size};
  }
};

}  // namespace dangle

#endif  // DANGLE_IR_MODULE_H_
