#include "frontend/files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dangle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files() {
    std::string pattern = (fs::temp_directory_path() / "dangle_files_XXXXXX").string();
    top_ = fs::canonical(mkdtemp(pattern.data()));
  }
  ~Files() override { fs::remove_all(top_); }

  void Write(const std::string& path, const std::string& text = "") const {
    fs::create_directories((top_ / path).parent_path());
    std::ofstream(top_ / path) << text;
  }
  FileSet Find(const std::vector<std::string>& paths, const std::vector<std::string>& exclude = {}) const {
    FileOptions options;
    for (const std::string& path : paths) options.paths.push_back((top_ / path).string());
    options.exclude = exclude;
    return FindFiles(options);
  }
  static std::vector<std::string> Paths(const FileSet& files) {
    std::vector<std::string> paths;
    for (const FoundFile& file : files.files) paths.push_back(file.display_path);
    return paths;
  }
  static std::vector<std::string> Names(const FileSet& files) {
    std::vector<std::string> names;
    for (const FoundFile& file : files.files) names.push_back(file.module_names.front());
    return names;
  }
  static std::vector<std::string> AllNames(const FileSet& files, const std::string& path) {
    for (const FoundFile& file : files.files) {
      if (file.display_path == path) return file.module_names;
    }
    return {};
  }

  fs::path top_;
};

TEST_F(Files, PackageAndScripts) {
  Write("p/pyproject.toml");
  Write("p/pkg/__init__.py");
  Write("p/pkg/sub/__init__.py");
  Write("p/pkg/sub/mod.py");
  Write("p/pkg/sub/mod.pyi");
  Write("p/run.py");
  Write("p/scripts/tool.py");
  Write("p/README.md");
  const FileSet files = Find({"p"});
  EXPECT_EQ(files.root, (top_ / "p").string());
  EXPECT_THAT(Paths(files), ElementsAre("pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/mod.py", "pkg/sub/mod.pyi", "run.py", "scripts/tool.py"));
  EXPECT_THAT(Names(files), ElementsAre("pkg", "pkg.sub", "pkg.sub.mod", "pkg.sub.mod", "run", "scripts.tool"));
  EXPECT_THAT(AllNames(files, "scripts/tool.py"), ElementsAre("scripts.tool", "tool"));
  EXPECT_TRUE(files.files[0].is_package);
  EXPECT_FALSE(files.files[2].is_stub);
  EXPECT_TRUE(files.files[3].is_stub);
  EXPECT_THAT(files.import_roots, ElementsAre((top_ / "p").string(), (top_ / "p/scripts").string()));
}

TEST_F(Files, SourceLayoutAndNamespacePackage) {
  Write("p/setup.cfg");
  Write("p/src/shop/__init__.py");
  Write("p/src/shop/db.py");
  Write("p/src/google/cloud/db/__init__.py");
  Write("p/src/plain/mod.py");
  const FileSet files = Find({"p"});
  EXPECT_THAT(AllNames(files, "src/shop/db.py"), ElementsAre("shop.db", "src.shop.db"));
  EXPECT_THAT(AllNames(files, "src/google/cloud/db/__init__.py"), ElementsAre("db", "google.cloud.db", "src.google.cloud.db"));
  EXPECT_THAT(AllNames(files, "src/plain/mod.py"), ElementsAre("plain.mod", "src.plain.mod", "mod"));
}

TEST_F(Files, FolderInsideOfAPackageIsNamedFromAbove) {
  Write("pkg/__init__.py");
  Write("pkg/sub/__init__.py");
  Write("pkg/sub/mod.py");
  const FileSet files = Find({"pkg/sub"});
  EXPECT_THAT(Paths(files), ElementsAre("__init__.py", "mod.py"));
  EXPECT_THAT(Names(files), ElementsAre("pkg.sub", "pkg.sub.mod"));
}

TEST_F(Files, NamespacePackageInsideOfAPackage) {
  Write("p/setup.cfg");
  Write("p/parts/shop/__init__.py");
  Write("p/parts/shop/core/db.py");
  const FileSet files = Find({"p"});
  EXPECT_THAT(AllNames(files, "parts/shop/core/db.py"), ElementsAre("parts.shop.core.db", "db", "shop.core.db"));
}

TEST_F(Files, NamespacePackageInsideOfThePackageThatIsScanned) {
  Write("p/parts/shop/__init__.py");
  Write("p/parts/shop/core/db.py");
  EXPECT_THAT(AllNames(Find({"p/parts/shop"}), "core/db.py"), testing::Contains("shop.core.db"));
}

TEST_F(Files, PackagesOfOneNameTakeTheLongerName) {
  Write("p/.git/HEAD");
  Write("p/examples/a/app/__init__.py");
  Write("p/examples/b/app/__init__.py");
  Write("p/examples/b/app/main.py");
  EXPECT_THAT(Names(Find({"p"})), ElementsAre("app", "examples.b.app", "examples.b.app.main"));
}

