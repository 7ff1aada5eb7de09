#include "cli/printing.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "dataflow/interproc/call_graph.h"
#include "dataflow/obligations/followed_objects.h"
#include "frontend/repair.h"
#include "frontend/syntax.h"
#include "ir/printer.h"
#include "semantics/unresolved.h"

namespace dangle {

namespace {

// Text of a leaf that is shown beside its kind.
constexpr std::size_t kMaxShownText = 40;

void PrintNode(const SyntaxRecord& record, std::size_t depth, const SourceFile& file, std::ostream& out) {
  out << std::string(2 * depth, ' ');
  if (record.field != SyntaxField::kNone) out << NameOf(record.field) << ": ";
  out << NameOf(record.kind);
  if (record.op != SyntaxKind::kOther) out << " " << NameOf(record.op);
  const SyntaxNode node(&record);
  if (node.IsAsync()) out << " async";
  if (node.IsMissing()) out << " missing";
  const LineColumn begin = file.CodePointPosition(record.begin);
  out << " " << begin.line << ":" << begin.column;
  const std::string_view text = file.TextOf(node.range());
  if (!node.HasChildren() && text.size() <= kMaxShownText && text.find_first_of("\r\n") == std::string_view::npos) out << " '" << text << "'";
  out << "\n";
}

void PrintTree(const SyntaxTree& tree, const SourceFile& file, std::ostream& out) {
  std::vector<std::size_t> ends;  // of the open subtrees: rows after their last
  for (std::size_t i = 0; i < tree.records().size(); ++i) {
    while (!ends.empty() && ends.back() <= i) ends.pop_back();
    PrintNode(tree.records()[i], ends.size(), file, out);
    ends.push_back(i + tree.records()[i].size);
  }
}

// Calls visit(view, objects, file) for each function of the project, in order.
template <typename Visitor>
void ForEachFollowed(const Program& program, const ProgramSummaries& summaries, const SourceSet& sources, const Visitor& visit) {
  const ReleaseIndex releases(program);
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    const Module& module = program.module(ModuleId(m));
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      const FunctionView view(program, summaries.contracts, {ModuleId(m), FunctionId(f)});
      visit(view, FollowObjects(view, releases), sources[module.file]);
    }
  }
}

}  // namespace

void PrintFiles(const FileSet& files, std::ostream& out) {
  for (const FoundFile& file : files.files) {
    out << file.display_path << ":";
    for (const std::string& name : file.module_names) out << " " << name;
    if (file.is_package) out << " (package)";
    if (file.is_stub) out << " (stub)";
    out << "\n";
  }
  for (const std::string& root : files.import_roots) {
    out << "import root: " << std::filesystem::path(root).lexically_relative(files.root).generic_string() << "\n";
  }
}

void PrintSyntaxTrees(const SourceSet& sources, std::ostream& out) {
  SyntaxParser parser;
  SyntaxTree tree;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const SourceFile& file = sources[FileId(i)];
    std::vector<SyntaxProblem> problems;
    ParseRepaired(parser, file.text(), tree, problems);
    out << "file " << file.path() << "\n";
    PrintTree(tree, file, out);
    for (const SyntaxProblem& problem : problems) out << "repaired in line " << file.LineOf(problem.range.begin) << ": " << problem.message << "\n";
  }
}

void PrintIr(const std::vector<Module>& modules, const NameTable& names, const SourceSet& sources, std::ostream& out) {
  for (const Module& module : modules) out << PrintModule(module, names, &sources[module.file]);
}

void PrintIrGraphs(const std::vector<Module>& modules, const NameTable& names, std::ostream& out) {
  for (const Module& module : modules) out << PrintModuleDot(module, names);
}

void PrintRevealed(const Program& program, const SourceSet& sources, std::ostream& out) {
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    const Module& module = program.module(ModuleId(m));
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      const Function& function = module.functions[FunctionId(f)];
      for (std::size_t i = 0; i < function.instructions.size(); ++i) {
        const auto* call = As<Call>(function.instructions[ValueId(i)]);
        const auto* name = call == nullptr ? nullptr : As<LoadName>(function.instructions[call->callee.value()]);
        if (name == nullptr || call->arguments.size != 1 || program.names().Text(name->name) != "reveal_type") continue;
        const ValueId asked = function.ArgumentsOf(call->arguments)[0].value.value();
        const SourceFile& file = sources[module.file];
        out << file.path() << ":" << file.LineOf(function.instructions[ValueId(i)].range.begin) << ": "
            << program.Print(program.TypeAt({ModuleId(m), FunctionId(f)}, ValueId(i), asked)) << "\n";
      }
    }
  }
}

