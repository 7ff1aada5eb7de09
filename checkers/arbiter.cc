#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "checkers/claim.h"

namespace dangle {

namespace {

// From the order of precedence in the rule catalogue; an earlier rule wins. Rules that never meet may stand anywhere, or nowhere: those
// of blocking have keys of their own.
constexpr std::array<std::string_view, 21> kPrecedence = {"DNG205", "DNG203", "DNG201", "DNG202", "DNG304", "DNG303", "DNG301",
                                                          "DNG302", "DNG305", "DNG306", "DNG307", "DNG308", "DNG401", "DNG402",
                                                          "DNG405", "DNG407", "DNG408", "DNG611", "DNG204", "DNG902", "DNG903"};

std::size_t RankOf(const Finding& finding) {
  const auto place = std::find(kPrecedence.begin(), kPrecedence.end(), finding.rule->id);
  return static_cast<std::size_t>(place - kPrecedence.begin());
}

auto OrderOf(const Finding& finding) {
  return std::make_tuple(finding.confidence == Confidence::kLow, RankOf(finding), finding.confidence, finding.trace.size());
}

}  // namespace

std::vector<Finding> Arbitrate(std::vector<Claim> claims) {
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    if (a.key != b.key) return a.key < b.key;
    if (OrderOf(a.finding) != OrderOf(b.finding)) return OrderOf(a.finding) < OrderOf(b.finding);
    return a.finding.message < b.finding.message;
  });
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (i == 0 || claims[i].key != claims[i - 1].key) findings.push_back(std::move(claims[i].finding));
  }
  return findings;
}

}  // namespace dangle
