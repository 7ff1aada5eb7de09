// The frame of a page that is one file: no scripts, nothing loaded from elsewhere, readable in light and dark, so that it can be
// kept as a build artefact and opened from disk. What analysed code says gets in only through EscapeHtml.
//
//   BeginHtmlPage("app.load", "td { padding: 0 1em }", out);
//   out += "<pre>" + EscapeHtml("if a < b:") + "</pre>\n";
//   EndHtmlPage(out);
//
// Source: HTML Living Standard, 13.3 (escaping a string); Content Security Policy Level 3.
#ifndef DANGLE_REPORT_HTML_PAGE_H_
#define DANGLE_REPORT_HTML_PAGE_H_

#include <string>
#include <string_view>

namespace dangle {

// Safe as text and inside quoted attributes; damaged UTF-8 and control characters become U+FFFD.
std::string EscapeHtml(std::string_view text);

// Appends everything up to the first element of the body; `style` (trusted CSS) is added to that of all pages.
void BeginHtmlPage(std::string_view title, std::string_view style, std::string& out);
void EndHtmlPage(std::string& out);

}  // namespace dangle

#endif  // DANGLE_REPORT_HTML_PAGE_H_
