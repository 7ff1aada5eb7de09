// Which revision of which repository was scanned, for SARIF's versionControlProvenance. Read from the files in `.git`; no git is
// run, since a configuration or hook of the scanned checkout must not be able to start anything.
//
//   ReadVersionControl("/src/shop")   # {"https://example.org/shop.git", "3f2a…", "main"}
//
// Source: gitrepository-layout(5), git-config(1); SARIF 2.1.0, 3.23.
#ifndef DANGLE_REPORT_VERSION_CONTROL_H_
#define DANGLE_REPORT_VERSION_CONTROL_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace dangle {

struct VersionControl {
  std::string repository_uri;  // of the remote `origin`, without user and password
  std::string revision;        // the commit, hexadecimal
  std::string branch;          // empty if detached
};

// Does `.git` lie in `root`?
bool IsCheckout(const std::filesystem::path& root);

// Of a checkout whose `.git` (a folder, or the file of a linked worktree or submodule) lies in `root`. Nothing if there is
// none, if no commit is checked out, or if `origin` has no network address: SARIF requires an absolute URI.
std::optional<VersionControl> ReadVersionControl(const std::filesystem::path& root);

// The URI of a remote as git writes it: "git@example.org:a/b.git" is "ssh://example.org/a/b.git"; empty if it is none.
std::string RepositoryUri(std::string_view remote);

}  // namespace dangle

#endif  // DANGLE_REPORT_VERSION_CONTROL_H_
