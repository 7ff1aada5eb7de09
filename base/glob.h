// Glob patterns over paths, as in .gitignore: what --exclude, test-paths and per-file-ignores mean.
//
//   test_*.py        any file or folder of that name, at any depth
//   tests/           any folder named tests, at any depth, and all below it
//   docs/conf.py     a slash inside: from the project root on
//   src/**/gen_*.py  ** stands for any number of folders
//
// `*` and `?` do not cross a slash; `[a-z]` and `[!a-z]` are sets. Paths have '/' separators and are relative to the project root.
#ifndef DANGLE_BASE_GLOB_H_
#define DANGLE_BASE_GLOB_H_

#include <string_view>

namespace dangle {

// Does the pattern match the whole text? Time is pattern length times text length, whatever the pattern.
bool MatchesGlob(std::string_view pattern, std::string_view text);

// Does the pattern match the path or a folder above it? A path that ends in '/' is a folder.
bool MatchesPath(std::string_view pattern, std::string_view path);

}  // namespace dangle

#endif  // DANGLE_BASE_GLOB_H_
