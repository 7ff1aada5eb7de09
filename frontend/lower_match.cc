// match: patterns become tests and branches. Captures are collected while a pattern is tested and bound when all of it has
// matched, before the guard; where it fails, the parts taken out of the subject so far are dropped.
#include <array>
#include <utility>

#include "frontend/lowering.h"

namespace dangle {

struct Lowering::Pattern {
  struct Capture {
    SymbolId symbol;
    ValueId value;
    SourceRange range;
  };
  BlockId failed;                                    // where the next case begins
  absl::InlinedVector<ValueId, 8> temporaries = {};  // parts of the subject, in order of their making
  absl::InlinedVector<Capture, 4> captures = {};
};

namespace {

// A class pattern of these with one positional part matches the subject itself.
constexpr std::array<std::string_view, 11> kSelfMatching = {"bool", "bytearray", "bytes", "dict", "float", "frozenset",
                                                            "int",  "list",      "set",   "str",  "tuple"};

// `case _:`, with a guard or without.
bool IsWildcardCase(SyntaxNode node) {
  if (node.HasComma()) return false;
  const SyntaxNode pattern = node.child(SyntaxKind::kCasePattern);
  return pattern.IsValid() && pattern.HasChildren() && pattern.first_child().kind() == SyntaxKind::kUnderscoreToken;
}

bool IsPatternNode(SyntaxNode node) { return node.kind() != SyntaxKind::kError && node.kind() != SyntaxKind::kMinusToken; }

}  // namespace

void Lowering::LowerMatch(SyntaxNode node) {
  Operand subject;
  if (node.HasComma()) {
    const std::size_t first = arguments_.size();
    for (const SyntaxNode child : node.children()) {
      if (child.field() == SyntaxField::kSubject) PushElement(child);
    }
    subject = FinishContainer(ContainerKind::kTuple, first, {node.range().begin, node.range().begin});
  } else {
    const SyntaxNode expression = node.child(SyntaxField::kSubject);
    subject = Own(LowerExpression(expression), expression.IsValid() ? expression.range() : node.range());
  }
  const BlockId after = builder_.NewBlock();
  const SourceRange range{node.range().begin, node.range().begin};
  absl::InlinedVector<SyntaxNode, 8> cases;
  if (const SyntaxNode body = node.child(SyntaxField::kBody); body.IsValid()) {
    for (const SyntaxNode child : body.children()) {
      if (child.kind() == SyntaxKind::kCaseClause) cases.push_back(child);
    }
  }
  // The last pattern that is tested takes the subject with it: it dies before the guard, and where that pattern fails.
  const std::size_t last = cases.size() > 1 && IsWildcardCase(cases.back()) ? cases.size() - 2 : cases.size() - 1;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    LowerCase(cases[i], subject, i == last, after);
    if (i == last) subject = Operand(subject.value());
  }
  DropOperand(subject, range);
  JumpTo(after, range);
  builder_.SealAndStart(after);
}

void Lowering::LowerCase(SyntaxNode node, Operand subject, bool takes_subject, BlockId after) {
  const SourceRange range{node.range().begin, node.range().begin};
  Pattern pattern;
  pattern.failed = builder_.NewBlock();
  if (takes_subject && subject.is_move()) {
    pattern.temporaries.push_back(subject.value());
    subject = Operand(subject.value());
  }
  if (node.HasComma()) {
    MatchSequence(node, subject.value(), pattern, true);
  } else if (const SyntaxNode only = node.child(SyntaxKind::kCasePattern); only.IsValid()) {
    MatchPattern(only, subject.value(), pattern);
  }
  BindCaptures(pattern, 0);
  DropPatternTemporaries(pattern, 0, range);
  if (const SyntaxNode guard = node.child(SyntaxField::kGuard); guard.IsValid()) {
    const BlockId passed = builder_.NewBlock();
    LowerCondition(FirstExpression(guard), passed, pattern.failed);
    builder_.SealAndStart(passed);
  }
  DropOperand(subject, range);
  LowerBlock(node.child(SyntaxField::kConsequence));
  JumpTo(after, range);
  builder_.SealAndStart(pattern.failed);
}

