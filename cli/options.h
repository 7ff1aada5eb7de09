// The command line: what the user asked for, as values. `dangle scan --help` lists all of it.
#ifndef DANGLE_CLI_OPTIONS_H_
#define DANGLE_CLI_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/settings.h"
#include "report/sarif.h"

namespace dangle {

enum class ReportFormat : std::uint8_t { kText, kSarif, kJson };
enum class ColorMode : std::uint8_t { kAuto, kAlways, kNever };
// What becomes of the findings' edits.
enum class FixMode : std::uint8_t { kNone, kWrite, kShow };
enum class Verbosity : std::uint8_t { kQuiet, kNormal, kVerbose };

struct OutputFile {
  ReportFormat format = ReportFormat::kText;
  std::string path;
};

struct ScanOptions {
  std::vector<std::string> paths;
  Settings settings;
  std::string config_path;                    // --config; empty: searched for
  bool no_config = false;                     // --isolated
  ReportFormat format = ReportFormat::kText;  // on stdout
  std::vector<OutputFile> outputs;
  std::vector<std::string> print_phases;
  std::string stop_after;
  std::size_t threads = 1;
  bool stats = false;
  bool exit_zero = false;
  FixMode fix = FixMode::kNone;
  Verbosity verbosity = Verbosity::kNormal;
  ColorMode color = ColorMode::kAuto;
  SarifProfile sarif_profile = SarifProfile::kFull;
};

enum class Command : std::uint8_t { kNone, kScan, kRules, kExplain, kParseOnly, kVerify, kStates, kCheckModels, kWhyBlocks };

struct CommandLine {
  Command command = Command::kNone;
  ScanOptions scan;       // kScan; paths and threads of kParseOnly, kVerify, kStates and kWhyBlocks; paths of kCheckModels
  std::string rule_id;    // kExplain
  std::string function;   // kStates, kWhyBlocks: qualified name, or its end
  std::string html_path;  // kStates; empty: text to stdout
  int exit_code = 0;      // of kNone: help or version was asked for (0), or the use was wrong (2); the text is already out
};

CommandLine ParseCommandLine(int argc, const char* const* argv);

}  // namespace dangle

#endif  // DANGLE_CLI_OPTIONS_H_
