// The dumps of tests/fixtures/lowering: `x.py.ir.exp` is what PrintModule says of x.py. DANGLE_UPDATE_GOLDENS=1 rewrites them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "frontend/lower.h"
#include "ir/printer.h"
#include "ir/verifier.h"

namespace dangle {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> Fixtures() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(DANGLE_SOURCE_DIR "/tests/fixtures/lowering")) {
    if (entry.path().extension() == ".py") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST(LoweringGolden, DumpsAreAsExpected) {
  ASSERT_FALSE(Fixtures().empty());
  for (const std::filesystem::path& path : Fixtures()) {
    SCOPED_TRACE(path.filename().string());
    const SourceFile file(path.filename().string(), ReadFile(path));
    const SyntaxTree tree = Parse(file.text());
    NameTable table;
    NameCache names(table);
    LoweringScratch scratch;
    const Module module = LowerModule(tree, file, FileId(std::uint32_t{0}), names.Intern(path.stem().string()), false, names, {}, scratch);
    EXPECT_TRUE(module.problems.empty());
    for (const Function& function : module.functions) EXPECT_EQ(VerifyFunction(function), std::vector<std::string>());
    const std::string dump = PrintModule(module, table, &file);
    const std::filesystem::path expected = path.string() + ".ir.exp";
    if (std::getenv("DANGLE_UPDATE_GOLDENS") != nullptr) std::ofstream(expected, std::ios::binary) << dump;
    EXPECT_EQ(dump, ReadFile(expected));
  }
}

}  // namespace
}  // namespace dangle
