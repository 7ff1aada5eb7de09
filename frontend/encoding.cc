#include "frontend/encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace dangle {

namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct LineEnd {
  std::size_t end;   // of the text of the line
  std::size_t next;  // where the next line begins
};

LineEnd FindLineEnd(std::string_view bytes, std::size_t begin) {
  const std::size_t end = std::min(bytes.find_first_of("\r\n", begin), bytes.size());
  const bool is_pair = bytes.substr(end, 2) == "\r\n";
  return {end, std::min(end + (is_pair ? 2 : 1), bytes.size())};
}

bool IsBlankOrComment(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\f");
  return first == std::string_view::npos || line[first] == '#';
}

bool IsNameCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.'; }

// The regular expression of PEP 263: ^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)
std::string_view CookieOfLine(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\f");
  if (first == std::string_view::npos || line[first] != '#') return {};
  constexpr std::string_view kWord = "coding";
  for (std::size_t at = line.find(kWord, first); at != std::string_view::npos; at = line.find(kWord, at + 1)) {
    std::size_t begin = at + kWord.size();
    if (begin >= line.size() || (line[begin] != ':' && line[begin] != '=')) continue;
    begin = line.find_first_not_of(" \t", begin + 1);
    if (begin == std::string_view::npos) return {};
    std::size_t end = begin;
    while (end < line.size() && IsNameCharacter(line[end])) ++end;
    if (end > begin) return line.substr(begin, end - begin);
  }
  return {};
}

// Lower case, '_' and spaces as '-'; the forms that CPython shortens ("utf-8-unix") shortened.
std::string NormalEncodingName(std::string_view name) {
  std::string normal(name);
  for (char& c : normal) c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (normal.starts_with("utf-8-") && normal != "utf-8-sig") return "utf-8";
  for (const std::string_view latin : {"latin-1-", "iso-8859-1-", "iso-latin-1-"}) {
    if (normal.starts_with(latin)) return "iso-8859-1";
  }
  return normal;
}

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsUtf8Name(std::string_view name) { return IsOneOf(name, {"utf-8", "utf8", "utf-8-sig", "u8", "utf", "utf8-ucs2", "utf8-ucs4", "cp65001"}); }
bool IsLatin1Name(std::string_view name) {
  return IsOneOf(name, {"latin-1", "latin1", "latin", "l1", "iso-8859-1", "iso8859-1", "iso-latin-1", "8859", "cp819"});
}
bool IsAsciiName(std::string_view name) { return IsOneOf(name, {"ascii", "us-ascii", "646", "ansi-x3.4-1968"}); }

// Encodings in which an ASCII comment is not ASCII: a file whose comment could be read is not written in them.
bool IsWideName(std::string_view name) {
  return name.starts_with("utf-16") || name.starts_with("utf16") || name.starts_with("utf-32") || name.starts_with("utf32") || name == "u16" ||
         name == "u32";
}

// Python's name of a codec where libc has another.
std::string IconvName(const std::string& name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNames{{{"mac-roman", "MACINTOSH"},
                                                                                 {"macroman", "MACINTOSH"},
                                                                                 {"mac-cyrillic", "MAC-CYRILLIC"},
                                                                                 {"sjis", "SHIFT_JIS"},
                                                                                 {"ms932", "CP932"},
                                                                                 {"windows-31j", "CP932"},
                                                                                 {"u7", "UTF-7"},
                                                                                 {"hz-gb", "HZ"}}};
  for (const auto& [python, libc] : kNames) {
    if (name == python) return std::string(libc);
  }
  return name;
}

std::string HexByte(char byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  return {'0', 'x', kDigits[value >> 4U], kDigits[value & 15U]};
}

// Bytes of one encoding to text; remembers the first byte that could not be decoded.
struct Decoded {
  std::string text;
  std::size_t bad_count = 0;
  std::size_t first_bad = 0;  // offset in `text`
  char first_bad_byte = 0;

  void AddBad(char byte) {
    if (bad_count++ == 0) {
      first_bad = text.size();
      first_bad_byte = byte;
    }
    text += kReplacement;
  }
};

Decoded DecodeUtf8(std::string bytes, std::size_t begin) {
  const std::size_t valid = ValidUtf8Prefix(std::string_view(bytes).substr(begin));
  Decoded result;
  if (begin + valid == bytes.size()) {
    if (begin > 0) bytes.erase(0, begin);
    result.text = std::move(bytes);
    return result;
  }
  std::string_view rest = std::string_view(bytes).substr(begin);
  while (!rest.empty()) {
    const std::size_t good = ValidUtf8Prefix(rest);
    result.text += rest.substr(0, good);
    rest.remove_prefix(good);
    if (rest.empty()) break;
    result.AddBad(rest.front());
    rest.remove_prefix(1);
  }
  return result;
}

