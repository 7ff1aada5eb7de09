// Lowering: from the syntax tree of one file to its Module in the IR.
//
//   async def load(url):                 functions[1]: load, async, parameter url
//       return await get(url)              %0 = param url ; %1 = load_name get ; %2 = call %1(%0) ; %3 = await %2 ; return %3
//
// Never fails: damaged parts become Unknown instructions and problems. The tree is not needed afterwards.
//
// Source: Python language reference, chapters 6-8; CPython's compile.c for the order of evaluation and for what is rejected.
#ifndef DANGLE_FRONTEND_LOWER_H_
#define DANGLE_FRONTEND_LOWER_H_

#include <memory>
#include <string_view>

#include "base/names.h"
#include "base/source.h"
#include "frontend/syntax.h"
#include "ir/module.h"

namespace dangle {

// What tests of version and platform are folded to.
struct LoweringOptions {
  int python_minor = 12;                // the running Python is 3.<this>
  std::string_view platform = "linux";  // sys.platform
};

// Memory that is used again from file to file; one for each thread.
class LoweringScratch {
 public:
  LoweringScratch();
  ~LoweringScratch();
  LoweringScratch(LoweringScratch&&) noexcept;
  LoweringScratch& operator=(LoweringScratch&&) noexcept;

  struct State;
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

// Lowers one parsed file. `tree` is of the text of `file`, or of that text with damaged parts blanked. `names` is the thread's
// cache.
Module LowerModule(const SyntaxTree& tree, const SourceFile& file, FileId id, NameId module_name, bool is_package, NameCache& names,
                   const LoweringOptions& options, LoweringScratch& scratch);

}  // namespace dangle

#endif  // DANGLE_FRONTEND_LOWER_H_
