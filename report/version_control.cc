#include "report/version_control.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <system_error>

namespace dangle {

namespace {

namespace fs = std::filesystem;

// A packed-refs of a very large repository has some MB; beyond this the provenance is left out.
constexpr std::size_t kMaxFileBytes = 64U << 20U;

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Empty if the file is not there, not readable or too large.
std::string ReadFile(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return {};
  const std::uintmax_t size = fs::file_size(path, error);
  if (error || size > kMaxFileBytes) return {};
  std::ifstream in(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return text;
}

// Takes the next line off the front of a text.
std::string_view TakeLine(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// The folder that holds HEAD; for a linked worktree `.git` is a file that names it.
fs::path GitFolder(const fs::path& root) {
  const fs::path dot_git = root / ".git";
  std::error_code error;
  if (fs::is_directory(dot_git, error)) return dot_git;
  const std::string text = ReadFile(dot_git);
  std::string_view target = Trim(text);
  if (!TakePrefix(target, "gitdir:")) return {};
  return root / fs::path(std::string(Trim(target)));  // an absolute path replaces root
}

// What a linked worktree shares with its repository: branches, packed refs, configuration.
fs::path CommonFolder(const fs::path& git_folder) {
  const std::string text = ReadFile(git_folder / "commondir");
  const std::string_view target = Trim(text);
  return target.empty() ? git_folder : git_folder / fs::path(std::string(target));
}

bool IsCommit(std::string_view text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return (text.size() == 40 || text.size() == 64) && std::all_of(text.begin(), text.end(), is_hex);
}

std::string FindPackedRef(const fs::path& common_folder, std::string_view name) {
  const std::string text = ReadFile(common_folder / "packed-refs");
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = Trim(TakeLine(rest));
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || line.substr(blank + 1) != name) continue;
    if (IsCommit(line.substr(0, blank))) return std::string(line.substr(0, blank));
  }
  return {};
}

std::string FindCommit(const fs::path& git_folder, const fs::path& common_folder, std::string_view ref) {
  if (ref.find("..") != std::string_view::npos) return {};
  for (const fs::path& folder : {git_folder, common_folder}) {
    const std::string text = ReadFile(folder / fs::path(std::string(ref)));
    if (IsCommit(Trim(text))) return std::string(Trim(text));
  }
  return FindPackedRef(common_folder, ref);
}

std::string OriginUrl(const fs::path& common_folder) {
  const std::string text = ReadFile(common_folder / "config");
  bool in_origin = false;
  for (std::string_view rest = text; !rest.empty();) {
    std::string_view line = Trim(TakeLine(rest));
    if (line.starts_with('[')) {
      in_origin = line.starts_with("[remote \"origin\"]");
      continue;
    }
    if (!in_origin || !TakePrefix(line, "url")) continue;
    line = Trim(line);
    if (TakePrefix(line, "=")) return std::string(Trim(line));
  }
  return {};
}

bool IsUriText(std::string_view text) {
  constexpr std::string_view kForbidden = "\"<>\\^`{|}";
  return std::all_of(text.begin(), text.end(), [&](char c) { return c > ' ' && c < 0x7F && kForbidden.find(c) == std::string_view::npos; });
}

}  // namespace

std::string RepositoryUri(std::string_view remote) {
  constexpr std::array<std::string_view, 4> kSchemes = {"https://", "http://", "ssh://", "git://"};
  std::string_view scheme = "ssh://";
  std::string path;
  const auto known = std::find_if(kSchemes.begin(), kSchemes.end(), [&](std::string_view s) { return remote.starts_with(s); });
  if (known != kSchemes.end()) {
    scheme = *known;
    path = remote.substr(scheme.size());
  } else {
    // The short form of ssh: host, a colon before any slash, path.
    const std::size_t colon = remote.find(':');
    if (colon == std::string_view::npos || colon < 2 || remote.find('/') < colon || remote.find("://") != std::string_view::npos) {
      return {};
    }
    std::string_view below = remote.substr(colon + 1);
    TakePrefix(below, "/");
    path = std::string(remote.substr(0, colon)) + "/" + std::string(below);
  }
  // Whoever may be named before an '@' in the host part, with or without a password, is nobody's business.
  const std::size_t host_end = std::min(path.find('/'), path.size());
  const std::size_t at = path.rfind('@', host_end);
  if (at != std::string::npos) path.erase(0, at + 1);
  if (path.empty() || path.front() == '/' || !IsUriText(path)) return {};
  return std::string(scheme) + path;
}

bool IsCheckout(const fs::path& root) {
  std::error_code error;
  return fs::exists(root / ".git", error);
}

std::optional<VersionControl> ReadVersionControl(const fs::path& root) {
  const fs::path git_folder = GitFolder(root);
  if (git_folder.empty()) return std::nullopt;
  const fs::path common_folder = CommonFolder(git_folder);
  VersionControl found;
  found.repository_uri = RepositoryUri(OriginUrl(common_folder));
  const std::string head_text = ReadFile(git_folder / "HEAD");
  std::string_view head = Trim(head_text);
  if (TakePrefix(head, "ref:")) {
    head = Trim(head);
    found.revision = FindCommit(git_folder, common_folder, head);
    if (TakePrefix(head, "refs/heads/")) found.branch = head;
  } else if (IsCommit(head)) {
    found.revision = head;
  }
  if (found.repository_uri.empty() || found.revision.empty()) return std::nullopt;
  return found;
}

}  // namespace dangle
