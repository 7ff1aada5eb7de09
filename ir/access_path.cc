#include "ir/access_path.h"

namespace dangle {

std::optional<AccessPath> AccessPathOf(const Function& function, ValueId value) {
  AccessPath path;
  while (true) {
    if (const auto* hold = As<Hold>(function.instructions[value])) {
      value = hold->value;
      continue;
    }
    const auto* load = As<LoadAttr>(function.instructions[value]);
    if (load == nullptr) break;
    if (path.attributes.size() == AccessPath::kMaxPath) return std::nullopt;
    path.attributes.insert(path.attributes.begin(), load->name);
    value = load->object.value();
  }
  const Instruction& root = function.instructions[value];
  if (const auto* name = As<LoadName>(root)) {
    path.global = name->name;
  } else if (const auto* cell = As<LoadCell>(root)) {
    path.variable = cell->slot;
  } else if (const auto* phi = As<Phi>(root); phi != nullptr && phi->slot.IsValid()) {
    path.variable = phi->slot;
  } else {
    path.root = value;
  }
  return path;
}

ValueId ReceiverOf(const Function& function, ValueId at) {
  const Instruction& instruction = function.instructions[at];
  if (const auto* next = As<Next>(instruction)) return next->iterator;
  if (const auto* exit = As<Exit>(instruction)) return exit->manager.value();
  if (const auto* enter = As<Enter>(instruction)) return enter->manager;
  const auto* call = As<Call>(instruction);
  const auto* load = call != nullptr ? As<LoadAttr>(function.instructions[call->callee.value()]) : nullptr;
  return load != nullptr ? load->object.value() : ValueId();
}

}  // namespace dangle
