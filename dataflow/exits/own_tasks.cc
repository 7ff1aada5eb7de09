#include "dataflow/exits/own_tasks.h"

#include <algorithm>
#include <string_view>

#include "dataflow/exits/clause_reach.h"

namespace dangle {

namespace {

// How far a value is looked through: copies, views, iterators.
constexpr int kMaxSteps = 6;

bool IsSelf(const Function& function, ValueId value) {
  const auto* parameter = As<Param>(function.instructions[value]);
  return parameter != nullptr && function.owner.IsValid() && !function.parameters.empty() && parameter->slot == function.parameters[0].slot;
}

std::string_view NameOfCallee(const Program& program, const Function& function, const Call& call) {
  if (const auto* method = As<LoadAttr>(function.instructions[call.callee.value()])) return program.names().Text(method->name);
  if (const auto* name = As<LoadName>(function.instructions[call.callee.value()])) return program.names().Text(name->name);
  return {};
}

// `self._task.cancel()`, also of an element.
NameId CancelledField(const Program& program, FunctionRef ref, ValueId at) {
  const Function& function = program.function(ref);
  const auto* call = As<Call>(function.instructions[at]);
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
  if (method == nullptr || program.names().Text(method->name) != "cancel") return {};
  return IsTask(program, ref, method->object.value(), true) ? FieldOf(program, function, method->object.value()) : NameId();
}

std::vector<FieldCancel> DirectCancels(const Program& program, FunctionRef ref) {
  std::vector<FieldCancel> found;
  const Function& function = program.function(ref);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const NameId field = CancelledField(program, ref, ValueId(i));
    if (field.IsValid()) found.push_back({ValueId(i), field, {}});
  }
  return found;
}

bool WaitsHere(const Program& program, FunctionRef ref, NameId field, ValueId after) {
  const Function& function = program.function(ref);
  const auto is_it = [&](const Operand& operand) { return operand.IsValid() && FieldOf(program, function, operand.value()) == field; };
  for (std::size_t i = after.IsValid() ? after.value() : 0; i < function.instructions.size(); ++i) {
    const Instruction& at = function.instructions[ValueId(i)];
    if (const auto* await = As<Await>(at); await != nullptr && is_it(await->value)) return true;
    if (const auto* end = As<Return>(at); end != nullptr && is_it(end->value)) return true;
    if (Is<Iterate>(at) && after.IsValid() && is_it(As<Iterate>(at)->iterable)) return true;
    if (const auto* make = As<MakeContainer>(at)) {
      const auto elements = function.ArgumentsOf(make->elements);
      if (std::any_of(elements.begin(), elements.end(), [&](const Argument& element) { return is_it(element.value); })) return true;
    }
    const auto* call = As<Call>(at);
    if (call == nullptr) continue;
    const std::string_view name = NameOfCallee(program, function, *call);
    const auto* method = As<LoadAttr>(function.instructions[call->callee.value()]);
    if (name == "wait" && method != nullptr && is_it(method->object)) return true;
    if (name == "list" || name == "tuple" || name == "set" || name == "len" || name == "isinstance") continue;
    const auto arguments = function.ArgumentsOf(call->arguments);
    if (std::any_of(arguments.begin(), arguments.end(), [&](const Argument& argument) { return is_it(argument.value); })) return true;
  }
  return false;
}

}  // namespace

bool IsTask(const Program& program, FunctionRef ref, ValueId value, bool or_future) {
  bool found = false;
  for (const TypeId member : program.MembersOf(program.TypeOf(ref, value))) {
    const Type& type = program.type(member);
    if (type.kind == TypeKind::kNone) continue;
    if (type.kind != TypeKind::kInstance || !type.class_ref.IsValid() || program.IsProject(type.class_ref.module)) return false;
    const std::string_view name = program.names().Text(program.class_declaration(type.class_ref).name);
    if (name != "Task" && !(or_future && name == "Future")) return false;
    found = true;
  }
  return found;
}

NameId FieldOf(const Program& program, const Function& function, ValueId value) {
  for (int step = 0; step < kMaxSteps; ++step) {
    const Instruction& at = function.instructions[value];
    if (const auto* load = As<LoadAttr>(at)) return IsSelf(function, load->object.value()) ? load->name : NameId();
    if (const auto* next = As<Next>(at)) {
      value = next->iterator;
    } else if (const auto* iterate = As<Iterate>(at)) {
      value = iterate->iterable.value();
    } else if (const auto* hold = As<Hold>(at)) {
      value = hold->value;
    } else if (const auto* item = As<LoadItem>(at)) {
      value = item->object.value();
    } else if (const auto* call = As<Call>(at)) {
      const std::string_view name = NameOfCallee(program, function, *call);
      const auto* method = As<LoadAttr>(function.instructions[call->callee.value()]);
      if (method != nullptr && (name == "values" || name == "copy" || name == "pop")) {
        value = method->object.value();
      } else if (method == nullptr && call->arguments.size == 1 && (name == "list" || name == "tuple" || name == "set")) {
        value = function.ArgumentsOf(call->arguments)[0].value.value();
      } else {
        return {};
      }
    } else {
      return {};
    }
  }
  return {};
}