// ---- What a failed test leaves behind ----------------------------------------------------------------------------------------

void Lowering::DropPatternTemporaries(const Pattern& pattern, std::size_t first, SourceRange range) {
  for (std::size_t i = pattern.temporaries.size(); i-- > first;) Emit(Drop{{}, pattern.temporaries[i]}, range, true);
}

// Goes on where the condition holds; else drops what the pattern holds and goes to the next case.
void Lowering::TestPattern(Operand condition, Pattern& pattern, SourceRange range) {
  const BlockId matched = builder_.NewBlock();
  if (pattern.temporaries.empty()) {
    Emit(Branch{condition, matched, pattern.failed}, range, true);
  } else {
    const BlockId failed = builder_.NewBlock();
    Emit(Branch{condition, matched, failed}, range, true);
    builder_.SealAndStart(failed);
    DropPatternTemporaries(pattern, 0, range);
    JumpTo(pattern.failed, range);
  }
  builder_.SealAndStart(matched);
}

void Lowering::BindCaptures(Pattern& pattern, std::size_t first) {
  for (std::size_t i = first; i < pattern.captures.size(); ++i) {
    const Pattern::Capture& capture = pattern.captures[i];
    StoreSymbol(capture.symbol, Operand(capture.value), capture.range);
  }
  pattern.captures.resize(first);
}

// ---- Patterns ---------------------------------------------------------------------------------------------------------------

void Lowering::MatchPattern(SyntaxNode node, ValueId subject, Pattern& pattern) {
  const Nesting level(*this);
  if (level.IsTooDeep()) {
    NestingProblem(node.range());
    return TestPattern(EmitUnknown(node.range()), pattern, node.range());
  }
  switch (node.kind()) {
    case SyntaxKind::kCasePattern: {
      bool is_negative = false;
      for (const SyntaxNode child : node.children()) {
        if (child.kind() == SyntaxKind::kMinusToken) is_negative = true;
        if (!IsPatternNode(child)) continue;
        if (is_negative) return MatchValue(child, true, subject, pattern);
        return MatchPattern(child, subject, pattern);
      }
      return;
    }
    case SyntaxKind::kUnderscoreToken:
      return;
    case SyntaxKind::kDottedName: {
      const SyntaxNode first = node.first_child();
      if (node.size() != 2) return MatchValue(node, false, subject, pattern);
      if (first.kind() == SyntaxKind::kIdentifier) pattern.captures.push_back({scopes_.SymbolOf(first), subject, node.range()});
      return;
    }
    case SyntaxKind::kAsPattern: {
      for (const SyntaxNode child : node.children()) {
        if (child.kind() == SyntaxKind::kIdentifier) {
          pattern.captures.push_back({scopes_.SymbolOf(child), subject, child.range()});
        } else if (IsPatternNode(child)) {
          MatchPattern(child, subject, pattern);
        }
      }
      return;
    }
    case SyntaxKind::kUnionPattern:
      return MatchAlternatives(node, subject, pattern);
    case SyntaxKind::kTuplePattern:
      if (!node.HasComma() && node.HasChildren() && FirstExpression(node).IsValid()) {
        const SyntaxNode only = FirstExpression(node);
        const SyntaxNode inner = only.first_child();
        const bool is_splat = inner.IsValid() && inner.kind() == SyntaxKind::kSplatPattern;
        if (!is_splat) return MatchPattern(only, subject, pattern);
      }
      return MatchSequence(node, subject, pattern);
    case SyntaxKind::kListPattern:
      return MatchSequence(node, subject, pattern);
    case SyntaxKind::kDictPattern:
      return MatchMapping(node, subject, pattern);
    case SyntaxKind::kClassPattern:
      return MatchClass(node, subject, pattern);
    case SyntaxKind::kError:
      return TestPattern(EmitUnknown(node.range()), pattern, node.range());
    default:
      return MatchValue(node, false, subject, pattern);
  }
}

