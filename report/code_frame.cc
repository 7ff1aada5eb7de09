#include "report/code_frame.h"

#include <algorithm>

#include "report/unicode.h"

namespace dangle {

namespace {

constexpr unsigned kTabColumns = 4;
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
// How much of a long line is shown before the mark.
constexpr unsigned kColumnsBeforeMark = 24;

struct Cell {
  std::string_view text;
  unsigned width = 1;
  std::uint32_t length = 1;  // bytes of the source
};

Cell CellAt(std::string_view line, std::size_t offset) {
  if (line[offset] == '\t') return {"    ", kTabColumns, 1};
  const DecodedCodePoint decoded = DecodeCodePoint(line, offset);
  if (!decoded.valid || IsUnsafeOnTerminal(decoded.code_point)) return {kReplacement, 1, decoded.length};
  return {line.substr(offset, decoded.length), DisplayWidth(decoded.code_point), decoded.length};
}

bool FitsUpTo(std::string_view line, std::size_t end, unsigned max_columns) {
  unsigned columns = 0;
  for (std::size_t offset = 0; offset < end && columns <= max_columns;) {
    const Cell cell = CellAt(line, offset);
    columns += cell.width;
    offset += cell.length;
  }
  return columns <= max_columns;
}

std::size_t PreviousOffset(std::string_view line, std::size_t offset) {
  do {
    --offset;
  } while (offset > 0 && (static_cast<unsigned char>(line[offset]) & 0xC0U) == 0x80U);
  return offset;
}

std::size_t WindowStart(std::string_view line, std::size_t mark_begin, std::size_t mark_end, unsigned max_columns) {
  if (FitsUpTo(line, mark_end, max_columns)) return 0;
  std::size_t start = mark_begin;
  for (unsigned columns = 0; start > 0 && columns < kColumnsBeforeMark;) {
    start = PreviousOffset(line, start);
    columns += CellAt(line, start).width;
  }
  return start;
}

}  // namespace

ShownLine ShowLine(std::string_view line, std::size_t mark_begin, std::size_t mark_end, unsigned max_columns) {
  mark_begin = std::min(mark_begin, line.size());
  mark_end = std::clamp(mark_end, mark_begin, line.size());
  ShownLine shown;
  std::size_t offset = WindowStart(line, mark_begin, mark_end, max_columns);
  unsigned column = 0;
  if (offset > 0) {
    shown.text.append(kEllipsis);
    column = 1;
  }
  unsigned mark_end_column = 0;
  while (offset < line.size()) {
    const Cell cell = CellAt(line, offset);
    const bool is_last = offset + cell.length >= line.size();
    if (column + cell.width + (is_last ? 0 : 1) > max_columns) {
      shown.text.append(kEllipsis);
      break;
    }
    if (offset <= mark_begin) shown.mark_column = column;
    shown.text.append(cell.text);
    column += cell.width;
    offset += cell.length;
    if (offset <= mark_end) mark_end_column = column;
  }
  if (mark_begin >= line.size()) shown.mark_column = column;
  if (offset < mark_end) mark_end_column = column;
  shown.mark_width = std::max(mark_end_column, shown.mark_column + 1) - shown.mark_column;
  return shown;
}

std::string ShowText(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const char c = text[offset];
    if (c == '\n' || c == '\r' || c == '\t') {
      shown.push_back(' ');
      ++offset;
      continue;
    }
    const Cell cell = CellAt(text, offset);
    shown.append(cell.text);
    offset += cell.length;
  }
  return shown;
}

}  // namespace dangle
