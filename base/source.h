// A source file, its text and its lines. Positions inside dangle are byte offsets into the UTF-8 text; only reports turn them
// into lines and columns (text: 1-based code points; SARIF: 1-based UTF-16 code units).
//
//   x = "é"; f()      # byte column of f is 10, code point column 9
//
// A line ends at "\n", "\r\n" or a lone "\r" (Python language reference 2.1.2).
#ifndef DANGLE_BASE_SOURCE_H_
#define DANGLE_BASE_SOURCE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace dangle {

struct FileTag {};
using FileId = Id<FileTag>;

// A half-open range of byte offsets [begin, end) in one file.
struct SourceRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const SourceRange&, const SourceRange&) = default;
  friend auto operator<=>(const SourceRange&, const SourceRange&) = default;
};

// A range together with its file: what findings and traces point at.
struct SourceLocation {
  FileId file;
  SourceRange range;
  friend bool operator==(const SourceLocation&, const SourceLocation&) = default;
};

// Both 1-based. What the column counts (code points or UTF-16 units) is said by the function that gives it.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(const LineColumn&, const LineColumn&) = default;
  friend auto operator<=>(const LineColumn&, const LineColumn&) = default;
};

// An immutable file: where it is, what it says. The line index is built when the file is made (one pass, memchr speed).
class SourceFile {
 public:
  // `path`: as printed (relative to the project root, '/' separators). `text`: valid UTF-8 without BOM; the frontend decodes.
  SourceFile(std::string path, std::string text);

  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }

  // 1-based line of a byte offset (clamped to the text). O(log lines).
  std::uint32_t LineOf(std::uint32_t offset) const;
  // Byte offset of the first character of a 1-based line (clamped).
  std::uint32_t LineStart(std::uint32_t line) const;
  // The text of a 1-based line without its line ending.
  std::string_view LineText(std::uint32_t line) const;
  LineColumn CodePointPosition(std::uint32_t offset) const;
  LineColumn Utf16Position(std::uint32_t offset) const;
  std::string_view TextOf(SourceRange range) const;

 private:
  std::string path_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

}  // namespace dangle

#endif  // DANGLE_BASE_SOURCE_H_
