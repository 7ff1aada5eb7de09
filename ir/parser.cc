#include "ir/parser.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ir/parser_line.h"
#include "ir/spelling.h"

namespace dangle {
namespace {

class Parser {
 public:
  Parser(std::string_view text, NameTable& names) : text_(text), names_(names) {}
  absl::StatusOr<Function> Parse();

 private:
  void ParseLine(ParserLine line);
  void ParseHeader(ParserLine& line);
  void ParseParameters(ParserLine& line);
  void ParseSlot(ParserLine& line);
  void ParseBlockHeader(ParserLine& line, std::uint32_t number);
  void ParseInstruction(ParserLine& line);
  Operation ParseOperation(ParserLine& line);
  std::optional<Operation> ParseValueOperation(std::string_view opcode, ParserLine& line);
  std::optional<Operation> ParseEffectOperation(std::string_view opcode, ParserLine& line);
  std::optional<Operation> ParseScopeOperation(std::string_view opcode, ParserLine& line);
  std::optional<Operation> ParseTerminator(std::string_view opcode, ParserLine& line);
  Operation ParseConst(ParserLine& line);
  Operation ParseBinary(ParserLine& line);
  Operation ParseUnpack(ParserLine& line);
  Operation ParsePhi(ParserLine& line);
  Operation ParseMatchTest(ParserLine& line);

  void Fail(const std::string& what) {
    if (error_.empty()) error_ = "line " + std::to_string(line_number_) + ": " + what;
  }
  void Expect(ParserLine& line, std::string_view token) {
    if (!line.TakeIf(token)) Fail("expected '" + std::string(token) + "', found '" + std::string(line.Peek()) + "'");
  }
  void Comma(ParserLine& line) { Expect(line, ","); }
  template <typename Enum, std::size_t kSize>
  Enum Spelled(ParserLine& line, const std::array<std::string_view, kSize>& table) {
    Enum value{};
    const std::string token = line.Take();
    if (!spelling::Read(table, token, value)) Fail("unknown word '" + token + "'");
    return value;
  }
  // The number behind a prefix: `%3`, `b4`, `7`.
  std::uint32_t Numbered(ParserLine& line, std::string_view prefix);
  NameId Name(ParserLine& line) { return names_.Intern(line.Take()); }
  SlotId SlotOf(ParserLine& line);
  ValueId Value(ParserLine& line) { return ValueId(Numbered(line, "%")); }
  BlockId BlockOf(ParserLine& line) { return BlockId(Numbered(line, "b")); }
  static bool StartsOperand(const ParserLine& line) { return line.Peek() == "move" || line.Peek().substr(0, 1) == "%"; }
  Operand One(ParserLine& line) {
    const bool is_move = line.TakeIf("move");
    return Operand(Value(line), is_move);
  }
  Operand Next(ParserLine& line) {
    Comma(line);
    return One(line);
  }
  // What follows a comma if there is one.
  Operand MaybeNext(ParserLine& line) { return line.TakeIf(",") ? One(line) : Operand(); }
  NameId NextName(ParserLine& line) {
    Comma(line);
    return Name(line);
  }
  BlockId NextBlock(ParserLine& line) {
    Comma(line);
    return BlockOf(line);
  }
  PoolRange Values(ParserLine& line);  // in parentheses
  PoolRange Arguments(ParserLine& line);

