// GitHub's `primaryLocationLineHash`: one hash per line, of the 100 characters that start at it, blanks left out. It is what
// github/codeql-action computes when it uploads SARIF, and by which code scanning knows an alert again after the file changed.
//
//   x = 1        # the hash of this line also sees the lines that follow, so `pass` here and `pass` there differ
//
// The walk is over UTF-16 code units of the text decoded as UTF-8: spaces and tabs are dropped, CR, LF and CRLF become LF, one
// 0xFFFF and then 100 zeros follow the text; h = 37 h + c - 37^100 c_out modulo 2^64 over a window of 100 units.
// Source: github/codeql-action, src/fingerprints.ts.
#ifndef DANGLE_REPORT_FINGERPRINT_H_
#define DANGLE_REPORT_FINGERPRINT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dangle {

struct LineHash {
  std::uint64_t hash = 0;
  std::uint32_t occurrence = 1;  // how many lines up to this one have the same hash
  friend bool operator==(const LineHash&, const LineHash&) = default;
};

// The hashes of all lines, [0] is line 1; a text that ends in a line ending has one more, empty line. Linear in the text.
// `bytes`: the file as it is on disk (a byte order mark counts, damaged UTF-8 counts as U+FFFD).
std::vector<LineHash> PrimaryLocationLineHashes(std::string_view bytes);

// "271789c17abda88f:1": hexadecimal without padding, a colon, the occurrence.
std::string FormatLineHash(const LineHash& line_hash);

}  // namespace dangle

#endif  // DANGLE_REPORT_FINGERPRINT_H_
