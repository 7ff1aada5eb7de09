// The version of dangle, in `dangle --version` and in the reports.
#ifndef DANGLE_CLI_VERSION_H_
#define DANGLE_CLI_VERSION_H_

#include <string_view>

namespace dangle {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace dangle

#endif  // DANGLE_CLI_VERSION_H_
