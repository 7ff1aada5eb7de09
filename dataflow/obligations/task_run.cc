#include "dataflow/obligations/task_run.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dangle {

namespace {

// Who only hands something out through an attribute does not learn from it that it is time to end.
constexpr std::array<std::string_view, 9> kSendMethods = {"debug", "drain", "error", "exception", "info", "ping", "publish", "warning", "write"};
constexpr std::array<std::string_view, 18> kSignalMethods = {
    "abort",      "aclose",  "cancel", "clear", "close",         "disconnect", "feed_eof", "kill", "put",
    "put_nowait", "release", "send",   "set",   "set_exception", "set_result", "shutdown", "stop", "terminate",
};

bool IsSend(std::string_view name) {
  return name.starts_with("send") || std::find(kSendMethods.begin(), kSendMethods.end(), name) != kSendMethods.end();
}

bool IsSignal(std::string_view name) { return std::find(kSignalMethods.begin(), kSignalMethods.end(), name) != kSignalMethods.end(); }

// Waits that have no end of their own, by the names of asyncio's classes.
constexpr std::array<std::string_view, 9> kWaitsForOthers = {
    "asyncio.Barrier.wait",       "asyncio.Condition.wait",    "asyncio.Event.wait",
    "asyncio.Queue.get",          "asyncio.Queue.join",        "asyncio.Server.serve_forever",
    "asyncio.Server.wait_closed", "asyncio.StreamReader.read", "asyncio.StreamReader.readline",
};

bool IsWaitForOthers(const Program& program, FunctionRef function) {
  if (!program.function(function).owner.IsValid()) return false;
  return std::find(kWaitsForOthers.begin(), kWaitsForOthers.end(), program.QualifiedName(function)) != kWaitsForOthers.end();
}

void SortNames(std::vector<NameId>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

// `while n < 3`: counts.
bool IsCounted(const Function& function, const Branch& branch) {
  const auto* compare = As<Compare>(function.instructions[branch.condition.value()]);
  if (compare == nullptr) return false;
  return compare->op == CompareOperator::kLess || compare->op == CompareOperator::kLessEqual || compare->op == CompareOperator::kGreater ||
         compare->op == CompareOperator::kGreaterEqual;
}

bool IsBoundedBy(const Function& function, BlockId header) {
  const Instruction& end = function.TerminatorOf(header);
  if (const auto* next = As<Next>(end)) return !next->is_async;
  const auto* branch = As<Branch>(end);
  return branch != nullptr && IsCounted(function, *branch);
}

bool AwaitsIn(const Function& function, std::size_t first_block, std::size_t last_block) {
  for (std::size_t b = first_block; b <= last_block; ++b) {
    const std::span<const Instruction> instructions = function.InstructionsOf(BlockId(b));
    if (std::any_of(instructions.begin(), instructions.end(), Awaits)) return true;
  }
  return false;
}

}  // namespace

// Blocks stand in reverse postorder: an edge that does not go forwards closes a loop.
bool HasOpenLoop(const Function& function) {
  bool found = false;
  for (std::size_t b = 0; b < function.blocks.size() && !found; ++b) {
    ForEachSuccessor(function, BlockId(b), [&](BlockId header, EdgeKind) {
      if (header.value() > b || found || IsBoundedBy(function, header)) return;
      found = AwaitsIn(function, header.value(), b);
    });
  }
  return found;
}

namespace {

// The functions of the project that may run at this instruction.
template <typename Visitor>
void ForEachCallee(const Program& program, FunctionRef ref, ValueId at, const Visitor& visit) {
  for (const CallTarget& target : program.Resolve(ref, at).targets) {
    if (target.function.IsValid() && program.IsProject(target.function.module)) visit(target.function);
  }
}

class BodyReader {
 public:
  BodyReader(const Program& program, const ContractStore& contracts, TaskRun& body) : program_(program), contracts_(contracts), body_(body) {}

  void Read() {
    for (const FunctionRef ref : body_.functions) Add(ref);
    for (int depth = 0; depth < kMaxBodyDepth; ++depth) {
      const std::vector<FunctionRef> level = std::move(next_);
      next_.clear();
      for (const FunctionRef ref : level) ReadFunction(ref);
    }
    SortNames(body_.reads);
    SortNames(body_.uses);
    body_.never_returns = std::all_of(body_.functions.begin(), body_.functions.end(), [&](FunctionRef ref) { return !contracts_.Of(ref).returns; });
  }

 private:
  void Add(FunctionRef ref) {
    if (seen_.size() >= kMaxBodyFunctions || std::find(seen_.begin(), seen_.end(), ref) != seen_.end()) return;
    seen_.push_back(ref);
    next_.push_back(ref);
  }

  void ReadFunction(FunctionRef ref) {
    const Function& function = program_.function(ref);
    body_.has_open_loop = body_.has_open_loop || HasOpenLoop(function);
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const ValueId at(i);
      if (const auto* load = As<LoadAttr>(function.instructions[at])) {
        body_.reads.push_back(load->name);
        body_.uses.push_back(load->name);
        const auto* receiver = As<LoadAttr>(function.instructions[load->object.value()]);
        // What is only sent through was noted a moment ago.
        if (receiver != nullptr && IsSend(program_.names().Text(load->name))) std::erase(body_.reads, receiver->name);
      }
      if (Is<Call>(function.instructions[at])) ForEachCallee(program_, ref, at, [&](FunctionRef callee) { Add(callee); });
    }
  }

  const Program& program_;
  const ContractStore& contracts_;
  TaskRun& body_;
  std::vector<FunctionRef> seen_;
  std::vector<FunctionRef> next_;
};

}  // namespace

TaskRun TaskRunOf(const Program& program, const ContractStore& contracts, FunctionRef function, ValueId call_id) {
  TaskRun body;
  const Function& caller = program.function(function);
  const auto* call = As<Call>(caller.instructions[call_id]);
  if (call == nullptr) return body;
  for (const Argument& argument : caller.ArgumentsOf(call->arguments)) {
    for (const TypeId member : program.MembersOf(program.TypeOf(function, argument.value.value()))) {
      const Type& type = program.type(member);
      if (type.kind != TypeKind::kCoroutine || !type.function.IsValid()) continue;
      if (program.IsProject(type.function.module)) {
        body.functions.push_back(type.function);
      } else {
        body.waits_for_others = body.waits_for_others || IsWaitForOthers(program, type.function);
      }
    }
  }
  if (!body.functions.empty()) BodyReader(program, contracts, body).Read();
  return body;
}

std::vector<NameId> SignalsOf(const Program& program, const std::vector<FunctionRef>& functions) {
  std::vector<NameId> signals;
  for (const FunctionRef ref : functions) {
    const Function& function = program.function(ref);
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const Instruction& at = function.instructions[ValueId(i)];
      if (const auto* store = As<StoreAttr>(at)) signals.push_back(store->name);
      if (const auto* remove = As<DeleteAttr>(at)) signals.push_back(remove->name);
      const auto* method = As<LoadAttr>(at);
      const auto* receiver = method == nullptr ? nullptr : As<LoadAttr>(function.instructions[method->object.value()]);
      if (receiver != nullptr && IsSignal(program.names().Text(method->name))) signals.push_back(receiver->name);
    }
  }
  SortNames(signals);
  return signals;
}

}  // namespace dangle
