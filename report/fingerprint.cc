#include "report/fingerprint.h"

#include <array>
#include <cstddef>
#include <cstdio>

#include "absl/container/flat_hash_map.h"
#include "report/unicode.h"

namespace dangle {

namespace {

constexpr std::size_t kWindow = 100;
constexpr std::uint64_t kModulus = 37;
constexpr std::uint16_t kEndOfText = 0xFFFF;

constexpr std::uint64_t WindowFactor() {
  std::uint64_t factor = 1;
  for (std::size_t i = 0; i < kWindow; ++i) factor *= kModulus;
  return factor;
}

// The units that are hashed, and at which of them each line starts.
struct UnitSequence {
  std::vector<std::uint16_t> units;
  std::vector<std::size_t> line_starts;
  bool at_line_start = true;
  bool after_carriage_return = false;

  void Append(std::uint16_t unit) {
    const bool second_half_of_crlf = after_carriage_return && unit == '\n';
    after_carriage_return = unit == '\r';
    if (second_half_of_crlf || unit == ' ' || unit == '\t') return;
    if (at_line_start) line_starts.push_back(units.size());
    at_line_start = unit == '\n' || unit == '\r';
    units.push_back(unit == '\r' ? std::uint16_t{'\n'} : unit);
  }
};

UnitSequence UnitsOf(std::string_view bytes) {
  UnitSequence sequence;
  sequence.units.reserve(bytes.size() + kWindow + 1);
  for (std::size_t offset = 0; offset < bytes.size();) {
    const DecodedCodePoint decoded = DecodeCodePoint(bytes, offset);
    offset += decoded.length;
    if (decoded.code_point < 0x10000) {
      sequence.Append(static_cast<std::uint16_t>(decoded.code_point));
    } else {
      const char32_t above = decoded.code_point - 0x10000;
      sequence.Append(static_cast<std::uint16_t>(0xD800U + (above >> 10U)));
      sequence.Append(static_cast<std::uint16_t>(0xDC00U + (above & 0x3FFU)));
    }
  }
  sequence.Append(kEndOfText);
  sequence.units.resize(sequence.units.size() + kWindow, 0);
  return sequence;
}

}  // namespace

std::vector<LineHash> PrimaryLocationLineHashes(std::string_view bytes) {
  const UnitSequence sequence = UnitsOf(bytes);
  constexpr std::uint64_t kFactor = WindowFactor();
  std::vector<LineHash> hashes;
  hashes.reserve(sequence.line_starts.size());
  absl::flat_hash_map<std::uint64_t, std::uint32_t> seen;
  std::uint64_t hash = 0;
  for (std::size_t next = 0; hashes.size() < sequence.line_starts.size(); ++next) {
    const std::size_t line_start = sequence.line_starts[hashes.size()];
    if (next == line_start + kWindow) hashes.push_back({hash, ++seen[hash]});
    if (next == sequence.units.size()) break;
    const std::uint64_t leaving = next >= kWindow ? sequence.units[next - kWindow] : 0;
    hash = kModulus * hash + sequence.units[next] - kFactor * leaving;
  }
  return hashes;
}

std::string FormatLineHash(const LineHash& line_hash) {
  std::array<char, 40> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%llx:%u", static_cast<unsigned long long>(line_hash.hash),
                                   line_hash.occurrence);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

}  // namespace dangle