// `case 1:`, `case Color.RED:` compare; `case None:`, True and False ask for identity.
void Lowering::MatchValue(SyntaxNode node, bool is_negative, ValueId subject, Pattern& pattern) {
  const bool is_singleton = node.kind() == SyntaxKind::kNone || node.kind() == SyntaxKind::kTrue || node.kind() == SyntaxKind::kFalse;
  const Operand value = LowerPatternLiteral(node, is_negative);
  const CompareOperator op = is_singleton ? CompareOperator::kIs : CompareOperator::kEqual;
  TestPattern(EmitValue(Compare{op, Operand(subject), value}, node.range(), true), pattern, node.range());
}

Operand Lowering::LowerPatternLiteral(SyntaxNode node, bool is_negative) {
  if (node.kind() == SyntaxKind::kDottedName) return LowerDottedName(node);
  if (node.kind() == SyntaxKind::kComplexPattern) {  // -1+2j
    Operand value;
    bool negate = false;
    bool subtract = false;
    for (const SyntaxNode child : node.children()) {
      if (child.kind() == SyntaxKind::kMinusToken || child.kind() == SyntaxKind::kPlusToken) {
        (value.IsValid() ? subtract : negate) = child.kind() == SyntaxKind::kMinusToken;
        continue;
      }
      const Operand part = LowerExpression(child);
      if (!value.IsValid()) {
        value = negate ? EmitValue(Unary{UnaryOperator::kMinus, part}, child.range()) : part;
      } else {
        value = EmitValue(Binary{subtract ? BinaryOperator::kSubtract : BinaryOperator::kAdd, false, value, part}, node.range());
      }
    }
    return value.IsValid() ? value : EmitUnknown(node.range());
  }
  const Operand value = LowerExpression(node);
  return is_negative ? EmitValue(Unary{UnaryOperator::kMinus, value}, node.range()) : value;
}

Operand Lowering::LowerDottedName(SyntaxNode node) {
  Operand value;
  for (const SyntaxNode part : node.children()) {
    if (part.kind() != SyntaxKind::kIdentifier) continue;
    if (!value.IsValid()) {
      value = LowerIdentifier(part);
    } else {
      value = EmitValue(LoadAttr{value, scopes_.NameOf(part)}, {node.range().begin, part.range().end});
    }
  }
  return value.IsValid() ? value : EmitUnknown(node.range());
}

// `[a, *rest]`, `(a, b)`, `case a, b:`
void Lowering::MatchSequence(SyntaxNode node, ValueId subject, Pattern& pattern, bool is_case) {
  absl::InlinedVector<SyntaxNode, 8> parts;
  std::uint32_t star = Unpack::kNoStar;
  for (const SyntaxNode child : node.children()) {
    if (is_case && child.kind() != SyntaxKind::kCasePattern) continue;
    if (!IsPatternNode(child)) continue;
    const SyntaxNode inner = child.kind() == SyntaxKind::kCasePattern ? child.first_child() : child;
    if (inner.IsValid() && inner.kind() == SyntaxKind::kSplatPattern) star = static_cast<std::uint32_t>(parts.size());
    parts.push_back(child);
  }
  const SourceRange range = node.range();
  const bool has_star = star != Unpack::kNoStar;
  const std::size_t least = parts.size() - (has_star ? 1 : 0);
  MatchTest test;
  test.test = PatternTest::kSequence;
  test.star = has_star;
  test.count = static_cast<std::uint16_t>(least > 0xFFFF ? 0xFFFF : least);
  test.subject = subject;
  TestPattern(EmitValue(test, range, true), pattern, range);
  if (parts.empty()) return;
  const ValueId unpacked = Emit(Unpack{Operand(subject), static_cast<std::uint32_t>(parts.size()), star}, range, true);
  const std::size_t first = pattern.temporaries.size();
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    const Operand from(unpacked, i + 1 == parts.size());
    pattern.temporaries.push_back(Emit(Element{from, i}, parts[i].range(), true));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    SyntaxNode part = parts[i];
    if (part.kind() == SyntaxKind::kCasePattern && part.HasChildren()) part = part.first_child();
    if (part.kind() == SyntaxKind::kSplatPattern) {
      const SyntaxNode name = part.child(SyntaxKind::kIdentifier);
      if (name.IsValid()) pattern.captures.push_back({scopes_.SymbolOf(name), pattern.temporaries[first + i], name.range()});
    } else {
      MatchPattern(parts[i], pattern.temporaries[first + i], pattern);
    }
  }
}

