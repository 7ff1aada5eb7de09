#include "dataflow/obligations/captures.h"

#include <algorithm>
#include <string_view>

#include "dataflow/interproc/call_effects.h"

namespace dangle {

namespace {

// The slot of the inner function that is the variable; invalid if it does not capture it.
SlotId CapturedIn(const Function& inner, SlotId outer) {
  for (std::size_t i = 0; i < inner.slots.size(); ++i) {
    const Slot& slot = inner.slots[SlotId(i)];
    if (slot.kind == SlotKind::kFree && slot.outer == outer) return SlotId(i);
  }
  return {};
}

// The closure is called by its name, and nothing else is done with it.
bool IsOnlyCalled(const FunctionView& view, ValueId closure) {
  return std::ranges::all_of(view.UsesOf(closure), [&](ValueId user) {
    const Instruction& instruction = view.function().instructions[user];
    if (const auto* bind = As<Bind>(instruction)) return view.function().slots[bind->slot].kind == SlotKind::kLocal;
    if (Is<Drop>(instruction)) return true;
    const auto* call = As<Call>(instruction);
    if (call == nullptr || call->callee.value() != closure) return false;
    const auto arguments = view.function().ArgumentsOf(call->arguments);
    return std::ranges::none_of(arguments, [&](const Argument& argument) { return argument.value.value() == closure; });
  });
}

// The closure is given to a future or the loop, and to nobody else.
bool IsCallback(const FunctionView& view, ValueId closure) {
  return std::ranges::all_of(view.UsesOf(closure), [&](ValueId user) {
    const auto* call = As<Call>(view.function().instructions[user]);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(view.function().instructions[call->callee.value()]);
    return method != nullptr && view.program().names().Text(method->name) == "add_done_callback";
  });
}

// Does the variable hold things that must be released, and that it does not help to hold? A task lives by whoever holds it, a closure too.
bool IsReleasedOnly(const FunctionView& view, SlotId slot) {
  const Program& program = view.program();
  const std::span<const ValueId> binds = view.BindsOf(slot);
  return !binds.empty() && std::ranges::all_of(binds, [&](ValueId at) {
    const auto* bind = As<Bind>(view.function().instructions[at]);
    if (bind == nullptr) return true;
    const std::span<const TypeId> members = program.MembersOf(program.TypeOf(view.ref(), bind->value.value()));
    return !members.empty() && std::ranges::all_of(members, [&](TypeId member) {
      const Type& type = program.type(member);
      if (type.kind != TypeKind::kInstance || !type.class_ref.IsValid() || program.IsProject(type.class_ref.module)) return false;
      const std::string_view name = program.names().Text(program.class_declaration(type.class_ref).name);
      return name != "Task" && name != "Future";
    });
  });
}

class InnerUses {
 public:
  InnerUses(const Program& program, const ContractStore& contracts, FunctionRef inner)
      : program_(program), contracts_(contracts), ref_(inner), function_(program.function(inner)) {}

  // Every read of the variable borrows what it holds.
  bool OnlyBorrows(SlotId slot) const {
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      const auto* load = As<LoadCell>(function_.instructions[ValueId(i)]);
      if (load != nullptr && load->slot == slot && !IsBorrowed(ValueId(i))) return false;
      // A closure in the closure may capture it again.
      if (const auto* closure = As<MakeClosure>(function_.instructions[ValueId(i)])) {
        if (CapturedIn(program_.module(ref_.module).functions[closure->function], slot).IsValid()) return false;
      }
      if (Is<MakeClass>(function_.instructions[ValueId(i)])) return false;
    }
    return true;
  }

 private:
  bool IsBorrowed(ValueId value) const {
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      if (Uses(function_, function_.instructions[ValueId(i)], value) && !IsBorrow(ValueId(i), value)) return false;
    }
    return true;
  }

  bool IsBorrow(ValueId user, ValueId value) const {
    const Instruction& instruction = function_.instructions[user];
    if (Is<Drop>(instruction) || Is<Branch>(instruction) || Is<Compare>(instruction) || Is<Iterate>(instruction)) return true;
    if (const auto* unary = As<Unary>(instruction)) return unary->op == UnaryOperator::kNot;
    if (Is<LoadAttr>(instruction)) return IsAttributeBorrow(user);
    const auto* call = As<Call>(instruction);
    if (call == nullptr || call->callee.value() == value) return false;
    const auto arguments = function_.ArgumentsOf(call->arguments);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].value.value() != value) continue;
      const ArgumentEffect effect = EffectOnArgument(program_, contracts_, ref_, user, i);
      if (effect.time == EffectTime::kUnknown || effect.result_is_same || !effect.contract.IsBorrow()) return false;
    }
    return true;
  }

  // A method is called that only borrows its receiver, or a plain attribute is looked at.
  bool IsAttributeBorrow(ValueId attribute) const {
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      const ValueId user(i);
      const Instruction& instruction = function_.instructions[user];
      if (!Uses(function_, instruction, attribute) || Is<Drop>(instruction) || Is<Branch>(instruction) || Is<Compare>(instruction) ||
          Is<Unary>(instruction))
        continue;
      const auto* call = As<Call>(instruction);
      if (call == nullptr || call->callee.value() != attribute) return false;
      const ArgumentEffect effect = EffectOnReceiver(program_, contracts_, ref_, user);
      if (effect.time == EffectTime::kUnknown || effect.result_is_same || !effect.contract.IsBorrow()) return false;
    }
    return true;
  }

  const Program& program_;
  const ContractStore& contracts_;
  FunctionRef ref_;
  const Function& function_;
};

}  // namespace

bool StaysOwn(const FunctionView& view, SlotId slot) {
  const Function& function = view.function();
  if (function.slots[slot].kind == SlotKind::kLocal) return true;
  if (function.slots[slot].kind != SlotKind::kCell || !function.slots[slot].in_ssa) return false;
  const Module& module = view.program().module(view.ref().module);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const Instruction& instruction = function.instructions[ValueId(i)];
    if (const auto* made = As<MakeClass>(instruction)) {
      if (CapturedIn(module.functions[module.classes[made->class_id].body], slot).IsValid()) return false;
    }
    const auto* closure = As<MakeClosure>(instruction);
    if (closure == nullptr) continue;
    const SlotId inner = CapturedIn(module.functions[closure->function], slot);
    if (!inner.IsValid()) continue;
    const InnerUses uses(view.program(), view.contracts(), {view.ref().module, closure->function});
    if ((!IsOnlyCalled(view, ValueId(i)) && !(IsCallback(view, ValueId(i)) && IsReleasedOnly(view, slot))) || !uses.OnlyBorrows(inner)) return false;
  }
  return true;
}

}  // namespace dangle
