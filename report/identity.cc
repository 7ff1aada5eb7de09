#include "report/identity.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace dangle {

namespace {

using Hash128 = std::pair<std::uint64_t, std::uint64_t>;

// Little-endian whatever the machine, so that an identity is the same everywhere.
void AppendNumber(std::string& bytes, std::uint64_t number) {
  for (unsigned shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>((number >> shift) & 0xFFU));
}

// With its length in front, so that no two lists of fields have the same bytes.
void AppendField(std::string& bytes, std::string_view field) {
  AppendNumber(bytes, field.size());
  bytes.append(field);
}

Hash128 HashOf(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

void SetContent(std::string& bytes, const Finding& finding, const SourceSet& sources) {
  bytes.clear();
  AppendField(bytes, "dangle/v1");
  AppendField(bytes, finding.rule->id);
  AppendField(bytes, sources[finding.location.file].path());
  AppendField(bytes, finding.function);
  AppendField(bytes, finding.identity_text);
}

std::string ToHex(const Hash128& hash) {
  std::array<char, 33> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%016llx%016llx", static_cast<unsigned long long>(hash.first),
                static_cast<unsigned long long>(hash.second));
  return {buffer.data(), 32};
}

}  // namespace

std::vector<std::string> ContentIdentities(std::span<const Finding> findings, const SourceSet& sources) {
  std::vector<std::size_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return FindingLess(findings[a], findings[b], sources); });

  std::vector<std::string> identities(findings.size());
  absl::flat_hash_map<Hash128, std::uint64_t> occurrences;
  std::string bytes;
  for (const std::size_t index : order) {
    SetContent(bytes, findings[index], sources);
    AppendNumber(bytes, occurrences[HashOf(bytes)]++);
    identities[index] = ToHex(HashOf(bytes));
  }
  return identities;
}

}  // namespace dangle
