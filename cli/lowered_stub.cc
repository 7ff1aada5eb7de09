#include "cli/lowered_stub.h"

#include "frontend/repair.h"
#include "frontend/syntax.h"

namespace dangle {

LoweredStub::LoweredStub(const std::string& path, std::string_view text) : file(path, std::string(text)), cache(names) {
  SyntaxParser parser;
  SyntaxTree tree;
  LoweringScratch scratch;
  ParseRepaired(parser, file.text(), tree, problems);
  module = LowerModule(tree, file, FileId(), names.Intern("stub"), false, cache, LoweringOptions(), scratch);
  problems.insert(problems.end(), module.problems.begin(), module.problems.end());
}

std::set<std::string> NamesBoundIn(const LoweredStub& stub, FunctionId body, bool& has_star) {
  std::set<std::string> bound;
  const auto add = [&](NameId name) {
    if (name.IsValid()) bound.emplace(stub.names.Text(name));
  };
  const Module& module = stub.module;
  for (const ClassDeclaration& declaration : module.classes) {
    if (declaration.parent == body) add(declaration.name);
  }
  for (const Function& function : module.functions) {
    if (function.parent == body) add(function.name);
  }
  for (const Import& import : module.imports) {
    if (import.function != body) continue;
    has_star |= import.is_star;
    add(import.bound_name);
  }
  for (const NameAnnotation& annotation : module.functions[body].name_annotations) add(annotation.name);
  for (const Instruction& instruction : module.functions[body].instructions) {
    if (const auto* store = As<StoreName>(instruction)) add(store->name);
  }
  return bound;
}

}  // namespace dangle
