#include <string>
#include <string_view>
#include <vector>

#include "ir/printer.h"
#include "ir/spelling.h"

namespace dangle {
namespace {

// Lines as Graphviz reads them: escaped, each left-justified.
void AppendLabel(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\l";
    } else {
      out += c;
    }
  }
}

// A function's dump in parts: its header with the slots, then each block.
std::vector<std::string> PartsOf(const std::string& dump) {
  std::vector<std::string> parts(1);
  for (std::size_t begin = 0; begin < dump.size();) {
    const std::size_t end = dump.find('\n', begin) + 1;
    const std::string line = dump.substr(begin, end - begin);
    if (line.compare(0, 3, "  b") == 0) parts.emplace_back();
    parts.back() += line;
    begin = end;
  }
  return parts;
}

std::string NodeName(std::uint32_t function, BlockId block) { return "f" + std::to_string(function) + "_b" + std::to_string(block.value()); }

void AppendEdges(std::string& out, const Function& function, std::uint32_t id, BlockId block) {
  ForEachSuccessor(function, block, [&](BlockId to, EdgeKind kind) {
    out += "    " + NodeName(id, block) + " -> " + NodeName(id, to) + " [label=\"";
    out += spelling::Of(spelling::kEdges, kind);
    out += kind >= EdgeKind::kRaise ? "\", style=dashed];\n" : "\"];\n";
  });
}

}  // namespace

std::string PrintModuleDot(const Module& module, const NameTable& names) {
  std::string out = "digraph module {\n  node [shape=box, fontname=monospace];\n";
  for (std::uint32_t id = 0; id < module.functions.size(); ++id) {
    const Function& function = module.functions[FunctionId(id)];
    const std::vector<std::string> parts = PartsOf(PrintFunction(function, names));
    out += "  subgraph cluster_" + std::to_string(id) + " {\n    label=\"";
    AppendLabel(out, parts.front());
    out += "\";\n";
    for (std::uint32_t b = 0; b < function.blocks.size(); ++b) {
      out += "    " + NodeName(id, BlockId(b)) + " [label=\"";
      AppendLabel(out, parts[b + 1]);
      out += "\"];\n";
      AppendEdges(out, function, id, BlockId(b));
    }
    out += "  }\n";
  }
  return out + "}\n";
}

}  // namespace dangle
