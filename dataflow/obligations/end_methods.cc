#include "dataflow/obligations/end_methods.h"

#include <algorithm>
#include <array>

namespace dangle {

namespace {

constexpr std::array<std::string_view, 44> kEndNames = {
    "__aexit__",
    "__del__",
    "__exit__",
    "abort",
    "aclose",
    "astop",
    "async_will_remove_from_hass",
    "cancel",
    "cancel_all",
    "cleanup",
    "clean_up",
    "close",
    "close_all",
    "close_connection",
    "close_connections",
    "close_session",
    "cog_unload",
    "connection_lost",
    "deinit",
    "destroy",
    "disconnect",
    "dispose",
    "exit",
    "finalize",
    "finish",
    "kill",
    "logout",
    "on_cleanup",
    "on_delete",
    "on_shutdown",
    "on_unload",
    "quit",
    "release",
    "shutdown",
    "stop",
    "stop_all",
    "stop_and_wait",
    "tear_down",
    "teardown",
    "terminate",
    "terminate_all",
    "uninit",
    "unload",
    "wait_closed",
};

bool IsListed(std::string_view name) { return std::find(kEndNames.begin(), kEndNames.end(), name) != kEndNames.end(); }

}  // namespace

bool IsEndMethodName(std::string_view name) {
  if (IsListed(name)) return true;
  while (name.starts_with('_')) name.remove_prefix(1);
  if (name.starts_with("async_")) name.remove_prefix(6);
  if (name.starts_with("do_")) name.remove_prefix(3);
  if (name.ends_with("_async")) name.remove_suffix(6);
  return IsListed(name);
}

bool IsEndHookName(std::string_view name) {
  return name.starts_with("on_") || name == "cog_unload" || name == "connection_lost" || name == "async_will_remove_from_hass" || name == "teardown";
}

bool AreSameEnd(std::string_view a, std::string_view b) {
  static constexpr std::array<std::array<std::string_view, 4>, 3> kGroups = {{
      {"__aexit__", "__exit__", "aclose", "close"},
      {"cancel", "stop", "", ""},
      {"kill", "terminate", "", ""},
  }};
  return a != b && std::any_of(kGroups.begin(), kGroups.end(), [&](const auto& group) {
           return std::find(group.begin(), group.end(), a) != group.end() && std::find(group.begin(), group.end(), b) != group.end();
         });
}

}  // namespace dangle
