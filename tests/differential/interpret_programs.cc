// Lowers the programs of a file, verifies what comes out, and runs it; prints the logs as tests/differential/run_reference.py
// does.
//
//   interpret_programs FILE           logs of all programs in FILE, which are separated by lines `#---- program`
//   interpret_programs --print FILE   their IR instead
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/source.h"
#include "frontend/lower.h"
#include "frontend/repair.h"
#include "frontend/syntax.h"
#include "ir/printer.h"
#include "ir/verifier.h"
#include "tests/interpreter/interpreter.h"

namespace dangle {
namespace {

constexpr std::string_view kSeparator = "#---- program\n";
constexpr std::string_view kSeedMark = "\n# ---- seed\n";  // between what all programs begin with and what is a program's own

class Runner {
 public:
  explicit Runner(bool is_printing) : cache_(names_), is_printing_(is_printing) {}

  void Run(const std::string& text) {
    const std::size_t end = text.rfind(kSeedMark);
    const std::size_t own = end == std::string::npos ? 0 : end + kSeedMark.size();
    const std::string prelude = text.substr(0, own);
    if (!prelude_ || prelude != prelude_text_) {  // what all programs begin with is lowered once
      prelude_ = Lower(prelude);
      prelude_text_ = prelude;
      is_prelude_sound_ = IsSound(*prelude_);
    }
    const Module module = Lower(text.substr(own));
    if (is_printing_ || !IsSound(module) || !is_prelude_sound_) return;
    interpreter::Interpreter interpreter(names_);
    for (const interpreter::Event& event : interpreter.Run({&*prelude_, &module})) std::cout << (event.is_soft ? "S " : "H ") << event.text << "\n";
  }

 private:
  Module Lower(const std::string& text) {
    SyntaxTree tree;
    std::vector<SyntaxProblem> problems;
    ParseRepaired(parser_, text, tree, problems);
    const SourceFile file("program.py", text);
    Module module = LowerModule(tree, file, FileId(std::uint32_t{0}), names_.Intern("program"), false, cache_, {}, scratch_);
    module.problems.insert(module.problems.end(), problems.begin(), problems.end());
    if (is_printing_) std::cout << PrintModule(module, names_, &file);
    return module;
  }

  bool IsSound(const Module& module) const {
    bool is_sound = true;
    for (const SyntaxProblem& problem : module.problems) {
      if (problem.kind != ProblemKind::kBudget) Broken("problem: " + problem.message, is_sound);  // a shared `finally` must run too
    }
    for (const Function& function : module.functions) {
      for (const std::string& error : VerifyFunction(function)) {
        Broken(std::string(names_.Text(function.qualified_name)) + " " + error, is_sound);
      }
    }
    return is_sound;
  }

  static void Broken(const std::string& what, bool& is_sound) {
    is_sound = false;
    std::cout << "H BROKEN " << what << "\n";
  }

  NameTable names_;
  NameCache cache_;
  LoweringScratch scratch_;
  SyntaxParser parser_;
  std::string prelude_text_;
  std::optional<Module> prelude_;
  bool is_prelude_sound_ = false;
  bool is_printing_;
};

int Main(int count, char** arguments) {
  const bool is_printing = count == 3 && std::string_view(arguments[1]) == "--print";
  if (count != 2 && !is_printing) {
    std::cerr << "usage: interpret_programs [--print] FILE\n";
    return 2;
  }
  std::ifstream stream(arguments[count - 1]);
  std::stringstream buffer;
  buffer << stream.rdbuf();
  const std::string text = buffer.str();
  Runner runner(is_printing);
  int number = 0;
  for (std::size_t begin = text.find(kSeparator); begin != std::string::npos; ++number) {
    begin += kSeparator.size();
    const std::size_t end = text.find(kSeparator, begin);
    std::cout << "== " << number << std::endl;  // so that it is told if the program kills the process
    runner.Run(text.substr(begin, end == std::string::npos ? end : end - begin));
    begin = end;
  }
  return 0;
}

}  // namespace
}  // namespace dangle

int main(int count, char** arguments) { return dangle::Main(count, arguments); }
