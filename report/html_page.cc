#include "report/html_page.h"

#include "report/unicode.h"

namespace dangle {

namespace {

constexpr std::string_view kStyle = R"(:root { color-scheme: light dark }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 76em; margin: 2em auto; padding: 0 1em }
pre, code, td.code { font: 13px/1.4 ui-monospace, monospace }
pre { overflow-x: auto; padding: .6em; background: color-mix(in srgb, canvastext 6%, canvas) }
table { border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: .2em .7em; border-bottom: 1px solid color-mix(in srgb, canvastext 15%, canvas) }
)";

std::string_view EntityOf(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + text.size() / 8);
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedCodePoint decoded = DecodeCodePoint(text, offset);
    const std::string_view bytes = text.substr(offset, decoded.length);
    offset += decoded.length;
    const bool is_blank = bytes == "\n" || bytes == "\t" || bytes == "\r";
    if (!decoded.valid || (IsUnsafeOnTerminal(decoded.code_point) && !is_blank)) {
      escaped.append("\xEF\xBF\xBD");
    } else if (const std::string_view entity = EntityOf(bytes.front()); !entity.empty()) {
      escaped.append(entity);
    } else {
      escaped.append(bytes);
    }
  }
  return escaped;
}

void BeginHtmlPage(std::string_view title, std::string_view style, std::string& out) {
  out.append(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
  out.append(EscapeHtml(title)).append("</title>\n<style>\n");
  out.append(kStyle).append(style).append("</style>\n</head>\n<body>\n");
}

void EndHtmlPage(std::string& out) { out.append("</body>\n</html>\n"); }

}  // namespace dangle
