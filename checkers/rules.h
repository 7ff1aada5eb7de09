// The rules that dangle has. A rule is a row here, a file checkers/<id>_<name>.cc, a page checkers/docs/<id>.md and fixtures; a test holds
// that all of them exist. Ids and names are never used again.
#ifndef DANGLE_CHECKERS_RULES_H_
#define DANGLE_CHECKERS_RULES_H_

#include <span>
#include <string_view>

#include "report/finding.h"

namespace dangle {

// Sorted by id.
std::span<const Rule* const> AllRules();

// By id; null if there is none.
const Rule* FindRule(std::string_view id);

// The text of a rule's page; empty if it has none.
std::string_view PageOf(std::string_view rule_id);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_RULES_H_
