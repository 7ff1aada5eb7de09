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

// The units that are hashed, with a window of zeros before and after them, and at which of them each line starts.
class UnitSequence {
 public:
  explicit UnitSequence(std::string_view bytes) : units_(kWindow + bytes.size() + 1 + kWindow, 0) {
    for (std::size_t offset = 0; offset < bytes.size();) {
      const auto byte = static_cast<unsigned char>(bytes[offset]);
      if (byte < 0x80) {
        Append(byte);
        ++offset;
        continue;
      }
      const DecodedCodePoint decoded = DecodeCodePoint(bytes, offset);
      AppendCodePoint(decoded.code_point);
      offset += decoded.length;
    }
    Append(kEndOfText);
  }

  // Indices into units() of each line's first unit.
  const std::vector<std::size_t>& line_starts() const { return line_starts_; }
  const std::vector<std::uint16_t>& units() const { return units_; }

 private:
  void Append(std::uint16_t unit) {
    const bool second_half_of_crlf = after_carriage_return_ && unit == '\n';
    after_carriage_return_ = unit == '\r';
    if (second_half_of_crlf || unit == ' ' || unit == '\t') return;
    if (at_line_start_) line_starts_.push_back(size_);
    at_line_start_ = unit == '\n' || unit == '\r';
    units_[size_++] = unit == '\r' ? std::uint16_t{'\n'} : unit;  // a unit has at least one byte, so there is room
  }

  void AppendCodePoint(char32_t code_point) {
    if (code_point < 0x10000) {
      Append(static_cast<std::uint16_t>(code_point));
    } else {
      Append(static_cast<std::uint16_t>(0xD800U + ((code_point - 0x10000U) >> 10U)));
      Append(static_cast<std::uint16_t>(0xDC00U + ((code_point - 0x10000U) & 0x3FFU)));
    }
  }

  std::vector<std::uint16_t> units_;
  std::vector<std::size_t> line_starts_;
  std::size_t size_ = kWindow;
  bool at_line_start_ = true;
  bool after_carriage_return_ = false;
};

}  // namespace

std::vector<LineHash> PrimaryLocationLineHashes(std::string_view bytes) {
  const UnitSequence sequence(bytes);
  constexpr std::uint64_t kFactor = WindowFactor();
  const std::uint16_t* const units = sequence.units().data();
  std::vector<LineHash> hashes;
  hashes.reserve(sequence.line_starts().size());
  absl::flat_hash_map<std::uint64_t, std::uint32_t> seen;
  seen.reserve(sequence.line_starts().size());
  std::uint64_t hash = 0;
  std::size_t next = kWindow;
  for (const std::size_t line_start : sequence.line_starts()) {
    for (; next < line_start + kWindow; ++next) hash = kModulus * hash + units[next] - kFactor * units[next - kWindow];
    hashes.push_back({hash, ++seen[hash]});
  }
  return hashes;
}

std::string FormatLineHash(const LineHash& line_hash) {
  std::array<char, 40> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%llx:%u", static_cast<unsigned long long>(line_hash.hash), line_hash.occurrence);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

}  // namespace dangle
