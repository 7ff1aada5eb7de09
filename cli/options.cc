#include "cli/options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "cli/pipeline.h"
#include "cli/version.h"

namespace dangle {

namespace {

constexpr int kWrongUse = 2;

const std::map<std::string, ReportFormat> kFormats{{"text", ReportFormat::kText}, {"sarif", ReportFormat::kSarif}, {"json", ReportFormat::kJson}};
const std::map<std::string, ColorMode> kColors{{"auto", ColorMode::kAuto}, {"always", ColorMode::kAlways}, {"never", ColorMode::kNever}};
const std::map<std::string, SarifProfile> kSarifProfiles{{"full", SarifProfile::kFull}, {"github", SarifProfile::kGithub}};

// Text that is parsed by one of the functions of settings.h.
template <typename T>
CLI::Option* AddWord(CLI::App& app, const std::string& name, std::optional<T>& target, std::optional<T> (*parse)(std::string_view),
                     const std::string& expected, const std::string& help) {
  return app.add_option_function<std::string>(
      name,
      [&target, parse, expected, name](const std::string& word) {
        target = parse(word);
        if (!target) throw CLI::ValidationError(name, "must be " + expected);
      },
      help);
}

// A list of names of a map, for help.
template <typename T>
CLI::Option* AddChoice(CLI::App& app, const std::string& name, T& target, const std::map<std::string, T>& choices, const std::string& help) {
  return app.add_option(name, target, help)->transform(CLI::CheckedTransformer(choices).description(""));
}

OutputFile ParseOutput(const std::string& text) {
  const std::size_t colon = text.find(':');
  const auto format = kFormats.find(text.substr(0, colon));
  if (colon == std::string::npos || format == kFormats.end() || colon + 1 == text.size()) {
    throw CLI::ValidationError("--output", "must be FORMAT:FILE with the format text, sarif or json");
  }
  return {format->second, text.substr(colon + 1)};
}

std::string PhaseList() {
  std::string list;
  for (const std::string_view phase : PrintablePhases()) list += (list.empty() ? "" : ", ") + std::string(phase);
  return list;
}

CLI::Validator PhaseName() {
  return CLI::Validator(
      [](std::string& word) {
        const std::vector<std::string_view> phases = PrintablePhases();
        if (std::find(phases.begin(), phases.end(), word) != phases.end()) return std::string();
        return "no such phase: '" + word + "' (known: " + PhaseList() + ")";
      },
      "PHASE");
}

void AddPathsAndThreads(CLI::App& app, ScanOptions& scan) {
  app.add_option("PATHS", scan.paths, "Files and folders; the working directory if none is given");
  app.add_option("-j,--jobs", scan.threads, "Threads (default: one for each processor)")->check(CLI::Range(1, 1024));
}

void AddSelection(CLI::App& app, Settings& settings) {
  const auto list = [&](const std::string& name, const std::string& help, auto add) {
    app.add_option_function<std::vector<std::string>>(name, add, help)->delimiter(',')->allow_extra_args(false)->type_name("RULES");
  };
  list("--select", "Only rules that begin with these prefixes, e.g. DNG2,DNG301",
       [&settings](const std::vector<std::string>& prefixes) { settings.select = prefixes; });
  list("--ignore", "Leave these rules out", [&settings](const std::vector<std::string>& prefixes) { settings.ignore = prefixes; });
  list("--extend-select", "Add these rules to those selected",
       [&settings](const std::vector<std::string>& prefixes) { settings.extend_select = prefixes; });
  AddWord(app, "--profile", settings.profile, ParseProfile, "default, review or all",
          "default: P1 and P2 of medium confidence or better in the text, P3 also in SARIF and JSON; review: P3 in the text; all: low confidence");
  AddWord(app, "--min-confidence", settings.min_confidence, ParseConfidence, "high, medium or low", "Leave findings of lower confidence out");
  AddWord(app, "--min-severity", settings.min_severity, ParseSeverity, "P1, P2 or P3", "Leave findings of lower severity out");
  app.add_option_function<std::string>(
         "--python", [&settings](const std::string& path) { settings.python = path; },
         "The environment with the installed packages: its folder, or its interpreter; none: no environment (default: the project's .venv and the "
         "like, "
         "else VIRTUAL_ENV, CONDA_PREFIX)")
      ->type_name("PATH");
  AddWord(app, "--python-version", settings.python_minor, ParsePythonVersion, "3.8 to 3.14", "The Python that runs the code, e.g. 3.12");
}

void AddExcludes(CLI::App& app, Settings& settings) {
  app.add_option_function<std::vector<std::string>>(
         "--exclude", [&settings](const std::vector<std::string>& globs) { settings.exclude = globs; },
         "Files and folders to leave out, in place of the default ones (.venv, build, node_modules …)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("GLOBS");
  app.add_option("--extend-exclude", settings.extend_exclude, "Files and folders to leave out besides")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("GLOBS");
}

void AddOutput(CLI::App& app, ScanOptions& scan) {
  AddChoice(app, "--format", scan.format, kFormats, "What goes to stdout: text (default), sarif or json");
  app.add_option_function<std::vector<std::string>>(
         "--output",
         [&scan](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) scan.outputs.push_back(ParseOutput(text));
         },
         "A report besides, e.g. sarif:dangle.sarif; may be given several times")
      ->allow_extra_args(false)
      ->type_name("FORMAT:FILE");
  AddChoice(app, "--sarif-profile", scan.sarif_profile, kSarifProfiles, "full (default), or github: one result for each rule and line");
  AddChoice(app, "--color", scan.color, kColors, "auto (default: on a terminal, unless NO_COLOR is set), always or never");
  app.add_flag_callback(
      "-q,--quiet", [&scan] { scan.verbosity = Verbosity::kQuiet; }, "Only the findings");
  app.add_flag_callback(
      "-v,--verbose", [&scan] { scan.verbosity = Verbosity::kVerbose; }, "Also what is read and from where");
  CLI::Option* fix = app.add_flag_callback(
      "--fix", [&scan] { scan.fix = scan.fix == FixMode::kShow ? FixMode::kShow : FixMode::kWrite; },
      "Write the fixes that are safe to apply into the files, scan again, and report what is left");
  app.add_flag_callback(
         "--diff", [&scan] { scan.fix = FixMode::kShow; }, "With --fix: print them as a patch instead, and write nothing")
      ->needs(fix);
  app.add_flag("--exit-zero", scan.exit_zero, "End with 0 even if there are findings");
}

void AddScan(CLI::App& app, ScanOptions& scan, bool& no_cache) {
  AddPathsAndThreads(app, scan);
  AddSelection(app, scan.settings);
  AddExcludes(app, scan.settings);
  AddOutput(app, scan);
  app.add_option("--config", scan.config_path, "A dangle.toml or pyproject.toml in place of the nearest one")->check(CLI::ExistingFile);
  app.add_option("--models", scan.settings.models, "A folder of stubs of your own, looked up before dangle's; may be given several times")
      ->allow_extra_args(false)
      ->type_name("FOLDER");
  app.add_flag("--isolated", scan.no_config, "Read no configuration file");
  app.add_flag("--stats", scan.stats, "Time and peak memory of each phase, and what was not resolved, to stderr");
  app.add_option("--print", scan.print_phases, "Print what a phase makes: " + PhaseList())
      ->check(PhaseName())
      ->delimiter(',')
      ->allow_extra_args(false)
      ->excludes("--fix");
  app.add_option("--stop-after", scan.stop_after, "End after this phase")->check(PhaseName())->excludes("--fix");
  app.add_flag("--no-cache", no_cache, "Use no results of earlier scans (none are kept yet)");
}

}  // namespace

CommandLine ParseCommandLine(int argc, const char* const* argv) {
  CommandLine result;
  result.scan.threads = std::max<std::size_t>(1, std::thread::hardware_concurrency());
  bool no_cache = false;

  CLI::App app("dangle finds what async Python leaves dangling: coroutines nobody awaits, resources nobody releases, tasks nobody holds.\n",
               "dangle");
  app.set_version_flag("--version", "dangle " + std::string(kVersion));
  app.require_subcommand(1);
  app.footer("Exit codes: 0 nothing found, 1 findings, 2 wrong use or configuration, 3 the analysis failed.");
  CLI::App* scan = app.add_subcommand("scan", "Analyse files and folders");
  AddScan(*scan, result.scan, no_cache);
  CLI::App* rules = app.add_subcommand("rules", "List all rules");
  CLI::App* explain = app.add_subcommand("explain", "Show the page of a rule");
  explain->add_option("RULE", result.rule_id, "e.g. DNG201")->required();
  CLI::App* models = app.add_subcommand("models", "Stubs that say what a library's calls owe, take and release");
  models->require_subcommand(1);
  CLI::App* check_models = models->add_subcommand("check", "Check stubs: words, protocols, places, names; 2 if something is wrong");
  check_models->add_option("PATHS", result.scan.paths, "Stubs and folders of stubs; those of the configuration if none is given");
  CLI::App* debug = app.add_subcommand("debug", "Tools for working on dangle itself");
  debug->require_subcommand(1);
  CLI::App* parse_only = debug->add_subcommand("parse-only", "Parse the files and nothing else: what the speed of a scan is measured against");
  CLI::App* verify = debug->add_subcommand("verify", "Lower the files and check the form of every function; 3 if one is malformed");
  CLI::App* states = debug->add_subcommand("states", "Step through the solver: how it came to believe what it believes of a function's objects");
  states->add_option("FUNCTION", result.function, "e.g. app.Client.load, or Client.load if there is only one")->required();
  CLI::App* why_blocks =
      debug->add_subcommand("why-blocks", "Show by which calls a function blocks its thread, down to the primitive; 1 if it does not");
  why_blocks->add_option("FUNCTION", result.function, "e.g. app.Client.load, or Client.load")->required();
  for (CLI::App* subcommand : {parse_only, verify, states, why_blocks}) {
    AddPathsAndThreads(*subcommand, result.scan);
    AddExcludes(*subcommand, result.scan.settings);
  }
  AddWord(*states, "--profile", result.scan.settings.profile, ParseProfile, "default, review or all", "all: exceptions of unknown code too");
  states->add_option("--html", result.html_path, "Write a page that steps through the solver's work; without it, its end as text")->type_name("FILE");
  const std::pair<CLI::App*, Command> commands[] = {
      {scan, Command::kScan},     {rules, Command::kRules},   {explain, Command::kExplain},          {parse_only, Command::kParseOnly},
      {verify, Command::kVerify}, {states, Command::kStates}, {check_models, Command::kCheckModels}, {why_blocks, Command::kWhyBlocks}};
  for (const auto& [subcommand, command] : commands) {
    subcommand->callback([&result, chosen = command] { result.command = chosen; });
  }
  // CLI11 reports by exception; it goes no further than here.
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    result.command = Command::kNone;
    result.exit_code = app.exit(error) == 0 ? 0 : kWrongUse;
  }
  return result;
}

}  // namespace dangle
