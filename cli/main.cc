#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <new>
#include <utility>

#include "cli/commands.h"
#include "cli/options.h"

namespace {

// A broken invariant (DANGLE_CHECK) has said what it is and aborts: to the caller the analysis failed.
void EndAfterAbort(int) { _exit(dangle::kExitFailed); }

int Run(int argc, const char* const* argv) {
  dangle::CommandLine line = dangle::ParseCommandLine(argc, argv);
  switch (line.command) {
    case dangle::Command::kScan:
      return dangle::RunScan(std::move(line.scan));
    case dangle::Command::kRules:
      return dangle::RunRules();
    case dangle::Command::kExplain:
      return dangle::RunExplain(line.rule_id);
    case dangle::Command::kParseOnly:
      return dangle::RunParseOnly(line.scan);
    case dangle::Command::kVerify:
      return dangle::RunVerify(line.scan);
    case dangle::Command::kStates:
      return dangle::RunStates(line.scan, line.function, line.html_path);
    case dangle::Command::kCheckModels:
      return dangle::RunCheckModels(line.scan);
    case dangle::Command::kWhyBlocks:
      return dangle::RunWhyBlocks(line.scan, line.function);
    case dangle::Command::kNone:
      break;
  }
  return line.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGABRT, EndAfterAbort);
  try {
    return Run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr << "dangle: out of memory\n";
    return dangle::kExitFailed;
  }
}