// "app.py:3:5: model", and of what has no target the reason ("declared": a value that is declared as a Callable); for bench/resolution.py.
void PrintCalls(const Program& program, const SourceSet& sources, std::ostream& out) {
  constexpr std::array<std::string_view, 8> kKinds = {"direct", "constructor", "method", "virtual", "closure", "model", "unknown-method", "unknown"};
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    const Module& module = program.module(ModuleId(m));
    const SourceFile& file = sources[module.file];
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      const FunctionRef ref{ModuleId(m), FunctionId(f)};
      const Function& function = module.functions[FunctionId(f)];
      for (std::size_t i = 0; i < function.instructions.size(); ++i) {
        const Instruction& instruction = function.instructions[ValueId(i)];
        if (!Is<Call>(instruction) || instruction.is_implicit) continue;
        const CallResolution resolution = program.Resolve(ref, ValueId(i));
        const LineColumn at = file.CodePointPosition(instruction.range.begin);
        const LineColumn end = file.CodePointPosition(instruction.range.end);
        const bool is_declared = resolution.targets.empty() && CallsDeclaredCallable(program, ref, ValueId(i));
        out << file.path() << ":" << at.line << ":" << at.column << ":" << end.line << ":" << end.column << ": "
            << (is_declared ? "declared" : kKinds[static_cast<std::size_t>(resolution.kind)]);
        if (resolution.targets.empty() && !is_declared) out << ": " << ReasonOfUnresolved(program, ref, ValueId(i));
        out << "\n";
      }
    }
  }
}

void PrintCallGraph(const Program& program, std::ostream& out) {
  const CallGraph graph = BuildCallGraph(program);
  for (std::size_t e = 0; e < graph.edges.size();) {
    const CallNodeId caller = graph.edges[e].caller;
    std::vector<std::string> callees;
    for (; e < graph.edges.size() && graph.edges[e].caller == caller; ++e) {
      callees.push_back(program.QualifiedName(graph.functions[graph.edges[e].callee]));
    }
    std::sort(callees.begin(), callees.end());
    callees.erase(std::unique(callees.begin(), callees.end()), callees.end());
    out << program.QualifiedName(graph.functions[caller]) << " ->";
    for (const std::string& callee : callees) out << " " << callee;
    out << "\n";
  }
}

void PrintComponents(const Program& program, std::ostream& out) {
  const CallGraph graph = BuildCallGraph(program);
  const CallComponents components({graph.functions.size(), graph.edges});
  for (std::size_t c = 0; c < components.size(); ++c) {
    out << (components.IsRecursive(ComponentId(c)) ? "recursive" : "single");
    for (const CallNodeId node : components.NodesOf(ComponentId(c))) out << " " << program.QualifiedName(graph.functions[node]);
    out << "\n";
  }
}

void PrintFacts(const Program& program, const ProgramSummaries& summaries, const SourceSet& sources, std::ostream& out) {
  ForEachFollowed(program, summaries, sources, [&](const FunctionView& view, const std::vector<FollowedObject>& objects, const SourceFile& file) {
    out << program.QualifiedName(view.ref()) << "\n" << FactsAsText(view, objects, file);
  });
}

void PrintStates(const Program& program, const ProgramSummaries& summaries, const SourceSet& sources, RaiseRank max_rank, std::ostream& out) {
  ForEachFollowed(program, summaries, sources, [&](const FunctionView& view, const std::vector<FollowedObject>& objects, const SourceFile& file) {
    out << ProblemsAsText(program.QualifiedName(view.ref()), SolveForReaders(view, objects, max_rank, file));
  });
}

void PrintSummaries(const Program& program, const ProgramSummaries& summaries, std::ostream& out) {
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    for (std::size_t f = 0; f < program.module(ModuleId(m)).functions.size(); ++f) {
      const FunctionRef ref{ModuleId(m), FunctionId(f)};
      out << PrintContract(program, ref, summaries.contracts.Of(ref)) << "\n";
    }
  }
}

void PrintFindings(const std::vector<Finding>& findings, const SourceSet& sources, std::ostream& out) {
  for (const Finding& finding : findings) {
    const SourceFile& file = sources[finding.location.file];
    const LineColumn position = file.CodePointPosition(finding.location.range.begin);
    out << file.path() << ":" << position.line << ":" << position.column << ": " << finding.rule->id << " [" << SeverityName(finding.severity) << ", "
        << ConfidenceName(finding.confidence) << "] " << finding.message << "\n";
  }
}

}  // namespace dangle
