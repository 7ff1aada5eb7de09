// Module names: under which names a file can be imported, and from which folders. Used by FindFiles (frontend/files.h).
#ifndef DANGLE_FRONTEND_MODULE_NAMES_H_
#define DANGLE_FRONTEND_MODULE_NAMES_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/files.h"

namespace dangle {

class ModuleNamer {
 public:
  // Fills project_path, module_names, is_package and is_stub of a file from its absolute path. `argument_root`: the project root of the
  // argument through which it was found; the project begins there if nothing nearer says so.
  void Describe(const std::string& path, const std::string& argument_root, FoundFile& file);

  // Two packages of one name in different folders (examples/a/app, examples/b/app): the files of the second come to be known first by
  // their longer name, from the project root.
  void MakeNamesDistinct(std::vector<FoundFile>& files) const;

  // Of all files described.
  const std::set<std::string>& import_roots() const { return import_roots_; }

 private:
  struct Folder {
    std::string project_root;
    std::string package_base;  // the first folder upwards, itself included, that is no package
    std::string outer_base;    // that of the nearest folder upwards, itself included, that is a package; empty if there is none
    bool is_package = false;
  };
  const Folder& FolderOf(const std::string& path, const std::string& argument_root);

  std::map<std::string, Folder> folders_;
  std::set<std::string> import_roots_;
  std::map<std::string, std::set<std::string>> roots_of_;  // of the first part of a name: from where it is imported
  std::map<std::string, std::string> root_of_file_;        // by path: from where its first name is imported
};

}  // namespace dangle

#endif  // DANGLE_FRONTEND_MODULE_NAMES_H_
