// Conditions: branches without a value, and what is known before the program runs.
#include <charconv>

#include "frontend/lowering.h"

namespace dangle {
namespace {

template <typename T>
std::optional<bool> CompareFolded(const T& left, SyntaxKind op, const T& right) {
  switch (op) {
    case SyntaxKind::kEqualToken:
      return left == right;
    case SyntaxKind::kNotEqualToken:
      return left != right;
    case SyntaxKind::kLessToken:
      return left < right;
    case SyntaxKind::kLessEqualToken:
      return left <= right;
    case SyntaxKind::kGreaterToken:
      return left > right;
    case SyntaxKind::kGreaterEqualToken:
      return left >= right;
    default:
      return std::nullopt;
  }
}

std::optional<int> ParseInt(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

void Lowering::LowerCondition(SyntaxNode node, BlockId if_true, BlockId if_false) {
  const SourceRange range = node.IsValid() ? node.range() : SourceRange{};
  const Nesting level(*this);
  const SyntaxNode inner = StripParentheses(node);
  if (!inner.IsValid() || level.IsTooDeep()) {
    if (inner.IsValid()) NestingProblem(range);
    const Operand unknown = EmitUnknown(range);
    Emit(Branch{unknown, if_true, if_false}, range, true);
    return;
  }
  if (inner.kind() == SyntaxKind::kNotOperator) return LowerCondition(inner.child(SyntaxField::kArgument), if_false, if_true);
  if (inner.kind() == SyntaxKind::kBooleanOperator) {
    const SyntaxKind op = inner.op();
    const bool is_and = op == SyntaxKind::kAndToken;
    const std::size_t first = nodes_.size();
    SyntaxNode operand = inner;
    while (operand.IsValid() && operand.kind() == SyntaxKind::kBooleanOperator && operand.op() == op) {
      nodes_.push_back(operand.child(SyntaxField::kRight));
      operand = operand.child(SyntaxField::kLeft);
    }
    while (nodes_.size() > first) {
      const BlockId next = builder_.NewBlock();
      LowerCondition(operand, is_and ? next : if_true, is_and ? if_false : next);
      builder_.SealAndStart(next);
      operand = nodes_.back();
      nodes_.pop_back();
    }
    return LowerCondition(operand, if_true, if_false);
  }
  if (const std::optional<bool> known = FoldCondition(inner)) return JumpTo(*known ? if_true : if_false, range);
  const Operand value = LowerExpression(inner);
  Emit(Branch{value, if_true, if_false}, inner.range(), true);
}

// `module.name`, or `name` alone where the module's attribute was imported by that name.
bool Lowering::IsModuleAttribute(SyntaxNode node, std::string_view module, std::string_view name) const {
  if (node.kind() == SyntaxKind::kIdentifier) {
    if (TextOf(node) != name) return false;
    const SymbolId symbol = scopes_.SymbolOf(node);
    return symbol.IsValid() && scopes_[symbol].access != Access::kSlot;
  }
  if (node.kind() != SyntaxKind::kAttribute) return false;
  const SyntaxNode object = node.child(SyntaxField::kObject);
  const SyntaxNode attribute = node.child(SyntaxField::kAttribute);
  return object.IsValid() && attribute.IsValid() && TextOf(attribute) == name && (module.empty() || TextOf(object) == module);
}

std::optional<bool> Lowering::FoldCondition(SyntaxNode node) const {
  switch (node.kind()) {
    case SyntaxKind::kTrue:
      return true;
    case SyntaxKind::kFalse:
    case SyntaxKind::kNone:
      return false;
    case SyntaxKind::kInteger:
      if (const std::optional<int> value = ParseInt(TextOf(node))) return *value != 0;
      return std::nullopt;
    case SyntaxKind::kIdentifier:
      if (IsModuleAttribute(node, "", "TYPE_CHECKING")) return false;
      if (IsModuleAttribute(node, "", "__debug__")) return true;
      return std::nullopt;
    case SyntaxKind::kAttribute:
      if (IsModuleAttribute(node, "", "TYPE_CHECKING")) return false;
      return std::nullopt;
    case SyntaxKind::kComparisonOperator:
      return FoldComparison(node);
    case SyntaxKind::kCall: {  // sys.platform.startswith("win")
      const SyntaxNode function = node.child(SyntaxField::kFunction);
      if (!function.IsValid() || function.kind() != SyntaxKind::kAttribute) return std::nullopt;
      const SyntaxNode object = function.child(SyntaxField::kObject);
      if (!object.IsValid() || object.kind() != SyntaxKind::kAttribute || !IsModuleAttribute(object, "sys", "platform")) return std::nullopt;
      const SyntaxNode method = function.child(SyntaxField::kAttribute);
      const SyntaxNode list = node.child(SyntaxField::kArguments);
      if (!method.IsValid() || TextOf(method) != "startswith" || !list.IsValid()) return std::nullopt;
      const SyntaxNode argument = list.first_child();
      if (!argument.IsValid() || argument.kind() != SyntaxKind::kString) return std::nullopt;
      const std::optional<std::string_view> start = PlainContent(argument);
      if (!start.has_value()) return std::nullopt;
      return options_.platform.starts_with(*start);
    }
    default:
      return std::nullopt;
  }
}

std::optional<bool> Lowering::FoldComparison(SyntaxNode node) const {
  const SyntaxNode left = node.child(std::size_t{0});
  const SyntaxNode op = node.child(std::size_t{1});
  const SyntaxNode right = node.child(std::size_t{2});
  if (!right.IsValid() || node.child(std::size_t{3}).IsValid()) return std::nullopt;
  if (left.kind() != SyntaxKind::kAttribute && left.kind() != SyntaxKind::kSubscript) return std::nullopt;
  const std::string_view text = TextOf(left);
  if (!text.starts_with("sys.") && !text.starts_with("os.")) return std::nullopt;
  if (right.kind() == SyntaxKind::kString && left.kind() == SyntaxKind::kAttribute) {
    const std::optional<std::string_view> content = PlainContent(right);
    if (!content.has_value()) return std::nullopt;
    if (IsModuleAttribute(left, "sys", "platform")) return CompareFolded<std::string_view>(options_.platform, op.kind(), *content);
    if (IsModuleAttribute(left, "os", "name")) {
      const std::string_view os_name = options_.platform == "win32" ? "nt" : "posix";
      return CompareFolded<std::string_view>(os_name, op.kind(), *content);
    }
    return std::nullopt;
  }
  return FoldVersion(left, op.kind(), right);
}

// sys.version_info >= (3, 9), sys.version_info[:2] == (3, 8), sys.version_info[0] == 2, sys.version_info.major < 3
std::optional<bool> Lowering::FoldVersion(SyntaxNode left, SyntaxKind op, SyntaxNode right) const {
  if (left.kind() == SyntaxKind::kSubscript) {
    const SyntaxNode value = left.child(SyntaxField::kValue);
    const SyntaxNode index = left.child(SyntaxField::kSubscript);
    if (!value.IsValid() || !index.IsValid() || !IsModuleAttribute(value, "sys", "version_info")) return std::nullopt;
    if (index.kind() == SyntaxKind::kInteger && right.kind() == SyntaxKind::kInteger) {
      const std::optional<int> wanted = ParseInt(TextOf(right));
      if (!wanted.has_value()) return std::nullopt;
      if (TextOf(index) == "0") return CompareFolded(3, op, *wanted);
      if (TextOf(index) == "1") return CompareFolded(options_.python_minor, op, *wanted);
      return std::nullopt;
    }
    if (index.kind() != SyntaxKind::kSlice || TextOf(index) != ":2") return std::nullopt;
  } else if (!IsModuleAttribute(left, "sys", "version_info")) {
    if (right.kind() != SyntaxKind::kInteger || !left.child(SyntaxField::kObject).IsValid()) return std::nullopt;
    if (TextOf(left) == "sys.version_info.major") return CompareFolded(3, op, ParseInt(TextOf(right)).value_or(3));
    return std::nullopt;
  }
  if (right.kind() != SyntaxKind::kTuple) return std::nullopt;
  int wanted[2] = {-1, -1};
  std::size_t count = 0;
  for (const SyntaxNode part : right.children()) {
    const std::optional<int> number = part.kind() == SyntaxKind::kInteger ? ParseInt(TextOf(part)) : std::nullopt;
    if (!number.has_value()) return std::nullopt;
    if (count < 2) wanted[count] = *number;
    ++count;
  }
  if (count == 0 || (count > 2 && left.kind() == SyntaxKind::kSubscript)) return std::nullopt;
  // (3, 12, x, …) is greater than (3, 12) and, with an unknown micro version, compared by its first two parts.
  if (wanted[0] != 3) return CompareFolded(3, op, wanted[0]);
  if (count == 1) return CompareFolded(1, op, 0);
  if (options_.python_minor != wanted[1]) return CompareFolded(options_.python_minor, op, wanted[1]);
  if (left.kind() == SyntaxKind::kSubscript) return CompareFolded(0, op, 0);
  if (count > 2) return std::nullopt;
  return CompareFolded(1, op, 0);
}

}  // namespace dangle
