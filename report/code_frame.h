// Source lines as a terminal shows them: tabs as four columns, wide characters as two, control characters made harmless, and of
// a very long line only the part around the mark.
//
//      |
//   12 |     f = open(path)
//      |         ^^^^^^^^^^
#ifndef DANGLE_REPORT_CODE_FRAME_H_
#define DANGLE_REPORT_CODE_FRAME_H_

#include <string>
#include <string_view>

namespace dangle {

struct ShownLine {
  std::string text;
  unsigned mark_column = 0;  // 0-based terminal column in `text`
  unsigned mark_width = 0;   // columns, at least 1
};

// `mark_begin`, `mark_end`: byte offsets in `line`. What lies beyond `max_columns` is cut and shown as an ellipsis.
ShownLine ShowLine(std::string_view line, std::size_t mark_begin, std::size_t mark_end, unsigned max_columns);

// A text without a mark, uncut: a message, a path. Line endings become spaces.
std::string ShowText(std::string_view text);

}  // namespace dangle

#endif  // DANGLE_REPORT_CODE_FRAME_H_
