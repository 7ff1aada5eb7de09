#include "semantics/type_printer.h"

namespace dangle {

namespace {

class TypePrinter {
 public:
  explicit TypePrinter(const Program& program) : program_(program) {}

  void Print(TypeId id) {
    const Type& type = program_.type(id);
    switch (type.kind) {
      case TypeKind::kNothing:
        out_ += "Never";
        return;
      case TypeKind::kUnknown:
        out_ += "Unknown";
        return;
      case TypeKind::kNone:
        out_ += "None";
        return;
      case TypeKind::kTrue:
        out_ += "Literal[True]";
        return;
      case TypeKind::kFalse:
        out_ += "Literal[False]";
        return;
      case TypeKind::kInstance:
        PrintClass(type.class_ref);
        PrintArguments(type.arguments);
        return;
      case TypeKind::kClass:
        out_ += "type[";
        PrintClass(type.class_ref);
        out_ += ']';
        return;
      case TypeKind::kFunction:
        PrintFunction("function", type, 0);
        return;
      case TypeKind::kBoundMethod:
        PrintFunction("method", type, 0);
        return;
      case TypeKind::kCoroutine:
        PrintFunction("coroutine", type, 1);
        return;
      case TypeKind::kGenerator:
        PrintFunction("generator", type, 1);
        return;
      case TypeKind::kAsyncGenerator:
        PrintFunction("async generator", type, 1);
        return;
      case TypeKind::kModule:
        out_ += "module ";
        out_ += program_.names().Text(program_.module(type.module).name);
        return;
      case TypeKind::kTuple:
        out_ += "tuple";
        if (type.arguments.empty()) out_ += "[()]";
        PrintArguments(type.arguments);
        return;
      case TypeKind::kUnion:
        for (std::size_t i = 0; i < type.arguments.size(); ++i) {
          if (i > 0) out_ += " | ";
          Print(type.arguments[i]);
        }
        return;
      case TypeKind::kTypeVar:
        out_ += program_.names().Text(type.name);
        return;
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  // Builtins by their bare name, as everybody writes them.
  void PrintClass(ClassRef ref) {
    std::string name = program_.QualifiedName(ref);
    constexpr std::string_view kBuiltins = "builtins.";
    out_ += std::string_view(name).starts_with(kBuiltins) ? std::string_view(name).substr(kBuiltins.size()) : std::string_view(name);
  }

  void PrintFunction(std::string_view word, const Type& type, std::size_t results) {
    out_ += word;
    if (type.function.IsValid()) {
      out_ += ' ';
      out_ += program_.QualifiedName(type.function);
    }
    if (results == 0 || type.arguments.empty()) return;
    out_ += " -> ";
    const bool needs_brackets = program_.type(type.arguments[0]).kind == TypeKind::kUnion;
    if (needs_brackets) out_ += '(';
    Print(type.arguments[0]);
    if (needs_brackets) out_ += ')';
  }

  void PrintArguments(std::span<const TypeId> arguments) {
    if (arguments.empty()) return;
    out_ += '[';
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (i > 0) out_ += ", ";
      Print(arguments[i]);
    }
    out_ += ']';
  }

  const Program& program_;
  std::string out_;
};

}  // namespace

std::string PrintType(const Program& program, TypeId id) {
  TypePrinter printer(program);
  printer.Print(id);
  return printer.Take();
}

}  // namespace dangle
