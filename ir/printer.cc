#include "ir/printer.h"

#include <span>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/overloaded.h"
#include "ir/spelling.h"

namespace dangle {
namespace {

// What the slots of a function are called: their name, with their number where the name alone is not unique.
std::vector<std::string> SlotLabels(const Function& function, const NameTable& names) {
  absl::flat_hash_map<NameId, int> count;
  for (const Slot& slot : function.slots) ++count[slot.name];
  std::vector<std::string> labels;
  for (const Slot& slot : function.slots) {
    std::string label(slot.name.IsValid() ? names.Text(slot.name) : std::string_view());
    if (!slot.name.IsValid() || count[slot.name] > 1 || label.find('.') != std::string::npos) label += "." + std::to_string(labels.size());
    labels.push_back(std::move(label));
  }
  return labels;
}

void AppendQuoted(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\x";
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

// Prints the instructions of one function.
class Printer {
 public:
  Printer(const Function& function, const NameTable& names, const Module* module, const SourceFile* file)
      : function_(function), names_(names), module_(module), file_(file), labels_(SlotLabels(function, names)) {}

  void PrintHeader(std::string_view prefix);
  void PrintSlots();
  void PrintBlockHeader(BlockId block);
  void PrintInstruction(ValueId value);
  void PrintBody(std::string_view indent);
  std::string Take() { return std::move(out_); }

 private:
  void PrintOperation(const Operation& operation);
  void PrintConst(const Const& constant);
  void PrintMarks(const Instruction& instruction);
  void PrintComment(const Instruction& instruction);

  void Text(std::string_view text) { out_ += text; }
  void Number(std::uint32_t number) { out_ += std::to_string(number); }
  void Name(NameId name) { out_ += name.IsValid() ? names_.Text(name) : std::string_view("_"); }
  void SlotOf(SlotId slot) { out_ += labels_[slot.value()]; }
  void Value(ValueId value) {
    out_ += '%';
    Number(value.value());
  }
  void BlockOf(BlockId block) {
    out_ += 'b';
    Number(block.value());
  }
  void One(Operand operand) {
    if (operand.is_move()) Text("move ");
    Value(operand.value());
  }
  void Values(PoolRange range);
  void Arguments(PoolRange range);
  // `opcode a, b, c`: prints what is valid.
  void Operands(std::string_view opcode, std::initializer_list<Operand> operands);

  const Function& function_;
  const NameTable& names_;
  const Module* module_;
  const SourceFile* file_;
  std::vector<std::string> labels_;
  std::string out_;
};

void Printer::PrintHeader(std::string_view prefix) {
  Text(prefix);
  if (function_.is_async) Text("async ");
  Text(spelling::Of(spelling::kFunctions, function_.kind));
  Text(" ");
  Name(function_.qualified_name.IsValid() ? function_.qualified_name : function_.name);
  Text("(");
  bool is_first = true;
  const auto item = [&](std::string_view text) {
    if (!is_first) Text(", ");
    is_first = false;
    Text(text);
  };
  ParameterKind before = ParameterKind::kPositional;
  for (const Parameter& parameter : function_.parameters) {
    if (before == ParameterKind::kPositionalOnly && parameter.kind != before) item("/");
    if (parameter.kind == ParameterKind::kKeywordOnly && before != ParameterKind::kKeywordOnly && before != ParameterKind::kStar) item("*");
    before = parameter.kind;
    item(parameter.kind == ParameterKind::kStar ? "*" : parameter.kind == ParameterKind::kDoubleStar ? "**" : "");
    SlotOf(parameter.slot);
    if (parameter.has_default) Text(parameter.default_is_none ? "=None" : "=...");
  }
  if (before == ParameterKind::kPositionalOnly) item("/");
  Text(")");
  if (function_.is_generator) Text(" generator");
  if (function_.is_incomplete) Text(" incomplete");
  Text("\n");
}

void Printer::PrintSlots() {
  for (std::uint32_t i = 0; i < function_.slots.size(); ++i) {
    const Slot& slot = function_.slots[SlotId(i)];
    Text("  slot ");
    Text(labels_[i]);
    if (slot.kind != SlotKind::kLocal) Text(" ");
    Text(spelling::Of(spelling::kSlots, slot.kind));
    if (!slot.in_ssa) Text(" in_memory");
    if (slot.outer.IsValid()) {
      Text(" outer ");
      Number(slot.outer.value());
    }
    Text("\n");
  }
}

void Printer::PrintBlockHeader(BlockId id) {
  const Block& block = function_.blocks[id];
  BlockOf(id);
  Text(":");
  const char* separator = "  from ";
  for (const PredecessorEdge& edge : function_.PredecessorsOf(id)) {
    Text(separator);
    separator = ", ";
    BlockOf(edge.from);
    if (edge.kind != EdgeKind::kNormal) Text(" ");
    Text(spelling::Of(spelling::kEdges, edge.kind));
  }
  const auto handler = [&](std::string_view kind, BlockId to) {
    if (!to.IsValid()) return;
    Text(kind);
    BlockOf(to);
  };
  handler("  raise ", block.on_raise);
  handler("  cancel ", block.on_cancel);
  handler("  abandon ", block.on_abandon);
  if (block.survivors.size != 0) {
    Text("  survivors ");
    Values(block.survivors);
  }
  Text("\n");
}

void Printer::PrintBody(std::string_view indent) {
  for (std::uint32_t i = 0; i < function_.blocks.size(); ++i) {
    const Block& block = function_.blocks[BlockId(i)];
    Text(indent);
    PrintBlockHeader(BlockId(i));
    for (std::uint32_t j = 0; j < block.size; ++j) {
      Text(indent);
      Text("  ");
      PrintInstruction(ValueId(block.first + j));
      Text("\n");
    }
  }
}

void Printer::PrintInstruction(ValueId value) {
  const Instruction& instruction = function_.instructions[value];
  if (HasValue(instruction)) {
    Value(value);
    Text(" = ");
  }
  PrintOperation(instruction.operation);
  PrintMarks(instruction);
  if (module_ != nullptr) PrintComment(instruction);
}

void Printer::PrintMarks(const Instruction& instruction) {
  std::string marks;
  if (MayRaise(instruction)) marks += '!';
  if (MayCancel(instruction)) marks += '~';
  if (MayAbandon(instruction)) marks += '^';
  if (instruction.is_implicit) marks += '\'';
  if (!marks.empty()) Text(" " + marks);
}

void Printer::PrintComment(const Instruction& instruction) {
  if (file_ != nullptr) {
    Text("  # ");
    Number(file_->LineOf(instruction.range.begin));
  }
  const auto refer = [&](NameId name) {
    Text(file_ != nullptr ? " " : "  # ");
    Name(name);
  };
  if (const auto* closure = As<MakeClosure>(instruction)) refer(module_->functions[closure->function].qualified_name);
  if (const auto* made = As<MakeClass>(instruction)) refer(module_->classes[made->class_id].qualified_name);
  if (const auto* import = As<ImportName>(instruction)) refer(module_->imports[import->import].bound_name);
}

void Printer::Values(PoolRange range) {
  bool is_first = true;
  for (const ValueId value : function_.ValuesOf(range)) {
    if (!is_first) Text(", ");
    is_first = false;
    Value(value);
  }
}

void Printer::Arguments(PoolRange range) {
  Text("(");
  bool is_first = true;
  for (const Argument& argument : function_.ArgumentsOf(range)) {
    if (!is_first) Text(", ");
    is_first = false;
    if (argument.kind == ArgumentKind::kStar) Text("*");
    if (argument.kind == ArgumentKind::kDoubleStar) Text("**");
    if (argument.kind == ArgumentKind::kKeyword) {
      Name(argument.keyword);
      Text("=");
    }
    One(argument.value);
  }
  Text(")");
}

void Printer::Operands(std::string_view opcode, std::initializer_list<Operand> operands) {
  Text(opcode);
  const char* separator = " ";
  for (const Operand operand : operands) {
    if (!operand.IsValid()) continue;
    Text(separator);
    separator = ", ";
    One(operand);
  }
}

void Printer::PrintConst(const Const& constant) {
  Text("const ");
  Text(spelling::Of(spelling::kConsts, constant.kind));
  if (!constant.text.IsValid()) return;
  Text(" ");
  AppendQuoted(out_, names_.Text(constant.text));
}

void Printer::PrintOperation(const Operation& operation) {
  const auto scoped = [&](std::string_view opcode, NameScope scope, NameId name) {
    Text(opcode);
    Text(scope == NameScope::kGlobal ? "name " : "namespace ");
    Name(name);
  };
  const auto name = [&](NameId id) {
    Text(", ");
    Name(id);
  };
  const auto star = [](std::string_view opcode, bool is_async) { return std::string(opcode) + (is_async ? "_async" : ""); };
  const auto in = [](std::string_view opcode, std::string_view kind) { return std::string(opcode) + " " + std::string(kind); };
  const auto last = [&](Operand operand) {
    Text(", ");
    One(operand);
  };
  std::visit(Overloaded{
                 [&](const Const& i) { PrintConst(i); },
                 [&](const Param& i) {
                   Text("param ");
                   SlotOf(i.slot);
                 },
                 [&](const LoadName& i) { scoped("load_", i.scope, i.name); },
                 [&](const StoreName& i) {
                   scoped("store_", i.scope, i.name);
                   last(i.value);
                 },
                 [&](const DeleteName& i) { scoped("delete_", i.scope, i.name); },
                 [&](const LoadCell& i) {
                   Text("load_cell ");
                   SlotOf(i.slot);
                 },
                 [&](const ImportName& i) {
                   Text("import ");
                   Number(i.import.value());
                 },
                 [&](const Bind& i) {
                   Text("bind ");
                   SlotOf(i.slot);
                   last(i.value);
                 },
                 [&](const Drop& i) {
                   Text("drop ");
                   if (i.slot.IsValid())
                     SlotOf(i.slot);
                   else
                     Value(i.value);
                 },
                 [&](const Hold& i) { Operands("hold", {Operand(i.value)}); },
                 [&](const LoadAttr& i) {
                   Operands("load_attr", {i.object});
                   name(i.name);
                 },
                 [&](const StoreAttr& i) {
                   Operands("store_attr", {i.object});
                   name(i.name);
                   last(i.value);
                 },
                 [&](const DeleteAttr& i) {
                   Operands("delete_attr", {i.object});
                   name(i.name);
                 },
                 [&](const LoadItem& i) {
                   Operands("load_item", {i.object, i.index});
                 },
                 [&](const StoreItem& i) {
                   Operands("store_item", {i.object, i.index, i.value});
                 },
                 [&](const DeleteItem& i) {
                   Operands("delete_item", {i.object, i.index});
                 },
                 [&](const Call& i) {
                   Operands("call", {i.callee});
                   Arguments(i.arguments);
                 },
                 [&](const Await& i) { Operands("await", {i.value}); },
                 [&](const Yield& i) { Operands("yield", {i.value}); },
                 [&](const YieldFrom& i) { Operands("yield_from", {i.value}); },
                 [&](const Unary& i) { Operands(in("unary", spelling::Of(spelling::kUnary, i.op)), {i.operand}); },
                 [&](const Binary& i) {
                   Operands(in("binary", spelling::Of(spelling::kBinary, i.op)) + (i.in_place ? "=" : ""), {i.left, i.right});
                 },
                 [&](const Compare& i) {
                   Operands(in("compare", spelling::Of(spelling::kCompare, i.op)), {i.left, i.right});
                 },
                 [&](const MakeContainer& i) {
                   Text(in("make", spelling::Of(spelling::kContainers, i.kind)) + " ");
                   Arguments(i.elements);
                 },
                 [&](const Insert& i) {
                   Operands("insert", {i.container, i.key, i.value});
                 },
                 [&](const Unpack& i) {
                   Operands("unpack", {i.value});
                   Text(", ");
                   Number(i.count);
                   if (i.star == Unpack::kNoStar) return;
                   Text(", star ");
                   Number(i.star);
                 },
                 [&](const Element& i) {
                   Operands("element", {i.unpacked});
                   Text(", ");
                   Number(i.index);
                 },
                 [&](const MakeClosure& i) {
                   Text("closure ");
                   Number(i.function.value());
                   Text(" ");
                   Arguments(i.defaults);
                 },
                 [&](const MakeClass& i) {
                   Text("class ");
                   Number(i.class_id.value());
                   Text(" ");
                   Arguments(i.arguments);
                 },
                 [&](const Iterate& i) { Operands(star("iterate", i.is_async), {i.iterable}); },
                 [&](const Enter& i) { Operands(star("enter", i.is_async), {Operand(i.manager)}); },
                 [&](const Exit& i) {
                   Operands(star("exit", i.is_async), {i.manager, Operand(i.exception)});
                 },
                 [&](const Catch& i) { Text(in("catch", spelling::Of(spelling::kCatches, i.kind))); },
                 [&](const MatchException& i) {
                   Operands(i.is_star ? "match_exception_star" : "match_exception", {Operand(i.exception), i.type});
                 },
                 [&](const MatchTest& i) {
                   Operands(in("match", spelling::Of(spelling::kPatterns, i.test)), {Operand(i.subject), i.operand});
                   Text(", ");
                   Number(i.count);
                   if (i.star) Text(", star");
                   if (i.name.IsValid()) name(i.name);
                 },
                 [&](const Phi& i) {
                   Text("phi ");
                   if (i.slot.IsValid()) SlotOf(i.slot);
                   Text(i.slot.IsValid() ? " (" : "(");
                   Values(i.operands);
                   Text(")");
                 },
                 [&](const Jump& i) {
                   Text("jump ");
                   BlockOf(i.target);
                 },
                 [&](const Branch& i) {
                   Operands("branch", {i.condition});
                   Text(", ");
                   BlockOf(i.if_true);
                   Text(", ");
                   BlockOf(i.if_false);
                 },
                 [&](const Next& i) {
                   Operands(star("next", i.is_async), {Operand(i.iterator)});
                   Text(", ");
                   BlockOf(i.body);
                   Text(", ");
                   BlockOf(i.exhausted);
                 },
                 [&](const Return& i) { Operands("return", {i.value}); },
                 [&](const Raise& i) {
                   Operands("raise", {i.exception, i.cause});
                 },
                 [&](const Reraise& i) { Operands("reraise", {i.exception}); },
                 [&](const Unreachable&) { Text("unreachable"); },
                 [&](const Unknown& i) {
                   Text("unknown (");
                   Values(i.operands);
                   Text(")");
                 },
             },
             operation);
}

void AppendImport(std::string& out, const Import& import, const NameTable& names) {
  out += "from ";
  out.append(import.level, '.');
  if (import.module.IsValid()) out += names.Text(import.module);
  out += " import ";
  out += import.is_star ? "*" : import.name.IsValid() ? names.Text(import.name) : std::string_view("(module)");
  if (import.bound_name.IsValid()) {
    out += " as ";
    out += names.Text(import.bound_name);
  }
  if (import.is_type_only) out += " (types only)";
}

}  // namespace

std::string PrintFunction(const Function& function, const NameTable& names) {
  Printer printer(function, names, nullptr, nullptr);
  printer.PrintHeader("");
  printer.PrintSlots();
  printer.PrintBody("  ");
  return printer.Take();
}

std::string PrintInstruction(const Function& function, ValueId value, const NameTable& names) {
  Printer printer(function, names, nullptr, nullptr);
  printer.PrintInstruction(value);
  return printer.Take();
}

std::string PrintModule(const Module& module, const NameTable& names, const SourceFile* file) {
  std::string out;
  for (std::uint32_t i = 0; i < module.imports.size(); ++i) {
    out += "# import " + std::to_string(i) + ": ";
    AppendImport(out, module.imports[ImportId(i)], names);
    out += "\n";
  }
  for (std::uint32_t i = 0; i < module.classes.size(); ++i) {
    const ClassDeclaration& declaration = module.classes[ClassId(i)];
    out += "# class " + std::to_string(i) + ": ";
    out += names.Text(declaration.qualified_name);
    out += ", body is function " + std::to_string(declaration.body.value()) + "\n";
  }
  for (std::uint32_t i = 0; i < module.functions.size(); ++i) {
    const Function& function = module.functions[FunctionId(i)];
    if (!out.empty()) out += "\n";
    out += "# function " + std::to_string(i) + "\n";
    Printer printer(function, names, &module, file);
    printer.PrintHeader("");
    printer.PrintSlots();
    printer.PrintBody("  ");
    out += printer.Take();
  }
  return out;
}

}  // namespace dangle
