#include "frontend/packed_tree.h"

#include <cstddef>

#include "base/check.h"

namespace dangle {

namespace {

void Append(std::string& bytes, std::uint32_t value) {
  while (value >= 0x80U) {
    bytes.push_back(static_cast<char>(value | 0x80U));
    value >>= 7U;
  }
  bytes.push_back(static_cast<char>(value));
}

struct Reader {
  const unsigned char* at;

  std::uint32_t Next() {
    std::uint32_t value = *at & 0x7FU;
    for (unsigned shift = 7; (*at & 0x80U) != 0; shift += 7) value |= (*++at & 0x7FU) << shift;
    ++at;
    return value;
  }
};

std::uint32_t ShapeOf(const SyntaxRecord& record) {
  return static_cast<std::uint32_t>(record.kind) | static_cast<std::uint32_t>(record.field) << 8U | static_cast<std::uint32_t>(record.op) << 16U |
         static_cast<std::uint32_t>(record.marks) << 24U;
}

}  // namespace

std::string TreePacker::Pack(const SyntaxTree& tree) {
  if (!tree.errors().empty()) return {};
  std::string bytes;
  Append(bytes, static_cast<std::uint32_t>(tree.records().size()));
  std::uint32_t last = 0;
  for (const SyntaxRecord& record : tree.records()) {
    if (record.begin < last || record.end < record.begin) return {};
    const auto [number, is_new] = numbers_.try_emplace(ShapeOf(record), static_cast<std::uint32_t>(numbers_.size()));
    if (is_new) {
      for (unsigned shift = 0; shift < 32; shift += 8) shapes_.push_back(static_cast<char>(number->first >> shift & 0xFFU));
    }
    Append(bytes, number->second);
    Append(bytes, record.begin - last);
    Append(bytes, record.end - record.begin);
    Append(bytes, record.size);
    last = record.begin;
  }
  return bytes;
}

void UnpackTree(std::string_view packed, std::string_view shapes, SyntaxTree& tree) {
  tree.errors_.clear();
  tree.comments_.clear();
  Reader reader{reinterpret_cast<const unsigned char*>(packed.data())};
  tree.records_.resize(reader.Next());
  std::uint32_t last = 0;
  for (SyntaxRecord& record : tree.records_) {
    const std::size_t shape = std::size_t{4} * reader.Next();
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(shapes[shape + i]); };
    record.kind = static_cast<SyntaxKind>(byte(0));
    record.field = static_cast<SyntaxField>(byte(1));
    record.op = static_cast<SyntaxKind>(byte(2));
    record.marks = byte(3);
    last += reader.Next();
    record.begin = last;
    record.end = last + reader.Next();
    record.size = reader.Next();
  }
  DANGLE_CHECK(reader.at == reinterpret_cast<const unsigned char*>(packed.data()) + packed.size());
}

}  // namespace dangle
