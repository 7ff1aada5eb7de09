// A notice: what the analysis says about itself, not about the Python it reads: a budget that was hit, a file that is not there.
// The text report counts notices in its closing lines, SARIF carries them as tool notifications, so nothing is lost in silence.
//
//   note: DNG903: app/generated.py:12: function 'app.generated.table' has more than 64 tracked names; the rest was not followed.
//
// Source: SARIF 2.1.0, 3.20.21 (toolExecutionNotifications) and 3.58 (notification).
#ifndef DANGLE_REPORT_NOTICE_H_
#define DANGLE_REPORT_NOTICE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.h"

namespace dangle {

enum class NoticeLevel : std::uint8_t {
  kNote,     // a budget was hit: something was not looked at
  kWarning,  // an input could not be used
  kError     // the analysis itself failed; the exit code is 3
};

struct Notice {
  std::string_view id = "DNG903";  // static text, like a rule's id
  NoticeLevel level = NoticeLevel::kNote;
  std::string message;      // one sentence with a full stop: which function, which budget, what is lost
  SourceLocation location;  // an invalid file: the notice has no place in a source file
  std::string path;         // of something that never became a SourceFile (an unreadable file); else empty
};

std::string_view NoticeLevelName(NoticeLevel level);  // "note", "warning", "error": SARIF's words

}  // namespace dangle

#endif  // DANGLE_REPORT_NOTICE_H_