Decoded DecodeLatin1(std::string_view bytes) {
  Decoded result;
  result.text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80U) {
      result.text += c;
    } else {
      result.text += static_cast<char>(0xC0U | (byte >> 6U));
      result.text += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return result;
}

Decoded DecodeAscii(std::string_view bytes) {
  Decoded result;
  result.text.reserve(bytes.size());
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < 0x80U) {
      result.text += c;
    } else {
      result.AddBad(c);
    }
  }
  return result;
}

// Decodes with libc's converter. False if libc does not know the encoding.
bool DecodeWithIconv(const std::string& name, std::string bytes, Decoded& result) {
  const iconv_t converter = iconv_open("UTF-8", IconvName(name).c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return false;
  std::array<char, 4096> buffer;
  char* input = bytes.data();
  std::size_t input_left = bytes.size();
  while (input_left > 0) {
    char* output = buffer.data();
    std::size_t output_left = buffer.size();
    const std::size_t outcome = iconv(converter, &input, &input_left, &output, &output_left);
    const int error = errno;
    result.text.append(buffer.data(), buffer.size() - output_left);
    if (outcome == static_cast<std::size_t>(-1) && error != E2BIG && input_left > 0) {
      result.AddBad(*input);
      ++input;
      --input_left;
    }
  }
  iconv_close(converter);
  // What a converter gives is not trusted further than any other input.
  Decoded checked = DecodeUtf8(std::move(result.text), 0);
  result.text = std::move(checked.text);
  return true;
}

SourceRange RangeAt(std::size_t offset, std::size_t size) { return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(offset + size)}; }

SyntaxProblem MakeProblem(SourceRange range, std::string message) {
  SyntaxProblem problem;
  problem.kind = ProblemKind::kSyntax;
  problem.range = range;
  problem.message = std::move(message);
  return problem;
}

SourceRange FirstLineRange(std::string_view text) { return RangeAt(0, FindLineEnd(text, 0).end); }

void ReportBadBytes(const Decoded& decoded, std::string_view encoding, bool is_declared, std::vector<SyntaxProblem>& problems) {
  if (decoded.bad_count == 0) return;
  std::string message = "byte " + HexByte(decoded.first_bad_byte) + " is not valid in " + std::string(encoding);
  if (decoded.bad_count > 1) message += " (and " + std::to_string(decoded.bad_count - 1) + " more)";
  message += is_declared ? ", the encoding that the file declares: save the file in it or correct the declaration"
                         : ": save the file as UTF-8 or declare its encoding in the first line, '# -*- coding: latin-1 -*-'";
  problems.push_back(MakeProblem(RangeAt(decoded.first_bad, kReplacement.size()), std::move(message)));
}

// A NUL byte would end the file for the parser; a space leaves every offset where it is.
void ReplaceNulBytes(std::string& text, std::vector<SyntaxProblem>& problems) {
  std::size_t at = text.find('\0');
  if (at == std::string::npos) return;
  problems.push_back(MakeProblem(RangeAt(at, 1), "source code cannot contain NUL bytes: remove them, or exclude the file if it is not Python"));
  for (; at != std::string::npos; at = text.find('\0', at + 1)) text[at] = ' ';
}

// A file in UTF-16 or UTF-32 with a byte order mark: Python cannot import it, but it can be read.
bool DecodeWideFile(std::string& bytes, DecodedSource& source) {
  constexpr std::array<std::pair<std::string_view, const char*>, 4> kMarks{
      {{{"\xFF\xFE\0\0", 4}, "UTF-32"}, {{"\0\0\xFE\xFF", 4}, "UTF-32"}, {"\xFF\xFE", "UTF-16"}, {"\xFE\xFF", "UTF-16"}}};
  for (const auto& [mark, name] : kMarks) {
    if (!bytes.starts_with(mark)) continue;
    Decoded decoded;
    if (!DecodeWithIconv(name, std::move(bytes), decoded)) return false;
    source.text = std::move(decoded.text);
    source.problems.push_back(
        MakeProblem(FirstLineRange(source.text), std::string("the file is encoded in ") + name + ", which Python cannot read: save it as UTF-8"));
    return true;
  }
  return false;
}

struct Declaration {
  std::string name;  // normal form
  std::string written;
};