  std::string_view text_;
  NameTable& names_;
  Function function_;
  absl::flat_hash_map<std::string, SlotId> slots_;
  std::vector<std::string> parameters_;  // labels
  std::string error_;
  int line_number_ = 0;
  bool has_header_ = false;
};

absl::StatusOr<Function> Parser::Parse() {
  for (std::size_t begin = 0; begin < text_.size() && error_.empty();) {
    const std::size_t end = std::min(text_.find('\n', begin), text_.size());
    ++line_number_;
    ParseLine(ParserLine(text_.substr(begin, end - begin)));
    begin = end + 1;
  }
  if (error_.empty() && function_.blocks.empty()) Fail("expected a block");
  for (std::size_t i = 0; i < parameters_.size() && error_.empty(); ++i) {
    const auto found = slots_.find(parameters_[i]);
    if (found == slots_.end()) {
      Fail("parameter '" + parameters_[i] + "' has no slot");
    } else {
      function_.parameters[i].slot = found->second;
      function_.parameters[i].name = function_.slots[found->second].name;
    }
  }
  if (!error_.empty()) return absl::InvalidArgumentError(error_);
  return std::move(function_);
}

void Parser::ParseLine(ParserLine line) {
  if (line.AtEnd()) return;
  if (!has_header_) return ParseHeader(line);
  if (line.TakeIf("slot")) return ParseSlot(line);
  const std::string_view first = line.Peek();
  if (first.size() > 2 && first.front() == 'b' && first.back() == ':') {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(first.data() + 1, first.data() + first.size() - 1, number);
    if (error == std::errc() && end == first.data() + first.size() - 1) {
      line.Take();
      return ParseBlockHeader(line, number);
    }
  }
  ParseInstruction(line);
}

void Parser::ParseHeader(ParserLine& line) {
  has_header_ = true;
  function_.is_async = line.TakeIf("async");
  function_.kind = Spelled<FunctionKind>(line, spelling::kFunctions);
  const std::string name = line.Take();
  function_.qualified_name = names_.Intern(name);
  function_.name = names_.Intern(std::string_view(name).substr(name.rfind('.') + 1));
  ParseParameters(line);
  function_.is_generator = line.TakeIf("generator");
  function_.is_incomplete = line.TakeIf("incomplete");
  if (!line.AtEnd()) Fail("unexpected '" + std::string(line.Peek()) + "'");
}

void Parser::ParseParameters(ParserLine& line) {
  Expect(line, "(");
  ParameterKind kind = ParameterKind::kPositional;
  while (!line.AtEnd() && !line.TakeIf(")")) {
    std::string_view token = line.Peek();
    if (token == "/") {
      for (Parameter& parameter : function_.parameters) parameter.kind = ParameterKind::kPositionalOnly;
    } else if (token == "*") {
      kind = ParameterKind::kKeywordOnly;
    } else {
      Parameter parameter;
      parameter.kind = kind;
      if (token.substr(0, 2) == "**") {
        parameter.kind = ParameterKind::kDoubleStar;
        token.remove_prefix(2);
      } else if (token.front() == '*') {
        parameter.kind = ParameterKind::kStar;
        kind = ParameterKind::kKeywordOnly;
        token.remove_prefix(1);
      }
      const std::size_t equals = token.find('=');
      parameter.has_default = equals != std::string_view::npos;
      parameter.default_is_none = parameter.has_default && token.substr(equals) == "=None";
      parameters_.emplace_back(token.substr(0, equals));
      function_.parameters.push_back(parameter);
    }
    line.Take();
    line.TakeIf(",");
  }
}

void Parser::ParseSlot(ParserLine& line) {
  Slot slot;
  const std::string label = line.Take();
  const std::string_view name = std::string_view(label).substr(0, label.rfind('.'));
  if (!name.empty()) slot.name = names_.Intern(name);
  if (line.TakeIf("cell")) slot.kind = SlotKind::kCell;
  if (line.TakeIf("free")) slot.kind = SlotKind::kFree;
  slot.in_ssa = !line.TakeIf("in_memory");
  if (line.TakeIf("outer")) slot.outer = SlotId(Numbered(line, ""));
  if (!slots_.emplace(label, function_.slots.push_back(slot)).second) Fail("slot '" + label + "' exists already");
}

void Parser::ParseBlockHeader(ParserLine& line, std::uint32_t number) {
  if (number != function_.blocks.size()) Fail("expected b" + std::to_string(function_.blocks.size()));
  Block block;
  block.first = static_cast<std::uint32_t>(function_.instructions.size());
  block.predecessors.begin = static_cast<std::uint32_t>(function_.predecessor_pool.size());
  if (line.TakeIf("from")) {
    do {
      PredecessorEdge edge{BlockOf(line), EdgeKind::kNormal};
      // `from b0  raise b3` is no kind of the edge: that has no block behind it.
      ParserLine ahead = line;
      const std::string word = ahead.Take();
      if (spelling::Read(spelling::kEdges, word, edge.kind) && (ahead.AtEnd() || ahead.Peek().front() != 'b'))
        line = ahead;
      else
        edge.kind = EdgeKind::kNormal;
      function_.predecessor_pool.push_back(edge);
    } while (line.TakeIf(","));
  }
  block.predecessors.size = static_cast<std::uint32_t>(function_.predecessor_pool.size()) - block.predecessors.begin;
  if (line.TakeIf("raise")) block.on_raise = BlockOf(line);
  if (line.TakeIf("cancel")) block.on_cancel = BlockOf(line);
  if (line.TakeIf("abandon")) block.on_abandon = BlockOf(line);
  if (line.TakeIf("survivors")) {
    block.survivors.begin = static_cast<std::uint32_t>(function_.values.size());
    do function_.values.push_back(Value(line));
    while (line.TakeIf(","));
    block.survivors.size = static_cast<std::uint32_t>(function_.values.size()) - block.survivors.begin;
  }
  if (!line.AtEnd()) Fail("unexpected '" + std::string(line.Peek()) + "'");
  function_.blocks.push_back(block);
}

void Parser::ParseInstruction(ParserLine& line) {
  if (function_.blocks.empty()) return Fail("expected a slot or a block");
  Instruction instruction;
  const std::string expected = "%" + std::to_string(function_.instructions.size());
  const bool has_value = line.Peek().substr(0, 1) == "%";
  if (has_value && !line.TakeIf(expected)) return Fail("expected " + expected);
  if (has_value) Expect(line, "=");
  instruction.operation = ParseOperation(line);
  if (!error_.empty()) return;
  const std::string marks = line.Take();
  if (marks.find_first_not_of("!~^'") != std::string::npos) Fail("unexpected '" + marks + "'");
  instruction.is_implicit = marks.find('\'') != std::string::npos;
  if (has_value != HasValue(instruction)) Fail(has_value ? "this makes no value" : "this makes a value: write " + expected + " =");
  if (!line.AtEnd()) Fail("unexpected '" + std::string(line.Peek()) + "'");
  function_.instructions.push_back(instruction);
  ++function_.blocks.raw().back().size;
}

Operation Parser::ParseOperation(ParserLine& line) {
  const std::string opcode = line.Take();
  std::optional<Operation> operation = ParseValueOperation(opcode, line);
  if (!operation) operation = ParseEffectOperation(opcode, line);
  if (!operation) operation = ParseScopeOperation(opcode, line);
  if (!operation) operation = ParseTerminator(opcode, line);
  if (!operation) Fail("unknown instruction '" + opcode + "'");
  return operation.value_or(Unreachable{});
}

// Braces fix the order in which the operands are read.
std::optional<Operation> Parser::ParseValueOperation(std::string_view opcode, ParserLine& line) {
  if (opcode == "const") return ParseConst(line);
  if (opcode == "hold") return Hold{Value(line)};
  if (opcode == "load_attr") return LoadAttr{One(line), NextName(line)};
  if (opcode == "load_item") return LoadItem{One(line), Next(line)};
  if (opcode == "call") return Call{One(line), Arguments(line)};
  if (opcode == "await") return Await{One(line)};
  if (opcode == "yield") return Yield{StartsOperand(line) ? One(line) : Operand()};
  if (opcode == "yield_from") return YieldFrom{One(line)};
  if (opcode == "unary") return Unary{Spelled<UnaryOperator>(line, spelling::kUnary), One(line)};
  if (opcode == "binary") return ParseBinary(line);
  if (opcode == "compare") return Compare{Spelled<CompareOperator>(line, spelling::kCompare), One(line), Next(line)};
  if (opcode == "make") return MakeContainer{Spelled<ContainerKind>(line, spelling::kContainers), Arguments(line)};
  if (opcode == "unpack") return ParseUnpack(line);
  if (opcode == "element") {
    const Operand unpacked = One(line);
    Comma(line);
    return Element{unpacked, Numbered(line, "")};
  }
  if (opcode == "closure") return MakeClosure{FunctionId(Numbered(line, "")), Arguments(line)};
  if (opcode == "class") return MakeClass{ClassId(Numbered(line, "")), Arguments(line)};
  if (opcode == "iterate" || opcode == "iterate_async") return Iterate{One(line), opcode != "iterate"};
  if (opcode == "enter" || opcode == "enter_async") return Enter{Value(line), opcode != "enter"};
  if (opcode == "exit" || opcode == "exit_async") return Exit{One(line), MaybeNext(line).value(), opcode != "exit"};
  if (opcode == "catch") return Catch{Spelled<CatchKind>(line, spelling::kCatches)};
  if (opcode == "match_exception" || opcode == "match_exception_star") {
    return MatchException{Value(line), Next(line), opcode != "match_exception"};
  }
  if (opcode == "match") return ParseMatchTest(line);
  if (opcode == "phi") return ParsePhi(line);
  if (opcode == "unknown") return Unknown{Values(line)};
  return std::nullopt;
}

std::optional<Operation> Parser::ParseEffectOperation(std::string_view opcode, ParserLine& line) {
  if (opcode == "bind") {
    const SlotId slot = SlotOf(line);
    return Bind{slot, Next(line)};
  }
  if (opcode == "drop") {
    if (line.Peek().substr(0, 1) == "%") return Drop{{}, Value(line)};
    return Drop{SlotOf(line), {}};
  }
  if (opcode == "store_attr") {
    const Operand object = One(line);
    const NameId name = NextName(line);
    return StoreAttr{object, name, Next(line)};
  }
  if (opcode == "delete_attr") return DeleteAttr{One(line), NextName(line)};
  if (opcode == "store_item") return StoreItem{One(line), Next(line), Next(line)};
  if (opcode == "delete_item") return DeleteItem{One(line), Next(line)};
  if (opcode == "insert") {
    const Operand container = One(line);
    const Operand second = Next(line);
    const Operand third = MaybeNext(line);
    return third.IsValid() ? Insert{container, second, third} : Insert{container, {}, second};
  }
  return std::nullopt;
}

std::optional<Operation> Parser::ParseScopeOperation(std::string_view opcode, ParserLine& line) {
  constexpr std::string_view kNamespace = "_namespace";
  const bool is_namespace = opcode.size() > kNamespace.size() && opcode.substr(opcode.size() - kNamespace.size()) == kNamespace;
  const NameScope scope = is_namespace ? NameScope::kNamespace : NameScope::kGlobal;
  if (opcode == "load_name" || opcode == "load_namespace") return LoadName{Name(line), scope};
  if (opcode == "store_name" || opcode == "store_namespace") {
    const NameId name = Name(line);
    return StoreName{name, Next(line), scope};
  }
  if (opcode == "delete_name" || opcode == "delete_namespace") return DeleteName{Name(line), scope};
  if (opcode == "load_cell") return LoadCell{SlotOf(line)};
  if (opcode == "param") return Param{SlotOf(line)};
  if (opcode == "import") return ImportName{ImportId(Numbered(line, ""))};
  return std::nullopt;
}

std::optional<Operation> Parser::ParseTerminator(std::string_view opcode, ParserLine& line) {
  const bool has_operand = StartsOperand(line);
  if (opcode == "jump") return Jump{BlockOf(line)};
  if (opcode == "branch") return Branch{One(line), NextBlock(line), NextBlock(line)};
  if (opcode == "next" || opcode == "next_async") return dangle::Next{Value(line), NextBlock(line), NextBlock(line), opcode != "next"};
  if (opcode == "return") return Return{has_operand ? One(line) : Operand()};
  if (opcode == "raise") {
    if (!has_operand) return Raise{};
    return Raise{One(line), MaybeNext(line)};
  }
  if (opcode == "reraise") return Reraise{One(line)};
  if (opcode == "unreachable") return Unreachable{};
  return std::nullopt;
}

Operation Parser::ParseConst(ParserLine& line) {
  Const constant{Spelled<ConstKind>(line, spelling::kConsts), {}};
  if (line.Peek().substr(0, 1) == "\"") constant.text = names_.Intern(line.Take().substr(1));
  return constant;
}

Operation Parser::ParseBinary(ParserLine& line) {
  Binary binary;
  std::string op = line.Take();
  binary.in_place = op.size() > 1 && op.back() == '=';
  if (binary.in_place) op.pop_back();
  if (!spelling::Read(spelling::kBinary, op, binary.op)) Fail("unknown operator '" + op + "'");
  binary.left = One(line);
  binary.right = Next(line);
  return binary;
}

Operation Parser::ParseUnpack(ParserLine& line) {
  Unpack unpack;
  unpack.value = One(line);
  Comma(line);
  unpack.count = Numbered(line, "");
  if (line.TakeIf(",")) {
    Expect(line, "star");
    unpack.star = Numbered(line, "");
  }
  return unpack;
}

Operation Parser::ParsePhi(ParserLine& line) {
  Phi phi;
  if (line.Peek() != "(") phi.slot = SlotOf(line);
  phi.operands = Values(line);
  return phi;
}

Operation Parser::ParseMatchTest(ParserLine& line) {
  MatchTest test;
  test.test = Spelled<PatternTest>(line, spelling::kPatterns);
  test.subject = Value(line);
  Comma(line);
  if (StartsOperand(line)) {
    test.operand = One(line);
    Comma(line);
  }
  test.count = static_cast<std::uint16_t>(Numbered(line, ""));
  while (line.TakeIf(",")) {
    if (line.TakeIf("star")) {
      test.star = true;
    } else {
      test.name = Name(line);
    }
  }
  return test;
}

std::uint32_t Parser::Numbered(ParserLine& line, std::string_view prefix) {
  const std::string token = line.Take();
  std::uint32_t number = 0;
  const char* const end = token.data() + token.size();
  if (token.size() > prefix.size() && token.compare(0, prefix.size(), prefix) == 0) {
    const auto [stop, error] = std::from_chars(token.data() + prefix.size(), end, number);
    if (error == std::errc() && stop == end) return number;
  }
  Fail("expected " + (prefix.empty() ? std::string("a number") : std::string(prefix) + "<number>") + ", found '" + token + "'");
  return 0;
}

SlotId Parser::SlotOf(ParserLine& line) {
  const std::string label = line.Take();
  const auto found = slots_.find(label);
  if (found != slots_.end()) return found->second;
  Fail("no slot '" + label + "'");
  return {};
}

PoolRange Parser::Values(ParserLine& line) {
  PoolRange range{static_cast<std::uint32_t>(function_.values.size()), 0};
  Expect(line, "(");
  while (error_.empty() && !line.TakeIf(")")) {
    if (range.size != 0) Comma(line);
    function_.values.push_back(Value(line));
    ++range.size;
  }
  return range;
}

PoolRange Parser::Arguments(ParserLine& line) {
  PoolRange range{static_cast<std::uint32_t>(function_.arguments.size()), 0};
  Expect(line, "(");
  while (error_.empty() && !line.TakeIf(")")) {
    if (range.size != 0) Comma(line);
    Argument argument;
    const std::string token(line.Peek());
    if (const std::size_t equals = token.find('='); equals != std::string::npos) {
      argument.kind = ArgumentKind::kKeyword;
      argument.keyword = names_.Intern(token.substr(0, equals));
      line.Shorten(equals + 1);
    } else if (token.compare(0, 2, "**") == 0) {
      argument.kind = ArgumentKind::kDoubleStar;
      line.Shorten(2);
    } else if (token.compare(0, 1, "*") == 0) {
      argument.kind = ArgumentKind::kStar;
      line.Shorten(1);
    }
    argument.value = One(line);
    function_.arguments.push_back(argument);
    ++range.size;
  }
  return range;
}

}  // namespace

absl::StatusOr<Function> ParseFunction(std::string_view text, NameTable& names) { return Parser(text, names).Parse(); }

}  // namespace dangle