FunctionRef OwnMethod(const Program& program, FunctionRef ref, ValueId call_id) {
  const Function& function = program.function(ref);
  const auto* call = As<Call>(function.instructions[call_id]);
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
  if (method == nullptr || !IsSelf(function, method->object.value())) return {};
  const CallResolution resolution = program.Resolve(ref, call_id);
  if (resolution.targets.size() != 1 || !resolution.targets[0].function.IsValid()) return {};
  const FunctionRef target = resolution.targets[0].function;
  return program.IsProject(target.module) && target != ref ? target : FunctionRef();
}

std::vector<FieldCancel> FindFieldCancels(const Program& program, FunctionRef ref) {
  std::vector<FieldCancel> found = DirectCancels(program, ref);
  const Function& function = program.function(ref);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* call = As<Call>(function.instructions[ValueId(i)]);
    if (call == nullptr || NameOfCallee(program, function, *call).find("cancel") == std::string_view::npos) continue;
    const FunctionRef helper = OwnMethod(program, ref, ValueId(i));
    if (!helper.IsValid() || program.function(helper).is_async) continue;
    for (const FieldCancel& cancel : DirectCancels(program, helper)) {
      if (!WaitsHere(program, helper, cancel.field, {})) found.push_back({ValueId(i), cancel.field, helper});
    }
  }
  return found;
}

bool WaitsForField(const Program& program, FunctionRef ref, NameId field, ValueId after) {
  if (WaitsHere(program, ref, field, after)) return true;
  const Function& function = program.function(ref);
  for (std::size_t i = after.IsValid() ? after.value() + 1 : 0; i < function.instructions.size(); ++i) {
    if (!Is<Call>(function.instructions[ValueId(i)])) continue;
    const FunctionRef callee = OwnMethod(program, ref, ValueId(i));
    if (callee.IsValid() && WaitsHere(program, callee, field, {})) return true;
  }
  return false;
}

std::vector<FunctionRef> MethodsBeside(const Program& program, FunctionRef ref) {
  std::vector<FunctionRef> methods;
  const ClassId owner = program.function(ref).owner;
  if (!owner.IsValid()) return methods;
  const Module& module = program.module(ref.module);
  for (std::size_t f = 0; f < module.functions.size(); ++f) {
    if (module.functions[FunctionId(f)].owner == owner) methods.push_back({ref.module, FunctionId(f)});
  }
  return methods;
}

std::vector<FieldMaker> FindFieldMakers(const Program& program, FunctionRef ref, NameId field) {
  std::vector<FieldMaker> makers;
  for (const FunctionRef method : MethodsBeside(program, ref)) {
    const Function& function = program.function(method);
    for (const Instruction& at : function.instructions) {
      const auto* store = As<StoreAttr>(at);
      if (store == nullptr || store->name != field || !IsSelf(function, store->object.value())) continue;
      const ValueId value = store->value.value();
      if (Is<Call>(function.instructions[value]) && IsTask(program, method, value)) makers.push_back({method, value});
    }
  }
  return makers;
}

bool TakesCancellation(const Program& program, FunctionRef ref, BlockId block) {
  const Function& function = program.function(ref);
  const BlockId handler = function.blocks[block].on_cancel.IsValid() ? function.blocks[block].on_cancel : function.blocks[block].on_raise;
  if (!handler.IsValid()) return false;
  bool has_clause = false;
  std::vector<char> seen(function.blocks.size(), 0);
  std::vector<BlockId> work = {handler};
  seen[handler.value()] = 1;
  while (!work.empty()) {
    const BlockId at = work.back();
    work.pop_back();
    for (const Instruction& instruction : function.InstructionsOf(at)) {
      if (Is<Exit>(instruction)) return true;
      const auto* match = As<MatchException>(instruction);
      if (match == nullptr) continue;
      has_clause = true;
      const ClauseReach reach = ReachOf(program, program.TypeOf(ref, match->type.value()));
      if (!reach.all_known || reach.takes_cancellation) return true;
    }
    // The clauses of one `try` stand one behind the other.
    const auto* branch = As<Branch>(function.TerminatorOf(at));
    if (branch == nullptr || seen[branch->if_false.value()]) continue;
    seen[branch->if_false.value()] = 1;
    work.push_back(branch->if_false);
  }
  return !has_clause;
}

}  // namespace dangle
