// The stubs in folders or files that the user names: `models = ["stubs"]` of the configuration, `dangle models check stubs/`.
//
//   stubs/acme.pyi             the module acme
//   stubs/acme/db.pyi          the module acme.db
//   stubs/acme/__init__.pyi    the module acme
#ifndef DANGLE_CLI_MODEL_FILES_H_
#define DANGLE_CLI_MODEL_FILES_H_

#include <string>
#include <vector>

namespace dangle {

struct ModelFile {
  std::string path;    // as the user would write it
  std::string module;  // dotted name
  std::string text;
};

struct ModelFiles {
  std::vector<ModelFile> files;  // in the order of the given paths, within a folder by path
  std::string error;             // what can't be read; empty if all is well
};

// Every .pyi below the folders, and the files named themselves.
ModelFiles FindModelFiles(const std::vector<std::string>& paths);

}  // namespace dangle

#endif  // DANGLE_CLI_MODEL_FILES_H_