TEST_F(Files, DefaultExcludes) {
  for (const char* folder : {".git", ".venv", "node_modules", "__pycache__", "build", "lib/site-packages", ".hidden"}) {
    Write(std::string("p/") + folder + "/a.py");
  }
  Write("p/myenv/pyvenv.cfg");
  Write("p/myenv/a.py");
  Write("p/dist/__init__.py");
  Write("p/keep.py");
  EXPECT_THAT(Paths(Find({"p"})), ElementsAre("dist/__init__.py", "keep.py"));
  // What the user names is read.
  EXPECT_THAT(Paths(Find({"p/build"})), ElementsAre("build/a.py"));
  EXPECT_THAT(Paths(Find({"p/.venv/a.py"})), ElementsAre(".venv/a.py"));
}

TEST_F(Files, Excludes) {
  Write("p/setup.py");
  Write("p/gen/a.py");
  Write("p/pkg/gen/b.py");
  Write("p/pkg/x_pb2.py");
  EXPECT_THAT(Paths(Find({"p"}, {"gen/"})), ElementsAre("pkg/x_pb2.py", "setup.py"));
  EXPECT_THAT(Paths(Find({"p"}, {"/gen"})), ElementsAre("pkg/gen/b.py", "pkg/x_pb2.py", "setup.py"));
  EXPECT_THAT(Paths(Find({"p"}, {"*_pb2.py", "pkg/gen"})), ElementsAre("gen/a.py", "setup.py"));
}

TEST_F(Files, AnyOrderAndRepetitionGiveTheSame) {
  Write("p/setup.py");
  Write("p/a/x.py");
  Write("p/b/y.py");
  const std::vector<std::string> once = Paths(Find({"p"}));
  EXPECT_EQ(Paths(Find({"p/b", "p/a", "p", "p/a/x.py"})), once);
  EXPECT_EQ(Paths(Find({"p", "p"})), once);
}

TEST_F(Files, AnyEndingOfAFileThatIsNamed) {
  Write("p/setup.py");
  Write("p/tool", "#!/usr/bin/env python3\n");
  const FileSet files = Find({"p/tool"});
  EXPECT_THAT(Paths(files), ElementsAre("tool"));
  EXPECT_THAT(Names(files), ElementsAre("tool"));
}

TEST_F(Files, SymbolicLinks) {
  Write("p/setup.py");
  Write("p/z/real.py");
  Write("outside/lib.py");
  fs::create_directory_symlink(top_ / "p", top_ / "p/z/loop");
  fs::create_directory_symlink(top_ / "p/z", top_ / "p/a_again");
  fs::create_directory_symlink(top_ / "outside", top_ / "p/linked");
  fs::create_symlink(top_ / "p/z/real.py", top_ / "p/alias.py");
  fs::create_symlink(top_ / "nowhere.py", top_ / "p/dead.py");
  EXPECT_THAT(Paths(Find({"p"})), ElementsAre("linked/lib.py", "setup.py", "z/real.py"));
}

TEST_F(Files, MissingPathsAndNothingToDo) {
  const FileSet files = Find({"nowhere"});
  EXPECT_THAT(files.files, IsEmpty());
  EXPECT_EQ(files.missing_paths.size(), 1U);
  Write("empty/x.txt");
  EXPECT_THAT(Find({"empty"}).files, IsEmpty());
}

TEST_F(Files, TwoProjects) {
  Write("a/setup.py");
  Write("b/pyproject.toml");
  Write("b/tests/t.py");
  const FileSet files = Find({"a", "b"});
  EXPECT_EQ(files.root, top_.string());
  EXPECT_THAT(Paths(files), ElementsAre("a/setup.py", "b/tests/t.py"));
  EXPECT_EQ(files.files[1].project_path, "tests/t.py");
}

TEST_F(Files, PathsArePrintedFromTheRootOfTheRepository) {
  Write("r/.git/HEAD");
  Write("r/plugins/x/pyproject.toml");
  Write("r/plugins/x/x.py");
  EXPECT_EQ(Find({"r/plugins/x"}).root, (top_ / "r").string());
  EXPECT_THAT(Paths(Find({"r/plugins/x"})), ElementsAre("plugins/x/x.py"));
  EXPECT_EQ(Find({"r/plugins/x"}).files[0].project_path, "x.py");
  Write("s/setup.py");
  Write("s/y/setup.py");
  EXPECT_THAT(Paths(Find({"s/y"})), ElementsAre("y/setup.py"));
}

TEST_F(Files, NestedProjectHasItsOwnPaths) {
  Write("p/.git/HEAD");
  Write("p/tests/sample/pyproject.toml");
  Write("p/tests/sample/app.py");
  const FileSet files = Find({"p"});
  EXPECT_EQ(files.files[0].display_path, "tests/sample/app.py");
  EXPECT_EQ(files.files[0].project_path, "app.py");
}

TEST_F(Files, Reading) {
  const std::string text(100000, 'x');
  Write("a.py", text);
  Write("empty.py");
  std::string error;
  EXPECT_EQ(ReadFile((top_ / "a.py").string(), error), text);
  EXPECT_EQ(ReadFile((top_ / "empty.py").string(), error), "");
  EXPECT_FALSE(ReadFile((top_ / "nowhere.py").string(), error).has_value());
  EXPECT_FALSE(error.empty());
  EXPECT_FALSE(ReadFile(top_.string(), error).has_value());
}

}  // namespace
}  // namespace dangle
