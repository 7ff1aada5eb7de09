#include "semantics/unresolved.h"

#include "semantics/program_data.h"
#include "semantics/symbols.h"

namespace dangle {

namespace {

class ReasonFinder {
 public:
  ReasonFinder(const Program& program, FunctionRef ref) : program_(program), ref_(ref), function_(program.function(ref)) {}

  std::string Of(ValueId value) const {
    for (int steps = 0; steps < kMaxReasonSteps && value.IsValid(); ++steps) {
      const Instruction& instruction = function_.instructions[value];
      ValueId next;
      if (const auto* load = As<LoadAttr>(instruction)) {
        next = load->object.value();
        if (IsKnown(next)) return OfAttribute(*load);
      } else if (const auto* call = As<Call>(instruction)) {
        next = call->callee.value();
        if (IsKnown(next)) return "result of " + program_.Print(program_.TypeOf(ref_, next));
      } else if (const auto* await = As<Await>(instruction)) {
        next = await->value.value();
        if (IsKnown(next)) return "awaited " + program_.Print(program_.TypeOf(ref_, next));
      } else if (const auto* item = As<LoadItem>(instruction)) {
        next = item->object.value();
        if (IsKnown(next)) return "item of " + program_.Print(program_.TypeOf(ref_, next));
      } else if (Is<Phi>(instruction)) {
        next = UnknownOperand(value);
        if (!next.IsValid()) return "variable that different ways bind";
      } else {
        return OfOrigin(instruction);
      }
      value = next;
    }
    return "a long chain";
  }

 private:
  bool IsKnown(ValueId value) const {
    if (!value.IsValid()) return false;
    const TypeId type = program_.TypeOf(ref_, value);
    return type != kUnknownType && type != kNothingType;
  }

  std::string OfAttribute(const LoadAttr& load) const {
    const ValueId object = load.object.value();
    return "attribute '" + std::string(program_.names().Text(load.name)) + "' of " + program_.Print(program_.TypeOf(ref_, object));
  }

  ValueId UnknownOperand(ValueId at) const {
    ValueId found;
    ForEachOperand(function_, function_.instructions[at], [&](const Operand& operand) {
      if (!found.IsValid() && operand.IsValid() && operand.value() < at && !IsKnown(operand.value())) found = operand.value();
    });
    return found;
  }

  std::string OfOrigin(const Instruction& instruction) const {
    if (Is<Param>(instruction)) return "parameter without annotation";
    if (const auto* name = As<LoadName>(instruction)) return OfName(name->name);
    if (const auto* imported = As<ImportName>(instruction)) return OfImport(imported->import);
    if (Is<LoadCell>(instruction)) return "captured variable";
    if (Is<Element>(instruction)) return "unpacked element";
    if (Is<Next>(instruction)) return "element of a loop";
    if (Is<Enter>(instruction)) return "entered manager";
    if (Is<Catch>(instruction)) return "caught exception";
    if (Is<Binary>(instruction)) return "result of an operator";
    if (Is<YieldFrom>(instruction) || Is<Yield>(instruction)) return "what is sent to a generator";
    return "another value";
  }

  std::string OfName(NameId name) const {
    const Program::Data& data = program_.data();
    const BodySymbolId symbol = FindGlobal(data, ref_.module, name);
    if (!symbol.IsValid()) return "name '" + std::string(program_.names().Text(name)) + "' that nothing binds";
    const BodySymbol& found = data.symbols.symbols[symbol];
    for (std::uint32_t i = 0; i < found.definitions.size; ++i) {
      const Definition& definition = data.symbols.definitions[found.definitions.begin + i];
      if (definition.kind == DefinitionKind::kFunction) return "decorated function";
      if (definition.kind == DefinitionKind::kImport) return OfImport(ImportId(definition.id));
    }
    return "global variable";
  }

  std::string OfImport(ImportId id) const {
    const Module& module = program_.module(ref_.module);
    const Import& import = module.imports[id];
    std::string name = AbsoluteModuleName(module, import, program_.names());
    if (import.name.IsValid()) name.append(".").append(program_.names().Text(import.name));
    return "import of " + name;
  }

  const Program& program_;
  FunctionRef ref_;
  const Function& function_;
};

}  // namespace

std::string ReasonOfUnresolved(const Program& program, FunctionRef function, ValueId call) {
  const auto* made = As<Call>(program.function(function).instructions[call]);
  return made == nullptr ? std::string() : ReasonFinder(program, function).Of(made->callee.value());
}

bool CallsDeclaredCallable(const Program& program, FunctionRef function, ValueId call) {
  const Program::Data& data = program.data();
  const auto* made = As<Call>(program.function(function).instructions[call]);
  if (made == nullptr) return false;
  bool is_callable = false;
  for (const TypeId member : data.types.MembersOf(program.TypeAt(function, call, made->callee.value()))) {
    const Type& type = data.types[member];
    if (type.kind == TypeKind::kNone) continue;
    if (type.kind != TypeKind::kInstance || !data.Is(type.class_ref, WellKnown::kCallable)) return false;
    is_callable = true;
  }
  return is_callable;
}

}  // namespace dangle