// `{"key": pattern, **rest}`
void Lowering::MatchMapping(SyntaxNode node, ValueId subject, Pattern& pattern) {
  std::size_t count = 0;
  for (const SyntaxNode child : node.children()) count += child.field() == SyntaxField::kValue ? 1 : 0;
  MatchTest is_mapping;
  is_mapping.test = PatternTest::kMapping;
  is_mapping.count = static_cast<std::uint16_t>(count > 0xFFFF ? 0xFFFF : count);
  is_mapping.subject = subject;
  TestPattern(EmitValue(is_mapping, node.range(), true), pattern, node.range());
  bool is_negative = false;
  SyntaxNode key;
  absl::InlinedVector<std::pair<SyntaxNode, bool>, 4> keys;  // and is it negative
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == SyntaxKind::kMinusToken) {
      is_negative = true;
    } else if (child.field() == SyntaxField::kKey) {
      key = child;
    } else if (child.kind() == SyntaxKind::kSplatPattern) {
      const SyntaxNode name = child.child(SyntaxKind::kIdentifier);
      if (!name.IsValid()) continue;
      const Argument all{Operand(subject), ArgumentKind::kDoubleStar, {}};
      const PoolRange elements = builder_.AddArguments(std::span<const Argument>(&all, 1));
      const ValueId rest = Emit(MakeContainer{ContainerKind::kDict, elements}, child.range(), true);
      pattern.temporaries.push_back(rest);
      for (const auto& [taken, is_taken_negative] : keys)  // a copy without the keys of the pattern
        Emit(DeleteItem{Operand(rest), LowerPatternLiteral(taken, is_taken_negative)}, child.range(), true);
      pattern.captures.push_back({scopes_.SymbolOf(name), pattern.temporaries.back(), name.range()});
    } else if (child.field() == SyntaxField::kValue && key.IsValid()) {
      keys.emplace_back(key, is_negative);
      MatchTest has_key;
      has_key.test = PatternTest::kKey;
      has_key.subject = subject;
      has_key.operand = LowerPatternLiteral(key, is_negative);
      TestPattern(EmitValue(has_key, key.range(), true), pattern, key.range());
      const Operand again = LowerPatternLiteral(key, is_negative);
      const ValueId item = Emit(LoadItem{Operand(subject), again}, key.range(), true);
      pattern.temporaries.push_back(item);
      is_negative = false;
      MatchPattern(child, item, pattern);
    }
  }
}

