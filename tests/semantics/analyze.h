// A program of a few files in one text, lowered and analysed, for tests.
//
//   Analyzed program("# --- pkg/app.py\nasync def f(): ...\n# --- main.py\nimport pkg.app\n");
#ifndef DANGLE_TESTS_SEMANTICS_ANALYZE_H_
#define DANGLE_TESTS_SEMANTICS_ANALYZE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/source.h"
#include "semantics/program.h"

namespace dangle {

class Analyzed {
 public:
  // Text before the first `# --- path` line is `main.py`.
  explicit Analyzed(std::string_view text, std::size_t threads = 1);

  const Program& program() const { return *program_; }
  const SourceFile& file(ModuleId module) const { return files_[module.value()]; }

  // The function of that name: "pkg.app.Client.load".
  FunctionRef Function(std::string_view name) const;
  // The types of the values on which `reveal_type(x)` is called, in order of the source, all modules: "3: int".
  std::vector<std::string> Revealed() const;
  // What `# revealed: T` comments say on the same lines.
  std::vector<std::string> Expected() const;
  // Of the n-th call in the function whose source begins with `text`: its targets, one text.
  std::string Targets(std::string_view function, std::string_view text) const;
  // As Targets for any instruction that has a resolution, with its kind.
  std::string Everything() const;

 private:
  NameTable names_;
  std::vector<SourceFile> files_;
  std::unique_ptr<Program> program_;
};

// Joins targets: "pkg.f", "new pkg.C: pkg.C.__init__", "… ?" if something else may run.
std::string DescribeResolution(const Program& program, const CallResolution& resolution);

}  // namespace dangle

#endif  // DANGLE_TESTS_SEMANTICS_ANALYZE_H_
