#include "report/html_page.h"

#include <gtest/gtest.h>

#include <string>

namespace dangle {
namespace {

TEST(HtmlPageTest, TextCannotBecomeMarkup) {
  EXPECT_EQ(EscapeHtml("if a < b and c > 'd' & \"e\":\n\tpass"), "if a &lt; b and c &gt; &#39;d&#39; &amp; &quot;e&quot;:\n\tpass");
  EXPECT_EQ(EscapeHtml("\xC3\xA9\xFF\x1b"), "\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(HtmlPageTest, OneFileWithoutScripts) {
  std::string page;
  BeginHtmlPage("</title><script>", "b { color: red }\n", page);
  page += "<p>x</p>\n";
  EndHtmlPage(page);
  EXPECT_EQ(page.find("<!DOCTYPE html>"), 0U);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("<title>&lt;/title&gt;&lt;script&gt;</title>"), std::string::npos);
  EXPECT_NE(page.find("b { color: red }"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(page.substr(page.size() - 16), "</body>\n</html>\n");
}

}  // namespace
}  // namespace dangle
