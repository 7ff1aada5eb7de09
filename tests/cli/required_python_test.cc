#include "cli/required_python.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace dangle {
namespace {

TEST(RequiredPython, Specifiers) {
  EXPECT_EQ(OldestPythonOf(">=3.10"), 10);
  EXPECT_EQ(OldestPythonOf(">= 3.9, <4"), 9);
  EXPECT_EQ(OldestPythonOf("<4,>=3.11.2"), 11);
  EXPECT_EQ(OldestPythonOf(">3.9"), 10);
  EXPECT_EQ(OldestPythonOf(">3.9.1"), 9);
  EXPECT_EQ(OldestPythonOf("~=3.12"), 12);
  EXPECT_EQ(OldestPythonOf("==3.13.*"), 13);
  EXPECT_EQ(OldestPythonOf("^3.9 || ^3.11"), 9);
  EXPECT_EQ(OldestPythonOf(">=3.6"), 8);  // the oldest that dangle knows
  EXPECT_EQ(OldestPythonOf(">=3.20"), 14);
  EXPECT_EQ(OldestPythonOf("<3.12"), std::nullopt);
  EXPECT_EQ(OldestPythonOf(">=3"), std::nullopt);
  EXPECT_EQ(OldestPythonOf(""), std::nullopt);
}

class RequiredPythonOf : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("dangle_required_python_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }

  std::filesystem::path folder_;
};

TEST_F(RequiredPythonOf, Nothing) { EXPECT_EQ(RequiredPython(folder_.string()), std::nullopt); }

TEST_F(RequiredPythonOf, Project) {
  Write("setup.cfg", "[options]\npython_requires = >=3.8\n");
  Write("pyproject.toml", "[project]\nname = \"shop\"\nrequires-python = \">=3.11\"\n");
  EXPECT_EQ(RequiredPython(folder_.string()), 11);
}

TEST_F(RequiredPythonOf, Poetry) {
  Write("pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.10\"\n");
  EXPECT_EQ(RequiredPython(folder_.string()), 10);
}

TEST_F(RequiredPythonOf, SetupFileWhereTheProjectFileIsSilentOrBroken) {
  Write("setup.cfg", "[metadata]\npython_requires = >=3.13\n[options]\npython_requires = >= 3.9\n");
  Write("pyproject.toml", "[tool.black]\nline-length = 100\n");
  EXPECT_EQ(RequiredPython(folder_.string()), 9);
  Write("pyproject.toml", "[project\n");
  EXPECT_EQ(RequiredPython(folder_.string()), 9);
}

}  // namespace
}  // namespace dangle
