#include "semantics/printer.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "semantics/program_data.h"

namespace dangle {

namespace {

std::string_view KindName(DefinitionKind kind) {
  switch (kind) {
    case DefinitionKind::kClass:
      return "class";
    case DefinitionKind::kFunction:
      return "function";
    case DefinitionKind::kImport:
      return "import";
    case DefinitionKind::kValue:
      return "value";
  }
  return "";
}

std::string Described(const Program& program, const CallResolution& resolution) {
  std::string text;
  for (const CallTarget& target : resolution.targets) {
    text += text.empty() ? " = " : ", ";
    if (target.constructed.IsValid()) text += "new " + program.QualifiedName(target.constructed);
    if (target.constructed.IsValid() && target.function.IsValid()) text += " by ";
    if (target.function.IsValid()) text += program.QualifiedName(target.function);
  }
  if (!resolution.targets.empty() && !resolution.is_complete) text += ", ?";
  return text;
}

}  // namespace

std::string PrintSymbols(const Program& program) {
  const Program::Data& data = program.data();
  std::vector<std::vector<BodySymbolId>> of_scope(data.functions.size());
  for (std::size_t i = 0; i < data.symbols.symbols.size(); ++i) {
    of_scope[data.symbols.symbols[BodySymbolId(i)].scope.value()].push_back(BodySymbolId(i));
  }
  std::string out;
  for (std::size_t f = 0; f < data.functions.size(); ++f) {
    const FunctionRef ref = data.functions[FunctionIndex(f)].ref;
    if (!data.IsProject(ref.module) || of_scope[f].empty()) continue;
    const bool is_class = data.FunctionOf(ref).kind == FunctionKind::kClassBody;
    out += is_class ? "class " + program.QualifiedName(ref) : std::string(data.names.Text(data.ModuleOf(ref.module).name));
    out += '\n';
    auto& symbols = of_scope[f];
    const auto name_of = [&](BodySymbolId id) { return data.names.Text(data.symbols.symbols[id].name); };
    std::ranges::sort(symbols, [&](BodySymbolId a, BodySymbolId b) { return name_of(a) < name_of(b); });
    for (const BodySymbolId id : symbols) {
      const BodySymbol& symbol = data.symbols.symbols[id];
      out += "  ";
      out += name_of(id);
      out += " (";
      for (std::uint32_t d = 0; d < symbol.definitions.size; ++d) {
        if (d > 0) out += ", ";
        out += KindName(data.symbols.definitions[symbol.definitions.begin + d].kind);
      }
      out += "): " + program.Print(data.cells[symbol.cell].type) + "\n";
    }
  }
  return out;
}

std::string PrintClasses(const Program& program) {
  const Program::Data& data = program.data();
  std::vector<std::vector<std::pair<std::string_view, TypeCellId>>> attributes(data.classes.size());
  for (const auto& [key, cell] : data.attributes) attributes[key.first.value()].emplace_back(data.names.Text(key.second), cell);
  std::string out;
  for (std::size_t c = 0; c < data.classes.size(); ++c) {
    const ClassData& info = data.classes[ClassIndex(c)];
    if (!data.IsProject(info.ref.module)) continue;
    out += "class " + program.QualifiedName(info.ref) + ":";
    for (std::size_t i = 0; i < info.info.mro.size(); ++i) out += (i == 0 ? " " : ", ") + program.QualifiedName(info.info.mro[i]);
    out += info.info.has_unknown_base ? ", ?\n" : "\n";
    std::ranges::sort(attributes[c]);
    for (const auto& [name, cell] : attributes[c]) {
      out += "  self." + std::string(name) + ": " + program.Print(data.cells[cell].type) + "\n";
    }
  }
  return out;
}

std::string PrintTypes(const Program& program) {
  const Program::Data& data = program.data();
  std::string out;
  for (std::size_t f = 0; f < data.functions.size(); ++f) {
    const FunctionIndex index(f);
    const FunctionRef ref = data.functions[index].ref;
    if (!data.IsProject(ref.module)) continue;
    const Function& function = data.FunctionOf(ref);
    out += (function.is_async ? "async def " : "def ") + program.QualifiedName(ref) + "(";
    for (std::size_t p = 0; p < function.parameters.size(); ++p) {
      out += p == 0 ? "" : ", ";
      out += data.names.Text(function.parameters[p].name);
      out += ": " + program.Print(data.cells[data.ParameterCell(index, p)].type);
    }
    out += ") -> " + program.Print(data.cells[data.ResultCell(index)].type) + "\n";
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const ValueId value(i);
      const std::string targets = Described(program, program.Resolve(ref, value));
      if (!HasValue(function.instructions[value]) && targets.empty()) continue;
      out += "  %" + std::to_string(i) + ": " + program.Print(program.TypeOf(ref, value)) + targets + "\n";
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> DescribeStatistics(const SemanticsStatistics& statistics) {
  constexpr std::array<std::string_view, 8> kKinds = {"directly",    "as constructors", "as methods",      "as virtual methods",
                                                      "as closures", "by models",       "unknown methods", "unknown"};
  const std::uint64_t calls = std::accumulate(statistics.calls.begin(), statistics.calls.end(), std::uint64_t{0});
  std::string by_kind = std::to_string(calls);
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    by_kind += (i == 0 ? ": " : ", ") + std::to_string(statistics.calls[i]) + " " + std::string(kKinds[i]);
  }
  return {
      {"calls resolved", by_kind},
      {"attribute reads resolved", std::to_string(statistics.attribute_reads_resolved) + " of " + std::to_string(statistics.attribute_reads)},
      {"visits of functions for types", std::to_string(statistics.visits)},
      {"functions whose types did not settle", std::to_string(statistics.capped_functions)},
      {"calls with too many targets", std::to_string(statistics.wide_calls)},
      {"models loaded", std::to_string(statistics.models_loaded)},
      {"typeshed stubs opened", std::to_string(statistics.typeshed_opened)},
      {"installed modules opened", std::to_string(statistics.installed_opened)},
      {"library modules left out", std::to_string(statistics.libraries_left_out)},
      {"library functions inferred from their bodies", std::to_string(statistics.library_functions)},
  };
}

}  // namespace dangle
