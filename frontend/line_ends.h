// Line ends that the grammar overlooks where it follows two readings of a text at once, and the wrong one comes out.
//
//   left, *right = right, f()
//   [left, right] = right, left      read as one chain, `left, *right = right, f()[left, right] = right, left`
//
//   match (f(), 1)[0]:
//       case [only]:                 read as `match(f(), 1)[0]: case[only]: log(only)`, a name with annotation
//           log(only)
//
// Whether a line end means something is asked for each reading on its own; to the wrong one it means nothing, and both end without an
// error. A statement that goes over a line end outside of brackets gives them away. It is parsed again with a word put in that ends the
// wrong reading and means nothing to the right one: `;` behind a statement, `pass` before the only one of a case.
//
// Source: tree-sitter's external scanner for Python (a line end is a token where the grammar has a place for one, else blank space);
// Tomita, Efficient Parsing for Natural Language, 1986, for parsing with several readings.
#ifndef DANGLE_FRONTEND_LINE_ENDS_H_
#define DANGLE_FRONTEND_LINE_ENDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/syntax.h"

namespace dangle {

// A word that is to be put in before the character at `offset`.
struct Insertion {
  std::uint32_t offset = 0;
  std::string text;
};

// A reading hides others that lie in what it swallowed; each round finds the next layer. A file with more layers stays as it was read.
inline constexpr int kMaxLineEndRounds = 8;

// Where a word has to be put in, in order of the text; empty for nearly every file.
std::vector<Insertion> FindOverlookedLineEnds(const SyntaxTree& tree, std::string_view text);

// Parses `text` again, as often as needed, if `tree`, which is of that text, overlooks line ends. Ranges of the tree hold for `text`.
void SeparateStatements(SyntaxParser& parser, std::string_view text, SyntaxTree& tree);

}  // namespace dangle

#endif  // DANGLE_FRONTEND_LINE_ENDS_H_
