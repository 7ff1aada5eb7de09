// Configuration: the settings of dangle.toml, or of [tool.dangle] in pyproject.toml, from the nearest folder upwards that has one.
// Nothing is guessed: an unknown key or a value of the wrong kind is an error with its line, and the nearest known key is named.
//
// Source: TOML 1.0; PEP 518 for the tool table.
#ifndef DANGLE_CLI_CONFIG_H_
#define DANGLE_CLI_CONFIG_H_

#include <string>
#include <string_view>

#include "cli/settings.h"

namespace dangle {

struct Config {
  Settings settings;
  std::string path;   // of the file; empty if there is none
  std::string error;  // "path:line: what is wrong"; empty if all is well
};

// Searches from the folder `start` (or the folder of the file `start`) upwards.
Config FindConfig(std::string_view start);

// Reads one file. In a file named pyproject.toml only [tool.dangle] counts.
Config ReadConfig(const std::string& path);

// The same of a text; `path` is for its name and for errors.
Config ParseConfig(std::string_view text, const std::string& path);

}  // namespace dangle

#endif  // DANGLE_CLI_CONFIG_H_
