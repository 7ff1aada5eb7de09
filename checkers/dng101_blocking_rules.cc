// DNG101 to DNG109: the rows of the rules about calls that wait on the event loop's thread, one for each kind of wait.
//
//   async def poll():
//       time.sleep(5)
#include <array>

#include "checkers/blocking_checkers.h"

namespace dangle {

namespace {

constexpr Rule kSleep = {
    .id = "DNG101",
    .name = "blocking-sleep",
    .severity = Severity::kP1,
    .summary = "A coroutine sleeps on the event loop's thread.",
    .why =
        "The loop is one thread: while it sleeps here no other task, timer, heartbeat or accept runs, so every request in this process waits "
        "the full time.",
    .page = {},
    .precision = Confidence::kHigh,
};
constexpr Rule kFile = {
    .id = "DNG102",
    .name = "blocking-file-io",
    .severity = Severity::kP1,
    .summary = "A coroutine reads or writes files on the event loop's thread.",
    .why =
        "Regular files are always \"ready\" for a selector, so there is no non-blocking read: a cold page cache, NFS or a full write-back queue "
        "stops the loop for as long as the disk takes.",
    .page = {},
    .precision = Confidence::kHigh,
};
constexpr Rule kHttp = {
    .id = "DNG103",
    .name = "blocking-http",
    .severity = Severity::kP1,
    .summary = "A coroutine makes an HTTP request with a synchronous client.",
    .why =
        "The call holds the loop's only thread for DNS, connect, TLS and the whole response, and `requests` has no timeout of its own: one slow "
        "peer freezes all clients.",
    .page = {},
    .precision = Confidence::kHigh,
};
constexpr Rule kSubprocess = {
    .id = "DNG104",
    .name = "blocking-subprocess",
    .severity = Severity::kP1,
    .summary = "A coroutine starts a child process with the synchronous API, or waits for one.",
    .why = "Waiting for a child process here also stops the loop that would have to read the child's pipes and everybody else's sockets.",
    .page = {},
    .precision = Confidence::kHigh,
};
constexpr Rule kDatabase = {
    .id = "DNG105",
    .name = "blocking-database",
    .severity = Severity::kP1,
    .summary = "A coroutine asks a database through a synchronous driver.",
    .why =
        "The driver waits for the server inside a C or socket call with the loop's thread, so throughput falls to one query at a time and a lock "
        "wait in the database is a stop of the service.",
    .page = {},
    .precision = Confidence::kHigh,
};
constexpr Rule kSynchronisation = {
    .id = "DNG106",
    .name = "blocking-synchronisation",
    .severity = Severity::kP1,
    .summary = "A coroutine waits for another thread or process on the event loop's thread.",
    .why =
        "If what would release or complete it needs this loop (a callback, another task), the wait never ends: the loop is blocked on something "
        "only the loop can do.",
    .page = {},
    .precision = Confidence::kHigh,
};
constexpr Rule kNetwork = {
    .id = "DNG107",
    .name = "blocking-network",
    .severity = Severity::kP1,
    .summary = "A coroutine uses a blocking socket or resolves a name on the event loop's thread.",
    .why = "Name resolution and blocking socket calls take their timeouts (seconds to minutes) on the loop's thread.",
    .page = {},
    .precision = Confidence::kHigh,
};
constexpr Rule kSdk = {
    .id = "DNG108",
    .name = "blocking-sdk",
    .severity = Severity::kP1,
    .summary = "A coroutine calls a remote service through a synchronous client library.",
    .why = "The client is the synchronous twin: each call is HTTP plus retries with `time.sleep` on the loop's thread.",
    .page = {},
    .precision = Confidence::kHigh,
};
constexpr Rule kInput = {
    .id = "DNG109",
    .name = "blocking-input",
    .severity = Severity::kP1,
    .summary = "A coroutine waits for a person's input on the event loop's thread.",
    .why = "It waits for a person, and until the line comes the whole process is stopped.",
    .page = {},
    .precision = Confidence::kHigh,
};

constexpr Confidence kSure = Confidence::kHigh;
constexpr std::array<BlockingKindRow, kBlockKindCount> kRows = {{
    {&kSleep, Severity::kP1, kSure, {}, "sleeps"},
    {&kFile, Severity::kP1, kSure, {}, "reads or writes files"},
    {&kFile, Severity::kP2, kSure, {}, "asks the file system"},
    {&kFile, Severity::kP2, kSure, {}, "loads code, certificates or settings from files"},
    {&kHttp, Severity::kP1, kSure, {}, "waits for an HTTP response"},
    {&kSubprocess, Severity::kP1, kSure, {}, "waits for another process"},
    {&kDatabase, Severity::kP1, kSure, {}, "waits for the database"},
    {&kSynchronisation, Severity::kP2, Confidence::kLow, "how long other threads hold the lock is not known", "waits for a lock of threads"},
    {&kSynchronisation, Severity::kP1, kSure, {}, "waits for another thread or process"},
    {&kNetwork, Severity::kP1, kSure, {}, "waits for the network"},
    {&kSdk, Severity::kP1, kSure, {}, "waits for a remote service"},
    {&kInput, Severity::kP1, kSure, {}, "waits for somebody's input"},
    {&kCpuBoundOnLoop, Severity::kP1, Confidence::kMedium, "how long it takes depends on the data and the machine", "computes for long"},
    {&kNestedEventLoop, Severity::kP1, kSure, {}, "runs an event loop, where one runs already"},
}};

constexpr std::array<const Rule*, 11> kRules = {&kSleep,   &kFile, &kHttp,  &kSubprocess,     &kDatabase,       &kSynchronisation,
                                                &kNetwork, &kSdk,  &kInput, &kCpuBoundOnLoop, &kNestedEventLoop};

}  // namespace

const BlockingKindRow& RowOf(BlockKind kind) { return kRows[static_cast<std::size_t>(kind)]; }

std::span<const Rule* const> BlockingRules() { return kRules; }

}  // namespace dangle
