#include "report/sarif_location.h"

#include <algorithm>

namespace dangle {

namespace {

// Lines of generated code can be megabytes long, and a snippet is for people: longer context is cut, and a longer region has
// no snippet.
constexpr std::size_t kMaxSnippetBytes = 4000;

bool IsUnreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
}

void WriteSnippet(std::string_view text, JsonWriter& json) {
  json.BeginObjectField("snippet");
  json.StringField("text", text);
  json.EndObject();
}

void WritePositions(SourceRange range, const SourceFile& file, JsonWriter& json) {
  const LineColumn begin = file.Utf16Position(range.begin);
  const LineColumn end = file.Utf16Position(range.end);
  json.NumberField("startLine", begin.line);
  json.NumberField("startColumn", begin.column);
  json.NumberField("endLine", end.line);
  json.NumberField("endColumn", end.column);
}

// What is shown around a region in a line that is too long to be shown.
constexpr std::uint32_t kContextBytes = 200;

// The region and what stands around it in its line, cut between code points.
SourceRange ContextInLine(SourceRange range, const SourceFile& file) {
  const auto is_inside_character = [&](std::uint32_t offset) {
    return offset < file.text().size() && (static_cast<unsigned char>(file.text()[offset]) & 0xC0U) == 0x80U;
  };
  const std::uint32_t line = file.LineOf(range.begin);
  const std::uint32_t line_start = file.LineStart(line);
  const std::uint32_t line_end = line_start + static_cast<std::uint32_t>(file.LineText(line).size());
  SourceRange context{range.begin - std::min(range.begin - line_start, kContextBytes), range.end + std::min(line_end - range.end, kContextBytes)};
  while (context.begin > line_start && is_inside_character(context.begin)) --context.begin;
  while (context.end < line_end && is_inside_character(context.end)) ++context.end;
  return context;
}

// The line and its neighbours; if they are too long, what stands around the region in its line.
void WriteContextRegion(SourceRange range, const SourceFile& file, JsonWriter& json) {
  const std::uint32_t line = file.LineOf(range.begin);
  const std::uint32_t first = line > 1 ? line - 1 : line;
  const bool has_next = line < file.line_count() && (line + 1 < file.line_count() || !file.LineText(line + 1).empty());
  const std::uint32_t last = has_next ? line + 1 : line;
  SourceRange context{file.LineStart(first), file.LineStart(last) + static_cast<std::uint32_t>(file.LineText(last).size())};
  json.BeginObjectField("contextRegion");
  if (context.end - context.begin <= kMaxSnippetBytes) {
    json.NumberField("startLine", first);
    json.NumberField("endLine", last);
  } else {
    context = ContextInLine(range, file);
    WritePositions(context, file, json);
  }
  WriteSnippet(file.TextOf(context), json);
  json.EndObject();
}

}  // namespace

std::string PathToUri(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (IsUnreserved(c) || c == '/') {
      uri.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri.push_back('%');
    uri.push_back(kHex[byte >> 4U]);
    uri.push_back(kHex[byte & 0xFU]);
  }
  return uri;
}

void WriteArtifactLocation(std::string_view path, JsonWriter& json) {
  json.BeginObjectField("artifactLocation");
  json.StringField("uri", PathToUri(path));
  if (!path.starts_with('/')) json.StringField("uriBaseId", kSarifSourceRoot);
  json.EndObject();
}

void WritePhysicalLocation(const SourceLocation& location, const SourceSet& sources, Snippet snippet, JsonWriter& json) {
  const SourceFile& file = sources[location.file];
  const SourceRange range = FirstLineOf(location, sources);
  const bool with_snippet = snippet == Snippet::kWithContext && range.end - range.begin <= kMaxSnippetBytes;
  json.BeginObjectField("physicalLocation");
  WriteArtifactLocation(file.path(), json);
  json.BeginObjectField("region");
  WritePositions(range, file, json);
  if (with_snippet) WriteSnippet(file.TextOf(range), json);
  json.EndObject();
  if (with_snippet) WriteContextRegion(range, file, json);
  json.EndObject();
}

void WriteDeletedRegion(const SourceLocation& location, const SourceSet& sources, JsonWriter& json) {
  json.BeginObjectField("deletedRegion");
  WritePositions(location.range, sources[location.file], json);
  json.EndObject();
}

}  // namespace dangle
