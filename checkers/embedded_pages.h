#ifndef DANGLE_CHECKERS_EMBEDDED_PAGES_H_
#define DANGLE_CHECKERS_EMBEDDED_PAGES_H_

// The pages of the rules, checkers/docs/<id>.md, carried inside the executable: `dangle explain DNG201`
// prints one, SARIF carries it as the rule's help. The build generates the table, sorted by id.

#include <span>
#include <string_view>

namespace dangle {

struct EmbeddedPage {
  std::string_view rule_id;
  std::string_view text;
};

std::span<const EmbeddedPage> EmbeddedPages();

}  // namespace dangle

#endif  // DANGLE_CHECKERS_EMBEDDED_PAGES_H_
