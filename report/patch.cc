#include "report/patch.h"

#include <algorithm>
#include <utility>

namespace dangle {

namespace {

// Lines around a change that a hunk shows.
constexpr std::size_t kContextLines = 3;

bool IsSame(const TextEdit& a, const TextEdit& b) { return a.location == b.location && a.replacement == b.replacement; }

// Two edits that begin at one place have no order.
bool Collide(const TextEdit& a, const TextEdit& b) {
  const SourceRange& x = a.location.range;
  const SourceRange& y = b.location.range;
  return x.begin == y.begin || (x.begin < y.end && y.begin < x.end);
}

FilePatch& PatchOf(std::vector<FilePatch>& files, FileId file) {
  const auto known = std::find_if(files.begin(), files.end(), [&](const FilePatch& patch) { return patch.file == file; });
  if (known != files.end()) return *known;
  return files.emplace_back(FilePatch{file, {}, 0});
}

bool Fits(const std::vector<FilePatch>& files, const Fix& fix) {
  return std::all_of(fix.edits.begin(), fix.edits.end(), [&](const TextEdit& edit) {
    const auto patch = std::find_if(files.begin(), files.end(), [&](const FilePatch& p) { return p.file == edit.location.file; });
    if (patch == files.end()) return true;
    return std::none_of(patch->edits.begin(), patch->edits.end(), [&](const TextEdit& made) { return !IsSame(made, edit) && Collide(made, edit); });
  });
}

void Add(std::vector<FilePatch>& files, const Fix& fix) {
  std::vector<FileId> touched;
  for (const TextEdit& edit : fix.edits) {
    FilePatch& patch = PatchOf(files, edit.location.file);
    if (std::find(touched.begin(), touched.end(), patch.file) == touched.end()) {
      touched.push_back(patch.file);
      ++patch.fixes;
    }
    const bool is_made = std::any_of(patch.edits.begin(), patch.edits.end(), [&](const TextEdit& made) { return IsSame(made, edit); });
    if (!is_made) patch.edits.push_back(edit);
  }
}

// The lines of a text with their ends.
std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

void AppendLine(char mark, std::string_view line, std::string& out) {
  out += mark;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

// Whole lines that are replaced: of the old text [begin, end), counted from 0.
struct LineChange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

std::size_t LineAt(std::string_view text, std::size_t offset) {
  return static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

std::vector<LineChange> LineChanges(std::string_view text, const std::vector<std::string_view>& lines, std::span<const TextEdit> edits) {
  std::vector<LineChange> changes;
  for (std::size_t i = 0; i < edits.size();) {
    LineChange change;
    change.begin = LineAt(text, edits[i].location.range.begin);
    change.end = change.begin + 1;
    const std::size_t first = i;
    // Edits that share lines are one change.
    for (; i < edits.size() && (i == first || LineAt(text, edits[i].location.range.begin) < change.end); ++i) {
      change.end = std::max(change.end, LineAt(text, edits[i].location.range.end) + 1);
    }
    change.end = std::min(change.end, lines.size());
    change.begin = std::min(change.begin, change.end);
    const auto offset_of = [&](std::size_t line) {
      return line < lines.size() ? static_cast<std::size_t>(lines[line].data() - text.data()) : text.size();
    };
    const std::size_t begin = offset_of(change.begin);
    std::vector<TextEdit> local(edits.begin() + static_cast<std::ptrdiff_t>(first), edits.begin() + static_cast<std::ptrdiff_t>(i));
    for (TextEdit& edit : local) {
      edit.location.range.begin -= static_cast<std::uint32_t>(begin);
      edit.location.range.end -= static_cast<std::uint32_t>(begin);
    }
    change.text = ApplyEdits(text.substr(begin, offset_of(change.end) - begin), local);
    changes.push_back(std::move(change));
  }
  return changes;
}

std::string HunkRange(std::size_t begin, std::size_t count) {
  const std::string first = std::to_string(count == 0 ? begin : begin + 1);
  return count == 1 ? first : first + "," + std::to_string(count);
}

std::string_view LineEndOf(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos || text[end] == '\n') return "\n";
  return end + 1 < text.size() && text[end + 1] == '\n' ? "\r\n" : "\r";
}

}  // namespace

PatchSet CollectPatches(std::span<const Finding> findings, const SourceSet& sources) {
  PatchSet set;
  for (const Finding& finding : findings) {
    const auto fix = std::find_if(finding.fixes.begin(), finding.fixes.end(), [](const Fix& f) { return !f.edits.empty(); });
    if (fix == finding.fixes.end()) continue;
    if (Fits(set.files, *fix)) {
      Add(set.files, *fix);
    } else {
      ++set.postponed;
    }
  }
  std::sort(set.files.begin(), set.files.end(),
            [&](const FilePatch& a, const FilePatch& b) { return sources[a.file].path() < sources[b.file].path(); });
  for (FilePatch& patch : set.files) {
    std::sort(patch.edits.begin(), patch.edits.end(), [](const TextEdit& a, const TextEdit& b) { return a.location.range < b.location.range; });
  }
  return set;
}

std::string ApplyEdits(std::string_view text, std::span<const TextEdit> edits) {
  std::string result;
  std::size_t position = 0;
  for (const TextEdit& edit : edits) {
    result += text.substr(position, edit.location.range.begin - position);
    result += edit.replacement;
    position = edit.location.range.end;
  }
  result += text.substr(position);
  return result;
}

std::string UnifiedDiff(const SourceFile& file, std::span<const TextEdit> edits) {
  if (edits.empty()) return {};
  const std::vector<std::string_view> old_lines = LinesOf(file.text());
  const std::vector<LineChange> changes = LineChanges(file.text(), old_lines, edits);
  std::string out = "--- a/" + file.path() + "\n+++ b/" + file.path() + "\n";
  std::size_t shift = 0;  // new lines less old lines so far, modulo 2^64
  for (std::size_t i = 0; i < changes.size();) {
    std::size_t last = i;
    while (last + 1 < changes.size() && changes[last + 1].begin <= changes[last].end + 2 * kContextLines) ++last;
    const std::size_t begin = changes[i].begin - std::min(changes[i].begin, kContextLines);
    const std::size_t end = std::min(changes[last].end + kContextLines, old_lines.size());
    std::string body;
    std::size_t new_count = end - begin;
    std::size_t line = begin;
    for (std::size_t c = i; c <= last; ++c) {
      const std::vector<std::string_view> new_lines = LinesOf(changes[c].text);
      for (; line < changes[c].begin; ++line) AppendLine(' ', old_lines[line], body);
      for (; line < changes[c].end; ++line) AppendLine('-', old_lines[line], body);
      for (const std::string_view added : new_lines) AppendLine('+', added, body);
      new_count += new_lines.size() - (changes[c].end - changes[c].begin);
    }
    for (; line < end; ++line) AppendLine(' ', old_lines[line], body);
    out += "@@ -" + HunkRange(begin, end - begin) + " +" + HunkRange(begin + shift, new_count) + " @@\n" + body;
    shift += new_count - (end - begin);
    i = last + 1;
  }
  return out;
}

void MatchLineEnds(std::vector<Finding>& findings, const SourceSet& sources) {
  for (Finding& finding : findings) {
    for (Fix& fix : finding.fixes) {
      for (TextEdit& edit : fix.edits) {
        if (edit.replacement.find('\n') == std::string::npos) continue;
        const std::string_view end = LineEndOf(sources[edit.location.file].text());
        if (end == "\n") continue;
        std::string replacement;
        for (std::size_t i = 0; i < edit.replacement.size(); ++i) {
          const bool is_bare = edit.replacement[i] == '\n' && (i == 0 || edit.replacement[i - 1] != '\r');
          replacement += is_bare ? std::string(end) : std::string(1, edit.replacement[i]);
        }
        edit.replacement = std::move(replacement);
      }
    }
  }
}

}  // namespace dangle
