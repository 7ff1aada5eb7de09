// Findings over small sources, for the tests of all writers.
#ifndef DANGLE_TESTS_REPORT_SAMPLES_H_
#define DANGLE_TESTS_REPORT_SAMPLES_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/finding.h"

namespace dangle {

inline constexpr Rule kNeverAwaited{.id = "DNG201",
                                    .name = "coroutine-never-awaited",
                                    .severity = Severity::kP1,
                                    .summary = "A coroutine is made and never awaited.",
                                    .why = "Calling an `async def` only makes an object: not one line of the body runs.",
                                    .page = "# DNG201\n\nAwait it.\n",
                                    .precision = Confidence::kHigh};
inline constexpr Rule kResourceLeak{.id = "DNG301",
                                    .name = "resource-leak",
                                    .severity = Severity::kP1,
                                    .summary = "A resource is acquired and not released.",
                                    .why = "The garbage collector can drop the object but cannot await its close.",
                                    .page = ""};
inline constexpr Rule kSyntaxError{.id = "DNG902",
                                   .name = "syntax-error",
                                   .severity = Severity::kP2,
                                   .summary = "A part of the file could not be parsed.",
                                   .why = "What cannot be parsed is not analysed.",
                                   .page = ""};

// Where `text` stands in the file for the first time (or from `from` on).
inline SourceLocation Find(const SourceSet& sources, FileId file, std::string_view text, std::size_t from = 0) {
  const std::size_t begin = sources[file].text().find(text, from);
  return {file, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + text.size())}};
}

// A scan with two files and three findings that use everything a finding can have.
struct Sample {
  SourceSet sources;
  FileId jobs;
  FileId store;
  std::vector<Finding> findings;
};

inline Sample MakeSample() {
  Sample sample;
  sample.jobs = sample.sources.Add(SourceFile("app/jobs.py",
                                              "import app.store\n"
                                              "\n"
                                              "async def save(query, ready):\n"
                                              "    job = app.store.write(query)\n"
                                              "    if not ready:\n"
                                              "        return None\n"
                                              "    return await job\n"));
  sample.store = sample.sources.Add(SourceFile("app/my store.py",
                                               "async def write(query):\n"
                                               "\tf = open(query.path, 'w')\n"
                                               "\tf.write('\xE2\x9C\x93 \xF0\x9F\x90\x8D', flush()); g(f)\n"));
  const SourceSet& sources = sample.sources;

  Finding lost;
  lost.rule = &kNeverAwaited;
  lost.severity = Severity::kP1;
  lost.confidence = Confidence::kMedium;
  lost.location = Find(sources, sample.jobs, "app.store.write(query)");
  lost.message = "The coroutine 'app.store.write' is never awaited if 'ready' is false.";
  lost.confidence_reason = "the type of 'ready' is not known";
  lost.function = "app.jobs.save";
  lost.identity_text = "app.store.write(query)";
  lost.trace = {{Find(sources, sample.jobs, "app.store.write(query)"), "the coroutine is made here", true},
                {Find(sources, sample.jobs, "not ready"), "`ready` is false", false},
                {Find(sources, sample.jobs, "return None"), "the function is left here", true}};
  Fix fix;
  fix.description = "Make the coroutine where it is awaited";
  fix.code = "if not ready:\n    return None\nreturn await app.store.write(query)";
  fix.edits = {{Find(sources, sample.jobs, "job = "), ""}, {Find(sources, sample.jobs, "await job"), "job"}};
  lost.fixes = {fix};
  lost.other_paths = 2;

  Finding leak;
  leak.rule = &kResourceLeak;
  leak.severity = Severity::kP2;
  leak.location = Find(sources, sample.store, "open(query.path, 'w')");
  leak.message = "The file 'f' is never closed. It holds {n} bytes.";
  leak.function = "app.store.write";
  leak.identity_text = "open(query.path, 'w')";
  leak.trace = {{leak.location, "opened here", true}, {Find(sources, sample.store, "g(f)"), "`g` does not close it", true}};
  leak.fixes = {{"Use a with statement", "with open(query.path, 'w') as f:\n    ...", {}}};

  Finding damaged;
  damaged.rule = &kSyntaxError;
  damaged.severity = Severity::kP3;
  damaged.location = Find(sources, sample.store, "flush()); g(f)\n");
  damaged.message = "This could not be parsed.";
  damaged.function = "app.store";

  sample.findings = {lost, leak, damaged};
  return sample;
}

}  // namespace dangle

#endif  // DANGLE_TESTS_REPORT_SAMPLES_H_
