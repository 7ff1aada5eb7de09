#include "frontend/environment.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace dangle {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test, with files made from paths and texts.
class EnvironmentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    root_ = fs::canonical(fs::temp_directory_path()) / ("dangle_environment_" + name + std::to_string(getpid()));
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void Write(const std::string& path, const std::string& text = "") {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  Environment Find(const std::string& python = "", const std::string& project = "") {
    EnvironmentOptions options;
    options.python = python;
    options.project_root = (root_ / project).string();
    options.repository_root = root_.string();
    options.use_variables = false;
    return Environment::Find(options, error_);
  }
  // The module's file, relative to the test's folder.
  std::string FileOf(const Environment& environment, const std::string& module) {
    const auto found = environment.FindModule(module);
    return found ? fs::path(found->path).lexically_relative(root_).generic_string() : "none";
  }

  fs::path root_;
  std::string error_;
};

TEST_F(EnvironmentTest, FindsTheFolderBesideTheProjectAndAbove) {
  Write(".venv/pyvenv.cfg");
  Write(".venv/lib/python3.12/site-packages/acme/__init__.py");
  Write("pkg/sub/pyproject.toml");
  EXPECT_EQ(FileOf(Find(), "acme"), ".venv/lib/python3.12/site-packages/acme/__init__.py");
  EXPECT_EQ(FileOf(Find("", "pkg/sub"), "acme"), ".venv/lib/python3.12/site-packages/acme/__init__.py");
  EXPECT_TRUE(Find("none").IsEmpty());
}

TEST_F(EnvironmentTest, AFolderOfThatNameIsNoEnvironment) {
  Write("venv/lib/python3.12/site-packages/acme.py");
  EXPECT_TRUE(Find().IsEmpty());
}

TEST_F(EnvironmentTest, AnInterpreterOrAFolderIsNamed) {
  Write("other/pyvenv.cfg");
  Write("other/bin/python");
  Write("other/lib/python3.9/site-packages/acme.py");
  EXPECT_EQ(FileOf(Find((root_ / "other/bin/python").string()), "acme"), "other/lib/python3.9/site-packages/acme.py");
  EXPECT_EQ(FileOf(Find((root_ / "other").string()), "acme"), "other/lib/python3.9/site-packages/acme.py");
  EXPECT_EQ(error_, "");
  EXPECT_TRUE(Find((root_ / "nothing").string()).IsEmpty());
  EXPECT_NE(error_, "");
}

TEST_F(EnvironmentTest, StubsComeBeforeSource) {
  const std::string site = ".venv/lib/python3.12/site-packages/";
  Write(".venv/pyvenv.cfg");
  Write(site + "acme/__init__.py");
  Write(site + "acme/db.py");
  Write(site + "acme/db.pyi");
  Write(site + "acme/net.py");
  Write(site + "acme-stubs/net.pyi");
  Write(site + "typed/__init__.py");
  Write(site + "typed/py.typed");
  const Environment environment = Find();
  EXPECT_EQ(FileOf(environment, "acme.db"), site + "acme/db.pyi");
  EXPECT_EQ(FileOf(environment, "acme.net"), site + "acme-stubs/net.pyi");
  EXPECT_EQ(FileOf(environment, "acme"), site + "acme/__init__.py");
  EXPECT_EQ(FileOf(environment, "acme.lost"), "none");
  EXPECT_FALSE(environment.FindModule("acme")->is_typed);
  EXPECT_TRUE(environment.FindModule("typed")->is_typed);
  EXPECT_TRUE(environment.FindModule("acme.net")->is_typed);
}

TEST_F(EnvironmentTest, PathFilesAndEditableInstallsAndNamespaces) {
  const std::string site = ".venv/lib/python3.12/site-packages/";
  Write(".venv/pyvenv.cfg");
  Write("src/shop/__init__.py");
  Write("edit/tool/__init__.py");
  Write("edit/tool/main.py");
  Write(site + "shop.pth", "# a comment\nimport os; os.system('never')\n" + (root_ / "src").string() + "\n");
  Write(site + "__editable___tool_0_1_finder.py", "MAPPING: dict[str, str] = {'tool': '" + (root_ / "edit/tool").string() + "'}\n");
  Write(site + "space/part/__init__.py");
  const Environment environment = Find();
  EXPECT_EQ(FileOf(environment, "shop"), "src/shop/__init__.py");
  EXPECT_EQ(FileOf(environment, "tool.main"), "edit/tool/main.py");
  EXPECT_EQ(FileOf(environment, "space.part"), site + "space/part/__init__.py");
  EXPECT_EQ(FileOf(environment, "space"), "none");
}

TEST_F(EnvironmentTest, OtherLayouts) {
  Write("__pypackages__/3.12/lib/acme.py");
  EXPECT_EQ(FileOf(Find(), "acme"), "__pypackages__/3.12/lib/acme.py");
  Write(".pixi/envs/default/conda-meta/history");
  Write(".pixi/envs/default/lib/python3.11/site-packages/acme.py");
  EXPECT_EQ(FileOf(Find(), "acme"), ".pixi/envs/default/lib/python3.11/site-packages/acme.py");
}

}  // namespace
}  // namespace dangle