// Decodes a file without mark by its declaration. What cannot be used is reported, and the file read as UTF-8.
void DecodeDeclared(const Declaration& declaration, std::string bytes, DecodedSource& source) {
  Decoded decoded;
  if (IsLatin1Name(declaration.name)) {
    decoded = DecodeLatin1(bytes);
  } else if (IsAsciiName(declaration.name)) {
    decoded = DecodeAscii(bytes);
  } else if (IsWideName(declaration.name) || !DecodeWithIconv(declaration.name, bytes, decoded)) {
    decoded = DecodeUtf8(std::move(bytes), 0);
    const auto at = decoded.text.find(declaration.written);
    const std::string reason = IsWideName(declaration.name) ? "' cannot be the encoding of a Python file: save it as UTF-8"
                                                            : "' is not a known encoding: declare the one in which the file is saved";
    source.problems.push_back(MakeProblem(RangeAt(at == std::string::npos ? 0 : at, declaration.written.size()), "'" + declaration.written + reason));
    source.text = std::move(decoded.text);
    return;
  }
  ReportBadBytes(decoded, declaration.written, true, source.problems);
  source.text = std::move(decoded.text);
}

}  // namespace

std::size_t ValidUtf8Prefix(std::string_view bytes) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::size_t size = bytes.size();
  std::size_t i = 0;
  const auto continues = [&](std::size_t at) { return at < size && (data[at] & 0xC0U) == 0x80U; };
  while (i < size) {
    // Eight ASCII bytes at a time: almost all source is ASCII.
    while (i + 8 <= size) {
      std::uint64_t word = 0;
      std::memcpy(&word, data + i, 8);
      if ((word & 0x8080808080808080U) != 0) break;
      i += 8;
    }
    if (i >= size) break;
    const unsigned char lead = data[i];
    if (lead < 0x80U) {
      ++i;
    } else if (lead >= 0xC2U && lead <= 0xDFU) {
      if (!continues(i + 1)) return i;
      i += 2;
    } else if (lead >= 0xE0U && lead <= 0xEFU) {
      if (!continues(i + 1) || !continues(i + 2)) return i;
      if (lead == 0xE0U && data[i + 1] < 0xA0U) return i;  // overlong
      if (lead == 0xEDU && data[i + 1] > 0x9FU) return i;  // surrogate
      i += 3;
    } else if (lead >= 0xF0U && lead <= 0xF4U) {
      if (!continues(i + 1) || !continues(i + 2) || !continues(i + 3)) return i;
      if (lead == 0xF0U && data[i + 1] < 0x90U) return i;  // overlong
      if (lead == 0xF4U && data[i + 1] > 0x8FU) return i;  // beyond U+10FFFF
      i += 4;
    } else {
      return i;
    }
  }
  return size;
}

std::string_view DeclaredEncoding(std::string_view bytes) {
  const LineEnd first = FindLineEnd(bytes, 0);
  const std::string_view line = bytes.substr(0, first.end);
  if (const std::string_view cookie = CookieOfLine(line); !cookie.empty()) return cookie;
  if (!IsBlankOrComment(line)) return {};
  const LineEnd second = FindLineEnd(bytes, first.next);
  return CookieOfLine(bytes.substr(first.next, second.end - first.next));
}

DecodedSource DecodeSource(std::string bytes) {
  DecodedSource source;
  if (bytes.size() > kMaxSourceBytes) {
    source.problems.push_back(MakeProblem({}, "the file is longer than 256 MiB and was not read: exclude it if it is data"));
    return source;
  }
  if (DecodeWideFile(bytes, source)) {
    ReplaceNulBytes(source.text, source.problems);
    return source;
  }
  const bool has_mark = bytes.starts_with(kUtf8Mark);
  const std::size_t begin = has_mark ? kUtf8Mark.size() : 0;
  Declaration declaration;
  declaration.written = std::string(DeclaredEncoding(std::string_view(bytes).substr(begin)));
  declaration.name = NormalEncodingName(declaration.written);
  if (declaration.name.empty() || IsUtf8Name(declaration.name) || has_mark) {
    Decoded decoded = DecodeUtf8(std::move(bytes), begin);
    ReportBadBytes(decoded, "UTF-8", !declaration.name.empty(), source.problems);
    source.text = std::move(decoded.text);
    // CPython takes no other spelling beside a mark, not even `utf8`.
    if (has_mark && !declaration.name.empty() && !declaration.name.starts_with("utf-8")) {
      source.problems.push_back(MakeProblem(FirstLineRange(source.text), "the file begins with a UTF-8 byte order mark but declares '" +
                                                                             declaration.written + "': remove the declaration"));
    }
  } else {
    DecodeDeclared(declaration, std::move(bytes), source);
  }
  ReplaceNulBytes(source.text, source.problems);
  return source;
}

}  // namespace dangle
