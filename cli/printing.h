// What --print shows of each phase.
#ifndef DANGLE_CLI_PRINTING_H_
#define DANGLE_CLI_PRINTING_H_

#include <ostream>
#include <vector>

#include "base/names.h"
#include "dataflow/interproc/summaries.h"
#include "frontend/files.h"
#include "ir/module.h"
#include "report/finding.h"
#include "semantics/program.h"

namespace dangle {

// One line a file: its path and the names by which it can be imported; then the import roots, relative to the project root.
void PrintFiles(const FileSet& files, std::ostream& out);

// The syntax tree of each file, as the parser reads it after repairs, a node a line.
void PrintSyntaxTrees(const SourceSet& sources, std::ostream& out);

// The functions of each module, as ir/printer.h writes them, and as graphs for Graphviz.
void PrintIr(const std::vector<Module>& modules, const NameTable& names, const SourceSet& sources, std::ostream& out);
void PrintIrGraphs(const std::vector<Module>& modules, const NameTable& names, std::ostream& out);

// One line for each `reveal_type(x)` of the project: its place, and the type of x there.
void PrintRevealed(const Program& program, const SourceSet& sources, std::ostream& out);

// One line a function that calls others of the project: whom it calls, by qualified names.
void PrintCalls(const Program& program, const SourceSet& sources, std::ostream& out);
void PrintCallGraph(const Program& program, std::ostream& out);
// One line a component, callees first, with its members.
void PrintComponents(const Program& program, std::ostream& out);
// For each function of the project: where it may be left, and what each instruction does to each object that is followed through
// it.
void PrintFacts(const Program& program, const ProgramSummaries& summaries, const SourceSet& sources, std::ostream& out);
// For each object that is followed through a function: its state before and after each instruction, at the fixpoint.
void PrintStates(const Program& program, const ProgramSummaries& summaries, const SourceSet& sources, RaiseRank max_rank, std::ostream& out);
// The contract of each function of the project, as a stub would say it.
void PrintSummaries(const Program& program, const ProgramSummaries& summaries, std::ostream& out);

// One line a finding, before any selection.
void PrintFindings(const std::vector<Finding>& findings, const SourceSet& sources, std::ostream& out);

}  // namespace dangle

#endif  // DANGLE_CLI_PRINTING_H_
