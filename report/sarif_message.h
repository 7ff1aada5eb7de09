// The message of a SARIF result: its text, and the same as a template of the rule with arguments, by which consumers translate
// and group messages. The names of the code, which stand in single quotes, are the arguments.
//
//   "The file 'f' is never closed."   →   template "The file '{0}' is never closed.", arguments ["f"]
//
// Source: SARIF 2.1.0, 3.11 (message), 3.49.11 (messageStrings).
#ifndef DANGLE_REPORT_SARIF_MESSAGE_H_
#define DANGLE_REPORT_SARIF_MESSAGE_H_

#include <string>
#include <string_view>
#include <vector>

namespace dangle {

struct SarifMessage {
  std::string text;
  std::string id;  // of the template: a hash of it, so that it does not depend on other findings
  std::string text_template;
  std::vector<std::string> arguments;
};

SarifMessage MakeSarifMessage(std::string text);

// Breaks what a consumer would take for a link: "handlers[0](event)" is "handlers\[0\](event)".
std::string EscapeSarifLinks(std::string_view text);

// "coroutine-never-awaited" is "CoroutineNeverAwaited".
std::string PascalCase(std::string_view name);

// The first `max_bytes` bytes of a text at most, cut between code points.
std::string_view CutText(std::string_view text, std::size_t max_bytes);

}  // namespace dangle

#endif  // DANGLE_REPORT_SARIF_MESSAGE_H_
