#include "dataflow/obligations/protocol.h"

namespace dangle {

std::string_view ProtocolName(Protocol protocol) {
  switch (protocol) {
    case Protocol::kAwait:
      return "Await";
    case Protocol::kRelease:
      return "Release";
    case Protocol::kKeepAlive:
      return "KeepAlive";
    case Protocol::kLock:
      return "Lock";
  }
  return "";
}

}  // namespace dangle
