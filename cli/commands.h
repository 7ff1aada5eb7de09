// The commands: each runs to its exit code. Output goes to stdout, everything else to stderr.
#ifndef DANGLE_CLI_COMMANDS_H_
#define DANGLE_CLI_COMMANDS_H_

#include <string>

#include "cli/options.h"

namespace dangle {

inline constexpr int kExitClean = 0;
inline constexpr int kExitFindings = 1;
inline constexpr int kExitWrongUse = 2;
inline constexpr int kExitFailed = 3;

int RunScan(ScanOptions options);
int RunRules();
int RunExplain(const std::string& rule_id);
int RunParseOnly(const ScanOptions& options);
int RunVerify(const ScanOptions& options);
// Without paths: the folders that the configuration names.
int RunCheckModels(const ScanOptions& options);
// `function`: a qualified name or the end of one. `html_path`: empty for text on stdout.
int RunStates(const ScanOptions& options, const std::string& function, const std::string& html_path);
int RunWhyBlocks(const ScanOptions& options, const std::string& function);

}  // namespace dangle

#endif  // DANGLE_CLI_COMMANDS_H_
