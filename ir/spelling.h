// How the printer and the parser of the IR spell enumerators: tables by value.
#ifndef DANGLE_IR_SPELLING_H_
#define DANGLE_IR_SPELLING_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace dangle::spelling {

using std::string_view;

inline constexpr std::array<string_view, 10> kConsts = {"none", "true", "false", "ellipsis", "int", "float", "complex", "string", "bytes", "unbound"};
inline constexpr std::array<string_view, 4> kUnary = {"not", "-", "+", "~"};
inline constexpr std::array<string_view, 13> kBinary = {"+", "-", "*", "@", "/", "//", "%", "**", "<<", ">>", "&", "|", "^"};
inline constexpr std::array<string_view, 10> kCompare = {"==", "!=", "<", "<=", ">", ">=", "is", "is_not", "in", "not_in"};
inline constexpr std::array<string_view, 7> kContainers = {"tuple", "list", "set", "dict", "slice", "string", "template"};
inline constexpr std::array<string_view, 2> kCatches = {"raise", "cancel"};
inline constexpr std::array<string_view, 5> kPatterns = {"sequence", "mapping", "key", "class", "attribute"};
inline constexpr std::array<string_view, 6> kEdges = {"", "true", "false", "raise", "cancel", "abandon"};
inline constexpr std::array<string_view, 3> kSlots = {"", "cell", "free"};
inline constexpr std::array<string_view, 5> kFunctions = {"module", "class_body", "func", "lambda", "genexpr"};
inline constexpr std::array<string_view, 5> kParameters = {"positional_only", "", "star", "keyword_only", "double_star"};

template <typename Enum, std::size_t kSize>
constexpr string_view Of(const std::array<string_view, kSize>& table, Enum value) {
  return table[static_cast<std::size_t>(value)];
}

// The value that is spelled so; false if none is.
template <typename Enum, std::size_t kSize>
bool Read(const std::array<string_view, kSize>& table, string_view text, Enum& value) {
  for (std::size_t i = 0; i < kSize; ++i) {
    if (table[i] != text) continue;
    value = static_cast<Enum>(i);
    return true;
  }
  return false;
}

}  // namespace dangle::spelling

#endif  // DANGLE_IR_SPELLING_H_
