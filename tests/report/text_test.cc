#include "report/text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "report/code_frame.h"
#include "report/trace.h"
#include "tests/report/samples.h"

namespace dangle {
namespace {

std::string Text(const Report& report, const TextOptions& options = {}) {
  std::ostringstream out;
  WriteText(report, options, out);
  return out.str();
}

Report ReportOf(const Sample& sample) { return {.sources = &sample.sources, .findings = sample.findings, .files_scanned = sample.sources.size()}; }

TEST(TextTest, WholeReport) {
  const Sample sample = MakeSample();
  EXPECT_EQ(Text(ReportOf(sample)), R"(app/jobs.py:4:11: DNG201 coroutine-never-awaited [P1, medium]
The coroutine 'app.store.write' is never awaited if 'ready' is false.
  |
3 | async def save(query, ready):
4 |     job = app.store.write(query)
  |           ^^^^^^^^^^^^^^^^^^^^^^
5 |     if not ready:
  = trace
      1. app/jobs.py:4: the coroutine is made here
         job = app.store.write(query)
      2. app/jobs.py:5: `ready` is false
         if not ready:
      3. app/jobs.py:6: the function is left here
         return None
  = why: Calling an `async def` only makes an object: not one line of the body runs.
  = fix: Make the coroutine where it is awaited
      if not ready:
          return None
      return await app.store.write(query)
  = also lost on 2 other paths
  = medium confidence: the type of 'ready' is not known

app/my store.py:2:6: DNG301 resource-leak [P2, high]
The file 'f' is never closed. It holds {n} bytes.
  |
1 | async def write(query):
2 |     f = open(query.path, 'w')
  |         ^^^^^^^^^^^^^^^^^^^^^
3 |     f.write('✓ 🐍', flush()); g(f)
  = trace
      1. app/my store.py:2: opened here
         f = open(query.path, 'w')
      2. app/my store.py:3: `g` does not close it
         f.write('✓ 🐍', flush()); g(f)
  = why: The garbage collector can drop the object but cannot await its close.
  = fix: Use a with statement
      with open(query.path, 'w') as f:
          ...

app/my store.py:3:17: DNG902 syntax-error [P3, high]
This could not be parsed.
  |
1 | async def write(query):
2 |     f = open(query.path, 'w')
3 |     f.write('✓ 🐍', flush()); g(f)
  |                     ^^^^^^^^^^^^^^
  = why: What cannot be parsed is not analysed.

3 findings (1 P1, 1 P2, 1 P3) in 2 files.
)");
}

TEST(TextTest, WithoutFrames) {
  const Sample sample = MakeSample();
  Report report = ReportOf(sample);
  report.findings = report.findings.first(1);
  EXPECT_EQ(Text(report, {.frames = false}),
            "app/jobs.py:4:11: DNG201 coroutine-never-awaited [P1, medium]\n"
            "The coroutine 'app.store.write' is never awaited if 'ready' is false.\n"
            "1 finding (1 P1, 0 P2, 0 P3) in 2 files.\n");
}

TEST(TextTest, ColorsOnlyWhenAsked) {
  const Sample sample = MakeSample();
  EXPECT_EQ(Text(ReportOf(sample)).find('\x1b'), std::string::npos);
  std::string colored = Text(ReportOf(sample), {.color = true});
  EXPECT_EQ(colored.find("\x1b[1mapp/jobs.py:4:11: \x1b[0m\x1b[1;31mDNG201\x1b[0m coroutine-never-awaited [\x1b[1;31mP1\x1b[0m"), 0U);
  for (std::size_t at = colored.find('\x1b'); at != std::string::npos; at = colored.find('\x1b')) {
    colored.erase(at, colored.find('m', at) - at + 1);
  }
  EXPECT_EQ(colored, Text(ReportOf(sample)));
}

TEST(TextTest, SummaryOfAnIncompleteScan) {
  const Sample sample = MakeSample();
  Notice budget;
  budget.location = Find(sample.sources, sample.jobs, "async def save");
  budget.message = "Function 'app.jobs.save' has more than 64 tracked names; the rest was not followed.";
  Notice unreadable{.level = NoticeLevel::kWarning, .message = "The file cannot be read.", .location = {}, .path = "app/x\x1b[2J.py"};
  const std::vector<Notice> notices = {budget, unreadable};
  const Report report{.sources = &sample.sources, .notices = notices, .files_scanned = 2, .hidden = 3, .suppressed = 1, .successful = false};
  EXPECT_EQ(Text(report),
            "note: DNG903: app/jobs.py:3: Function 'app.jobs.save' has more than 64 tracked names; the rest was not followed.\n"
            "warning: DNG903: app/x\xEF\xBF\xBD[2J.py: The file cannot be read.\n"
            "No findings in 2 files. 3 more in other profiles. 1 suppressed. Incomplete: 2 notices. The analysis did not finish.\n");
  const std::vector<Notice> many(12, budget);
  const std::string text = Text({.sources = &sample.sources, .notices = many, .files_scanned = 1});
  EXPECT_NE(text.find("... 2 more notices\nNo findings in 1 file. Incomplete: 12 notices.\n"), std::string::npos);
}

TEST(TextTest, LongTracesShowTheirEnds) {
  Sample sample = MakeSample();
  sample.findings.resize(1);
  sample.findings[0].trace.assign(100, {Find(sample.sources, sample.jobs, "return None"), "on it goes", false});
  const std::string text = Text(ReportOf(sample));
  EXPECT_NE(text.find("15. app/jobs.py:6: on it goes\n          return None\n      ... 70 more steps\n      86. app"), std::string::npos);
  EXPECT_NE(text.find("100. app/jobs.py:6: on it goes\n"), std::string::npos);
}

TEST(CodeFrameTest, TabsAndWideCharactersMoveTheMark) {
  const ShownLine tab = ShowLine("\tf(x)", 1, 5, 80);
  EXPECT_EQ(tab.text, "    f(x)");
  EXPECT_EQ(tab.mark_column, 4U);
  EXPECT_EQ(tab.mark_width, 4U);
  const ShownLine wide = ShowLine("'\xE6\x97\xA5\xE6\x9C\xAC' + e\xCC\x81x", 8, 15, 80);
  EXPECT_EQ(wide.mark_column, 6U);
  EXPECT_EQ(wide.mark_width, 5U);
}

TEST(CodeFrameTest, EmptyAndEndMarksAreOneColumn) {
  EXPECT_EQ(ShowLine("", 0, 0, 80).mark_width, 1U);
  const ShownLine end = ShowLine("abc", 3, 3, 80);
  EXPECT_EQ(end.mark_column, 3U);
  EXPECT_EQ(end.mark_width, 1U);
  const ShownLine beyond = ShowLine("abc", 7, 9, 80);
  EXPECT_EQ(beyond.mark_column, 3U);
}

TEST(CodeFrameTest, LongLinesAreCutAroundTheMark) {
  std::string line(5000, 'a');
  line.replace(3000, 4, "f(x)");
  const ShownLine shown = ShowLine(line, 3000, 3004, 60);
  const std::string ellipsis = "\xE2\x80\xA6";
  EXPECT_EQ(shown.text, ellipsis + std::string(24, 'a') + "f(x)" + std::string(30, 'a') + ellipsis);
  EXPECT_EQ(shown.mark_column, 25U);
  EXPECT_EQ(shown.mark_width, 4U);
  // A mark wider than the window ends with it.
  const ShownLine whole = ShowLine(line, 0, 5000, 60);
  EXPECT_EQ(whole.text, std::string(59, 'a') + ellipsis);
  EXPECT_EQ(whole.mark_width, 59U);
  // A line that just fits is not cut.
  EXPECT_EQ(ShowLine(std::string(60, 'a'), 0, 60, 60).text, std::string(60, 'a'));
}

TEST(CodeFrameTest, ControlCharactersAreHarmless) {
  EXPECT_EQ(ShowLine("a\x1b[31mb", 0, 1, 80).text, "a\xEF\xBF\xBD[31mb");
  EXPECT_EQ(ShowText("a\nb\xE2\x80\xAE\xFF"), "a b\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(TraceTest, HeadAndTail) {
  EXPECT_EQ(SelectSteps(5, 5).LeftOut(), 0U);
  const ShownSteps shown = SelectSteps(6, 5);
  EXPECT_EQ(shown.head, 3U);
  EXPECT_EQ(shown.tail, 4U);
}

}  // namespace
}  // namespace dangle
