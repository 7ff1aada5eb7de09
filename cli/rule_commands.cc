#include <algorithm>
#include <cctype>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "checkers/rules.h"
#include "cli/commands.h"
#include "cli/settings.h"

namespace dangle {

int RunRules() {
  std::size_t width = 0;
  for (const Rule* rule : AllRules()) width = std::max(width, rule->name.size());
  for (const Rule* rule : AllRules()) {
    std::cout << rule->id << "  " << std::left << std::setw(static_cast<int>(width)) << rule->name << "  " << SeverityName(rule->severity) << "  "
              << rule->summary << "\n";
  }
  return std::cout.flush() ? kExitClean : kExitFailed;
}

int RunExplain(const std::string& rule_id) {
  std::string id = rule_id;
  for (char& c : id) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::vector<std::string_view> ids;
  for (const Rule* rule : AllRules()) {
    if (rule->id == id || rule->name == rule_id) {
      std::cout << rule->page;
      return std::cout.flush() ? kExitClean : kExitFailed;
    }
    ids.push_back(rule->id);
  }
  std::cerr << "dangle: no such rule: " << rule_id;
  if (const std::string nearest = NearestWord(id, ids); !nearest.empty()) std::cerr << " (nearest: " << nearest << ")";
  std::cerr << "; `dangle rules` lists them\n";
  return kExitWrongUse;
}

}  // namespace dangle
