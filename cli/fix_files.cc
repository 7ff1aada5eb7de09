#include "cli/fix_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "frontend/repair.h"
#include "frontend/syntax.h"

namespace dangle {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }
bool IsAscii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
}

// `bytes` is `text` in an encoding with one byte a character, in which ASCII is ASCII.
bool IsOneByteEncoding(std::string_view bytes, std::string_view text) {
  std::size_t i = 0;
  for (const char c : text) {
    if (IsContinuation(c)) continue;
    if (i == bytes.size() || (static_cast<unsigned char>(c) < 0x80U && c != bytes[i])) return false;
    ++i;
  }
  return i == bytes.size();
}

// Offsets in the text as offsets in bytes, one a character.
std::vector<TextEdit> InCharacters(std::string_view text, std::vector<TextEdit> edits) {
  const auto characters = [&](std::uint32_t offset) {
    return static_cast<std::uint32_t>(std::count_if(text.begin(), text.begin() + offset, [](char c) { return !IsContinuation(c); }));
  };
  for (TextEdit& edit : edits) edit.location.range = {characters(edit.location.range.begin), characters(edit.location.range.end)};
  return edits;
}

// The bytes of the file after the edits; nothing if its encoding can't take them, or if the file is no more what was read.
std::optional<std::string> NewBytes(const std::string& bytes, std::string_view text, const std::vector<TextEdit>& edits) {
  if (bytes == text) return ApplyEdits(text, edits);
  if (bytes.starts_with(kByteOrderMark) && std::string_view(bytes).substr(kByteOrderMark.size()) == text) {
    return std::string(kByteOrderMark) + ApplyEdits(text, edits);
  }
  const bool is_plain = std::all_of(edits.begin(), edits.end(), [](const TextEdit& edit) { return IsAscii(edit.replacement); });
  if (!is_plain || !IsOneByteEncoding(bytes, text)) return std::nullopt;
  return ApplyEdits(bytes, InCharacters(text, edits));
}

std::size_t CountProblems(std::string_view text) {
  SyntaxParser parser;
  SyntaxTree tree;
  std::vector<SyntaxProblem> problems;
  ParseRepaired(parser, text, tree, problems);
  return problems.size() + tree.errors().size();
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Empty, or what went wrong.
std::string ReplaceFile(const std::string& path, std::string_view bytes) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  if (error) return error.message();
  struct stat known = {};
  if (stat(target.c_str(), &known) != 0) return "its mode cannot be read";
  std::string temporary = target.string() + ".dangle-XXXXXX";
  const int descriptor = mkstemp(temporary.data());
  if (descriptor < 0) return "no file can be made beside it";
  const bool is_written = WriteAll(descriptor, bytes) && fchmod(descriptor, known.st_mode & 07777U) == 0 && fsync(descriptor) == 0;
  const bool is_closed = close(descriptor) == 0;
  if (is_written && is_closed && rename(temporary.c_str(), target.c_str()) == 0) return {};
  unlink(temporary.c_str());
  return "it cannot be written";
}

std::string WritePatch(const FilePatch& patch, const SourceFile& source, const std::string& path) {
  std::string reason;
  const std::optional<std::string> bytes = ReadFile(path, reason);
  if (!bytes) return reason;
  const std::optional<std::string> changed = NewBytes(*bytes, source.text(), patch.edits);
  if (!changed) return "it has changed since it was read, or its encoding cannot take the edits";
  if (CountProblems(ApplyEdits(source.text(), patch.edits)) > CountProblems(source.text())) return "it would not parse with the edits";
  return ReplaceFile(path, *changed);
}

}  // namespace

FixOutcome WritePatches(const PatchSet& patches, const SourceSet& sources, const FileSet& files) {
  FixOutcome outcome;
  for (const FilePatch& patch : patches.files) {
    const SourceFile& source = sources[patch.file];
    const std::string problem = WritePatch(patch, source, files.files[patch.file.value()].path);
    if (!problem.empty()) {
      outcome.problems.push_back(source.path() + " was left alone: " + problem);
      continue;
    }
    outcome.fixes += patch.fixes;
    ++outcome.files;
  }
  return outcome;
}

}  // namespace dangle
