#include "semantics/embedded_stubs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace dangle {
namespace {

// The module that a path below models/stubs/ stands for.
std::string ModuleOf(std::filesystem::path relative) {
  relative.replace_extension();
  if (relative.filename() == "__init__") relative = relative.parent_path();
  std::string module = relative.generic_string();
  for (char& c : module) {
    if (c == '/') c = '.';
  }
  return module;
}

TEST(EmbeddedStubs, AreTheFilesByteForByte) {
  std::map<std::string, std::string> expected;
  const std::filesystem::path root = std::filesystem::path(DANGLE_SOURCE_DIR) / "models" / "stubs";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".pyi") continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    expected[ModuleOf(std::filesystem::relative(entry.path(), root))] =
        std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  std::map<std::string, std::string> embedded;
  for (const EmbeddedStub& stub : EmbeddedStubs()) {
    embedded[std::string(stub.module)] = std::string(stub.text);
  }
  EXPECT_THAT(embedded, testing::ContainerEq(expected));
}

}  // namespace
}  // namespace dangle
