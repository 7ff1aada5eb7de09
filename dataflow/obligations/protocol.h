// What an object may owe. No rule has an analysis of its own: the missions differ in these tables only.
//
//   await:       fetch()               a coroutine must be awaited, or handed to something that runs it
//   release:     open(path)            a resource must be closed on every way out
//   keep-alive:  create_task(work())   somebody must hold a task and look at its end
//   lock:        await lock.acquire()  a permit must be given back
//
// Source: Strom and Yemini, Typestate (1986); Kellogg et al., Lightweight and modular resource leak verification (2021).
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_PROTOCOL_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_PROTOCOL_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace dangle {

enum class Protocol : std::uint8_t { kAwait, kRelease, kKeepAlive, kLock };
inline constexpr std::array kProtocols = {Protocol::kAwait, Protocol::kRelease, Protocol::kKeepAlive, Protocol::kLock};
inline constexpr std::size_t kProtocolCount = kProtocols.size();

// The name as models write it: "Await", "Release", "KeepAlive", "Lock".
std::string_view ProtocolName(Protocol protocol);

class ProtocolSet {
 public:
  constexpr ProtocolSet() = default;
  constexpr explicit ProtocolSet(Protocol protocol) : bits_(Bit(protocol)) {}
  static constexpr ProtocolSet All() { return FromBits((1U << kProtocolCount) - 1U); }
  static constexpr ProtocolSet FromBits(unsigned bits) {
    ProtocolSet set;
    set.bits_ = static_cast<std::uint8_t>(bits);
    return set;
  }
  constexpr bool Contains(Protocol protocol) const { return (bits_ & Bit(protocol)) != 0; }
  constexpr bool IsEmpty() const { return bits_ == 0; }
  constexpr void Add(Protocol protocol) { bits_ = static_cast<std::uint8_t>(bits_ | Bit(protocol)); }
  constexpr unsigned bits() const { return bits_; }
  friend constexpr bool operator==(ProtocolSet, ProtocolSet) = default;

 private:
  static constexpr std::uint8_t Bit(Protocol protocol) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(protocol)); }
  std::uint8_t bits_ = 0;
};

// How a frame, a call or an instruction is left.
enum class WayOut : std::uint8_t { kReturn, kRaise, kCancel };
inline constexpr std::array kWaysOut = {WayOut::kReturn, WayOut::kRaise, WayOut::kCancel};
inline constexpr std::size_t kWayOutCount = kWaysOut.size();

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_PROTOCOL_H_
