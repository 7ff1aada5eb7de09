// What a caller must know about a function: what it does to the objects it is given, what its result owes, whether it may raise,
// suspend, return. A contract is read from the words on a stub or inferred from a body (then it is a summary); both print the same:
//
//   def create_task(coro: Takes[Await], *, name: str = ...) -> Owes[KeepAlive, Task]: ...
//   class StreamWriter:
//       def close(self: Discharges[Release]) -> None: ...
//   async def open_connection(host, port) -> tuple[StreamReader, Owes[Release, StreamWriter]]: ...
//
// Source: Sagiv, Reps and Horwitz, Precise Interprocedural Dataflow Analysis with Applications to Constant Propagation (1996), whose
// edge functions our effects are; Kellogg et al. 2021 for owning and borrowing.
#ifndef DANGLE_DATAFLOW_INTERPROC_CONTRACT_H_
#define DANGLE_DATAFLOW_INTERPROC_CONTRACT_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "dataflow/interproc/raised_classes.h"
#include "dataflow/obligations/effect.h"
#include "dataflow/obligations/protocol.h"
#include "semantics/program.h"

namespace dangle {

// How likely it is that something leaves by an exception: rules.md, "what may raise". Lower is likelier.
enum class RaiseRank : std::uint8_t {
  kExplicit = 1,  // raise, assert, a callee known to raise
  kCancel = 2,    // cancellation at an await that may suspend
  kOutside = 3,   // I/O, parsing of outside data, user callback, yield
  kUnknown = 4,   // any other unknown call, subscription, unpacking
  kNever = 5,
};

enum class Suspends : std::uint8_t { kNever, kMaybe, kAlways };

// What the callee does to one argument, for an object of each protocol, on each way out. Starts as a borrow: identity everywhere.
struct ParameterContract {
  std::array<std::array<Effect, kWayOutCount>, kProtocolCount> effects;

  ParameterContract();
  const Effect& Of(Protocol protocol, WayOut way) const { return effects[static_cast<std::size_t>(protocol)][static_cast<std::size_t>(way)]; }
  void Set(Protocol protocol, WayOut way, Effect effect) { effects[static_cast<std::size_t>(protocol)][static_cast<std::size_t>(way)] = effect; }
  void SetAllWays(Protocol protocol, Effect effect) {
    for (const WayOut way : kWaysOut) Set(protocol, way, effect);
  }
  bool IsBorrow() const;
  friend bool operator==(const ParameterContract&, const ParameterContract&) = default;
};

// How bad it is to let the object die without its release. The words of a stub: Owes, Should, Lazy.
enum class Strength : std::uint8_t {
  kMust,    // a connection, a socket, a child process is lost, or held until a cycle is collected
  kShould,  // the collector closes it safely, later and with a warning
  kLazy,    // nothing is held until it is used, and the collector ends even that
};

// What a call of a stub's method asks or tells of its object besides what it owes. The decorators of a stub.
enum class CallRole : std::uint8_t {
  kNeedsOpen,  // @needs_open: raises once the object is released
  kKeepsBody,  // @keeps_body: reads all of it, which stays readable behind the release
  kOnce,       // @once: a second release raises, or gives back what somebody else holds
  kWrites,     // @writes: changes what is lost without a commit
  kExecutes,   // @executes: runs SQL, whose text says whether it writes
  kCommits,    // @commits: ends the transaction, by commit or rollback
  kBegins,     // @begins: gives a transaction, to be entered or ended
  kExpires,    // @expires: what was loaded is read anew where it is asked for next
};

class CallRoles {
 public:
  constexpr bool Has(CallRole role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool IsEmpty() const { return bits_ == 0; }
  constexpr void Add(CallRole role) { bits_ = static_cast<std::uint8_t>(bits_ | Bit(role)); }
  friend constexpr bool operator==(CallRoles, CallRoles) = default;

 private:
  static constexpr std::uint8_t Bit(CallRole role) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role)); }
  std::uint8_t bits_ = 0;
};

// One thing in the result that owes something. `element`: which item of a tuple result; kWhole for the result itself.
struct ResultOwes {
  static constexpr std::int16_t kWhole = -1;
  Protocol protocol = Protocol::kAwait;
  std::int16_t element = kWhole;
  bool always = true;  // false: on some paths only
  Strength strength = Strength::kMust;
  bool or_none = false;  // the result may be None instead
  friend bool operator==(const ResultOwes&, const ResultOwes&) = default;
};

struct Contract {
  std::vector<ParameterContract> parameters;  // by position in Function::parameters
  std::vector<ResultOwes> result;
  std::int16_t same_as = -1;               // the result is (a wrapper of) this parameter: the same obligation
  RaiseRank raises = RaiseRank::kUnknown;  // the likeliest exception out of it (of the awaited body, for a coroutine)
  RaisedClasses raised_explicitly;         // by class what it raises as kExplicit, and as kOutside
  RaisedClasses raised_outside;
  Suspends suspends = Suspends::kMaybe;
  CallRoles roles;
  bool returns = true;  // false: never comes back (NoReturn, always raises)
  friend bool operator==(const Contract&, const Contract&) = default;
};

// The contract that the words of a stub say. Without words: parameters are borrowed, the result owes nothing, may raise (kOutside).
// `@raises_never` and `@raises_seldom` (only when it is misused: a key that is not there, a wrong type) are kNever and kUnknown;
// `@raises(ValueError, OSError)` names the classes; without it files, sockets and processes raise OSError, and others anything.
Contract ReadContract(const Program& program, FunctionRef function);

// As a stub would say it, on one line; for --print=summaries and golden files.
std::string PrintContract(const Program& program, FunctionRef function, const Contract& contract);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_CONTRACT_H_