// `Point(x, y=0)`: positional parts are the attributes that the class names in __match_args__.
void Lowering::MatchClass(SyntaxNode node, ValueId subject, Pattern& pattern) {
  const SyntaxNode name = node.first_child();
  if (!name.IsValid() || name.kind() != SyntaxKind::kDottedName) return TestPattern(EmitUnknown(node.range()), pattern, node.range());
  MatchTest is_instance;
  is_instance.test = PatternTest::kClass;
  is_instance.subject = subject;
  is_instance.operand = LowerDottedName(name);
  TestPattern(EmitValue(is_instance, name.range(), true), pattern, name.range());

  bool matches_itself = false;
  for (const std::string_view known : kSelfMatching) matches_itself = matches_itself || TextOf(name) == known;
  std::uint32_t index = 0;
  for (const SyntaxNode child : node.children()) {
    if (child == name || child.kind() != SyntaxKind::kCasePattern) continue;
    const SyntaxNode inner = child.first_child();
    if (!inner.IsValid() || inner.kind() != SyntaxKind::kKeywordPattern) {
      if (matches_itself) {
        MatchPattern(child, subject, pattern);
      } else {
        MatchPositional(child, LowerDottedName(name), index++, subject, pattern);
      }
      continue;
    }
    SyntaxNode attribute;
    SyntaxNode value;
    bool is_negative = false;
    for (const SyntaxNode part : inner.children()) {
      if (!attribute.IsValid()) {
        attribute = part;
      } else if (part.kind() == SyntaxKind::kMinusToken) {
        is_negative = true;
      } else if (IsPatternNode(part)) {
        value = part;
      }
    }
    if (!attribute.IsValid() || !value.IsValid() || attribute.kind() != SyntaxKind::kIdentifier) continue;
    MatchTest has_attribute;
    has_attribute.test = PatternTest::kAttribute;
    has_attribute.subject = subject;
    has_attribute.name = scopes_.NameOf(attribute);
    TestPattern(EmitValue(has_attribute, attribute.range(), true), pattern, attribute.range());
    const ValueId part = Emit(LoadAttr{Operand(subject), has_attribute.name}, attribute.range(), true);
    pattern.temporaries.push_back(part);
    if (is_negative) {
      MatchValue(value, true, part, pattern);
    } else {
      MatchPattern(value, part, pattern);
    }
  }
}

// getattr(subject, cls.__match_args__[index])
void Lowering::MatchPositional(SyntaxNode node, Operand cls, std::uint32_t index, ValueId subject, Pattern& pattern) {
  const SourceRange range = node.range();
  const Operand names = EmitValue(LoadAttr{cls, Intern("__match_args__")}, range, true);
  const Operand position(Emit(Const{ConstKind::kInt, Intern(std::to_string(index))}, range, true));
  const Operand name = EmitValue(LoadItem{names, position}, range, true);
  const Operand getattr = EmitValue(LoadName{Intern("getattr"), NameScope::kGlobal}, range, true);
  const std::array<Argument, 2> parts = {Argument{Operand(subject), ArgumentKind::kPositional, {}}, Argument{name, ArgumentKind::kPositional, {}}};
  const PoolRange arguments = builder_.AddArguments(parts);
  const ValueId value = Emit(Call{getattr, arguments}, range, true);
  pattern.temporaries.push_back(value);
  MatchPattern(node, value, pattern);
}

// `a | b`: the first alternative that matches. What an alternative captures is bound when it has matched.
void Lowering::MatchAlternatives(SyntaxNode node, ValueId subject, Pattern& pattern) {
  const BlockId matched = builder_.NewBlock();
  bool is_negative = false;
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == SyntaxKind::kMinusToken) {
      is_negative = true;
      continue;
    }
    if (!IsPatternNode(child)) continue;
    Pattern alternative;
    alternative.failed = builder_.NewBlock();
    if (is_negative) {
      MatchValue(child, true, subject, alternative);
    } else {
      MatchPattern(child, subject, alternative);
    }
    is_negative = false;
    BindCaptures(alternative, 0);
    DropPatternTemporaries(alternative, 0, child.range());
    JumpTo(matched, child.range());
    builder_.SealAndStart(alternative.failed);
  }
  DropPatternTemporaries(pattern, 0, node.range());
  JumpTo(pattern.failed, node.range());
  builder_.SealAndStart(matched);
}

}  // namespace dangle
