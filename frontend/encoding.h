// Encodings: turns the bytes of a Python file into the UTF-8 text that everything else reads. What CPython would refuse to decode
// becomes a problem (DNG902) and the rest of the file is still analysed; nothing here can fail.
//
//   # -*- coding: latin-1 -*-
//   name = "é"                # the byte 0xE9 becomes the two bytes of U+00E9
//
// A UTF-8 byte order mark is dropped; line endings ("\n", "\r\n", lone "\r"), tabs and form feeds stay as they are; a NUL byte, which
// CPython rejects, becomes a space; a byte that is not valid in the file's encoding becomes U+FFFD.
//
// Source: PEP 263; Python language reference 2.1.4 (encoding declarations); CPython's Parser/tokenizer.c for the names.
#ifndef DANGLE_FRONTEND_ENCODING_H_
#define DANGLE_FRONTEND_ENCODING_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ir/module.h"

namespace dangle {

// Offsets are 32 bits wide here and in the parser; a file this long is data, not code. Beyond it: nothing is read, one problem.
inline constexpr std::size_t kMaxSourceBytes = std::size_t{256} << 20U;

struct DecodedSource {
  std::string text;                     // valid UTF-8, no byte order mark, no NUL byte
  std::vector<SyntaxProblem> problems;  // kSyntax; ranges in `text`
};

// Takes the bytes over: a valid UTF-8 file is not copied.
DecodedSource DecodeSource(std::string bytes);

// The encoding that a comment in the first two lines declares, as written; empty if none does.
//   DeclaredEncoding("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n") == "cp1252"
std::string_view DeclaredEncoding(std::string_view bytes);

// The length of the longest prefix of `bytes` that is well-formed UTF-8 (Unicode 15, table 3-7).
std::size_t ValidUtf8Prefix(std::string_view bytes);

}  // namespace dangle

#endif  // DANGLE_FRONTEND_ENCODING_H_
