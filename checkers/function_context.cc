#include "checkers/function_context.h"

namespace dangle {

namespace {

// Longer calls are shown without their arguments.
constexpr std::size_t kMaxCallText = 48;
constexpr std::size_t kMaxText = 60;

}  // namespace

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!is_space) {
      line.push_back(c);
    } else if (!line.empty() && line.back() != ' ') {
      line.push_back(' ');
    }
  }
  if (line.size() <= kMaxText) return line;
  std::size_t cut = kMaxText;
  while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) --cut;
  return line.substr(0, cut) + "…";
}

std::string FunctionContext::ShortText(ValueId value) const {
  const std::string_view text = TextOf(At(value).range);
  const auto* call = As<Call>(At(value));
  if (call != nullptr && (text.size() > kMaxCallText || text.find('\n') != std::string_view::npos)) {
    return OneLine(TextOf(At(call->callee.value()).range)) + "(…)";
  }
  return OneLine(text);
}

SourceRange FunctionContext::RangeAt(ValueId value, ValueId user) const {
  const SourceRange made = At(value).range;
  const SourceRange used = At(user).range;
  const bool is_inside = used.begin <= made.begin && made.end <= used.end;
  // The manager of a `with` and the iterable of a `for` stand before the instruction's own range.
  const bool is_beside = (Is<Enter>(At(user)) || Is<Iterate>(At(user))) && file().LineOf(made.begin) == file().LineOf(used.begin);
  const bool is_expression = !Is<Param>(At(value)) && !Is<Phi>(At(value));
  return is_expression && (is_inside || is_beside) ? made : used;
}

std::string FunctionContext::NameOf(ValueId value) const {
  if (const auto* parameter = As<Param>(At(value))) return std::string(program().names().Text(function().slots[parameter->slot].name));
  const auto* closure = As<MakeClosure>(At(value));
  if (closure != nullptr && module().functions[closure->function].kind == FunctionKind::kFunction) {
    return std::string(program().names().Text(module().functions[closure->function].name));
  }
  if (const auto* phi = As<Phi>(At(value)); phi != nullptr && phi->slot.IsValid())
    return std::string(program().names().Text(function().slots[phi->slot].name));
  return ShortText(value);
}

std::string FunctionContext::FunctionName() const {
  if (function().kind == FunctionKind::kModuleBody) return std::string(program().names().Text(module().name));
  return std::string(program().names().Text(function().name));
}

}  // namespace dangle
