#include "base/source.h"

#include <algorithm>
#include <utility>

namespace dangle {

namespace {

std::vector<std::uint32_t> FindLineStarts(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\n' || text[i] == '\r') starts.push_back(static_cast<std::uint32_t>(i + 1));
  }
  return starts;
}

bool IsContinuationByte(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
bool NeedsSurrogatePair(char c) { return static_cast<unsigned char>(c) >= 0xF0U; }

}  // namespace

SourceFile::SourceFile(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)), line_starts_(FindLineStarts(text_)) {}

std::uint32_t SourceFile::LineOf(std::uint32_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::uint32_t>(after - line_starts_.begin());
}

std::uint32_t SourceFile::LineStart(std::uint32_t line) const {
  const std::size_t index = std::clamp<std::size_t>(line, 1, line_starts_.size()) - 1;
  return line_starts_[index];
}

std::string_view SourceFile::LineText(std::uint32_t line) const {
  if (line == 0 || line > line_count()) return {};
  const std::size_t begin = line_starts_[line - 1];
  const std::size_t end = line < line_count() ? line_starts_[line] : text_.size();
  std::string_view content = std::string_view(text_).substr(begin, end - begin);
  while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.remove_suffix(1);
  return content;
}

LineColumn SourceFile::CodePointPosition(std::uint32_t offset) const {
  LineColumn position{LineOf(offset), 1};
  const std::size_t end = std::min<std::size_t>(offset, text_.size());
  for (std::size_t i = LineStart(position.line); i < end; ++i) {
    if (!IsContinuationByte(text_[i])) ++position.column;
  }
  return position;
}

LineColumn SourceFile::Utf16Position(std::uint32_t offset) const {
  LineColumn position{LineOf(offset), 1};
  const std::size_t end = std::min<std::size_t>(offset, text_.size());
  for (std::size_t i = LineStart(position.line); i < end; ++i) {
    if (IsContinuationByte(text_[i])) continue;
    position.column += NeedsSurrogatePair(text_[i]) ? 2 : 1;
  }
  return position;
}

std::string_view SourceFile::TextOf(SourceRange range) const {
  const std::size_t begin = std::min<std::size_t>(range.begin, text_.size());
  const std::size_t end = std::clamp<std::size_t>(range.end, begin, text_.size());
  return std::string_view(text_).substr(begin, end - begin);
}

}  // namespace dangle
