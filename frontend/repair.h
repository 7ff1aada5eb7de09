// Repair: parses a damaged file so that a syntax error loses only the statement in which it stands.
//
//   class Client:
//       def load(self):
//           row = fetch(self.id,          '(' is never closed: to tree-sitter all that follows is one ERROR
//           return row
//       async def close(self): ...        parsed again with the damaged statement blanked, this is a method
//
// Inside of brackets a line cannot begin with `def`, `return` or another keyword of a statement. Where one does, the statement in which the
// bracket was opened is damaged: it and the deeper lines that belong to it become `pass` and spaces, so every byte offset stays, and the
// file is parsed again. A triple-quoted string that never ends is treated likewise. What the grammar cannot read although Python can is no
// problem (type-parameter defaults, PEP 696).
//
// Source: error recovery by panic mode with synchronizing tokens (Aho, Lam, Sethi and Ullman, Compilers, 4.8.2).
#ifndef DANGLE_FRONTEND_REPAIR_H_
#define DANGLE_FRONTEND_REPAIR_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "frontend/syntax.h"
#include "ir/module.h"

namespace dangle {

// A file with more damage is no longer Python (a template, a diff, another language); what is lost beyond it is what tree-sitter loses.
inline constexpr std::size_t kMaxRepairs = 16;

struct Damage {
  SourceRange statement;  // to be blanked: whole lines without the last line ending
  SourceRange cause;      // the bracket or quote that is never closed
  std::string message;
};

// The first statement of the text that brackets or quotes show to be damaged.
std::optional<Damage> FindDamage(std::string_view text);

// Writes `pass` at the first code of the range and spaces over the rest; line endings stay.
void BlankStatement(std::string& text, SourceRange statement);

// Parses `text` into `tree`, after repairs if it needs them, and adds a kSyntax problem for each of them; what the parser could not read
// besides is in the tree's errors. Ranges of the tree hold for `text` itself.
void ParseRepaired(SyntaxParser& parser, std::string_view text, SyntaxTree& tree, std::vector<SyntaxProblem>& problems);

}  // namespace dangle

#endif  // DANGLE_FRONTEND_REPAIR_H_
