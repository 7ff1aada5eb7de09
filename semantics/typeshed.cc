#include "semantics/typeshed.h"

#include <charconv>
#include <cstdint>
#include <cstring>

// Defined by the build: the packed file.
extern "C" {
extern const char dangle_typeshed_begin[];
extern const char dangle_typeshed_end[];
}

namespace dangle {

namespace {

constexpr std::size_t kHeaderSize = 8;
constexpr std::size_t kEntrySize = 20;

std::string_view File() { return {dangle_typeshed_begin, static_cast<std::size_t>(dangle_typeshed_end - dangle_typeshed_begin)}; }

std::uint32_t NumberAt(std::size_t offset) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number |= static_cast<std::uint32_t>(static_cast<unsigned char>(File()[offset + i])) << (8 * i);
  return number;
}

unsigned ByteAt(std::size_t offset) { return static_cast<unsigned char>(File()[offset]); }

// "@if 7936" of the line `'@if 7936'`; empty for any other line. The first line of a body has three quotes.
std::string_view DirectiveOf(std::string_view line) {
  while (line.starts_with(' ')) line.remove_prefix(1);
  if (!line.starts_with('\'') && !line.starts_with('"')) return {};
  while (line.starts_with('\'') || line.starts_with('"')) line.remove_prefix(1);
  while (line.ends_with('\'') || line.ends_with('"')) line.remove_suffix(1);
  return line.starts_with("@if ") || line == "@end" ? line : std::string_view();
}

}  // namespace

std::size_t TypeshedCount() { return File().size() < kHeaderSize ? 0 : NumberAt(4); }

TypeshedEntry TypeshedAt(std::size_t index) {
  const std::size_t at = kHeaderSize + index * kEntrySize;
  return {File().substr(NumberAt(at), NumberAt(at + 4)), File().substr(NumberAt(at + 8), NumberAt(at + 12)), ByteAt(at + 17) != 0};
}

std::size_t TypeshedLowerBound(std::string_view name) {
  std::size_t low = 0;
  std::size_t high = TypeshedCount();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (TypeshedAt(middle).name < name) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<TypeshedModule> FindTypeshed(std::string_view name, int python_minor) {
  const std::size_t index = TypeshedLowerBound(name);
  if (index == TypeshedCount()) return std::nullopt;
  const TypeshedEntry entry = TypeshedAt(index);
  if (entry.name != name) return std::nullopt;
  const std::size_t flags = kHeaderSize + index * kEntrySize + 16;
  const auto minor = static_cast<unsigned>(python_minor);
  if (minor < ByteAt(flags + 2) || minor > ByteAt(flags + 3)) return std::nullopt;
  return TypeshedModule{entry.packed, ByteAt(flags) != 0, ByteAt(flags + 1) != 0};
}

bool VersionFilter::Drops(std::string_view line) {
  const std::string_view directive = DirectiveOf(line);
  if (directive == "@end") {
    --open_;
    if (dropped_ > open_) dropped_ = 0;
  } else if (!directive.empty()) {
    std::uint32_t bits = 0;
    std::from_chars(directive.data() + 4, directive.data() + directive.size(), bits);
    ++open_;
    if (dropped_ == 0 && (bits >> python_minor_ & 1U) == 0) dropped_ = open_;
  }
  return dropped_ != 0 || !directive.empty();
}

std::string UnpackTypeshed(std::string_view packed, int python_minor) {
  std::string text;
  text.reserve(packed.size());
  VersionFilter filter(python_minor);
  while (!packed.empty()) {
    const std::size_t length = packed.find('\n');
    const std::string_view line = packed.substr(0, length);
    packed.remove_prefix(length == std::string_view::npos ? packed.size() : length + 1);
    if (!filter.Drops(line)) text.append(line).push_back('\n');
  }
  return text;
}

}  // namespace dangle
