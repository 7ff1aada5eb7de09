#include "semantics/decorators.h"

#include <algorithm>
#include <optional>

namespace dangle {

namespace {

// `cast(F, wraps(f)(wrapper))`, phis of phis: a return that leads further is none that we read.
constexpr int kMaxReturnDepth = 6;
// A decorator in a factory of decorators in a factory of those.
constexpr int kMaxNesting = 3;

class DecoratorReader {
 public:
  explicit DecoratorReader(Program::Data& data) : data_(data) {}

  // `depth`: how many functions around this one are being read.
  std::optional<DecoratorShape> Read(FunctionIndex index, int depth = 0) {
    ref_ = data_.functions[index].ref;
    function_ = &data_.FunctionOf(ref_);
    depth_ = depth;
    shape_ = {};
    if (function_->is_async || function_->is_generator || depth > kMaxNesting) return std::nullopt;
    const bool has_closure = std::ranges::any_of(function_->instructions, [](const Instruction& i) { return Is<MakeClosure>(i); });
    if (!has_closure) return std::nullopt;
    FindArgument(function_->owner.IsValid() && !data_.functions[index].Has(FunctionTrait::kStatic) ? 1 : 0);
    bool returns = true;
    for (std::size_t b = 0; b < function_->blocks.size(); ++b) {
      const auto* result = As<Return>(function_->TerminatorOf(BlockId(b)));
      if (result == nullptr) continue;
      returns &= result->value.IsValid() && AddResult(result->value.value(), false, kMaxReturnDepth);
    }
    shape_.is_decorator = returns && argument_.IsValid() && (shape_.async_wrapper.IsValid() || shape_.sync_wrapper.IsValid());
    return shape_.is_decorator || shape_.decorator.IsValid() ? std::optional(shape_) : std::nullopt;
  }

 private:
  const Instruction& At(ValueId value) const { return function_->instructions[value]; }

  void FindArgument(std::size_t parameter) {
    argument_ = ValueId();
    if (parameter >= function_->parameters.size()) return;
    shape_.parameter = static_cast<std::uint32_t>(parameter);
    for (std::size_t i = 0; i < function_->instructions.size(); ++i) {
      const auto* param = As<Param>(function_->instructions[ValueId(i)]);
      if (param != nullptr && param->slot == function_->parameters[parameter].slot) argument_ = ValueId(i);
    }
  }

  bool IsArgument(ValueId value) const {
    if (!value.IsValid() || !argument_.IsValid()) return false;
    if (value == argument_) return true;
    const auto* cell = As<LoadCell>(At(value));
    return cell != nullptr && cell->slot == function_->parameters[shape_.parameter].slot;
  }

  bool AddResult(ValueId value, bool is_wrapped, int depth) {
    if (depth == 0 || !value.IsValid()) return false;
    const Instruction& instruction = At(value);
    if (IsArgument(value)) return shape_.gives_argument = true;
    if (const auto* closure = As<MakeClosure>(instruction)) return AddWrapper(closure->function, is_wrapped);
    if (const auto* hold = As<Hold>(instruction)) return AddResult(hold->value, is_wrapped, depth - 1);
    if (const auto* phi = As<Phi>(instruction)) {
      const auto operands = function_->ValuesOf(phi->operands);
      return std::ranges::all_of(operands, [&](ValueId operand) { return operand < value && AddResult(operand, is_wrapped, depth - 1); });
    }
    const auto* call = As<Call>(instruction);
    if (call == nullptr) return false;
    const auto arguments = function_->ArgumentsOf(call->arguments);
    const ValueId callee = call->callee.value();
    // `@wraps(f) def wrapper`, `wraps(f)(wrapper)`
    const auto* maker = callee.IsValid() ? As<Call>(At(callee)) : nullptr;
    // `return decorator(f)`, where decorator is nested and the name of the function may stand without parentheses, too
    const auto* nested = callee.IsValid() ? As<MakeClosure>(At(callee)) : nullptr;
    if (nested != nullptr) return arguments.size() == 1 && IsArgument(arguments[0].value.value()) && AddNested(nested->function);
    if (arguments.size() == 1 && (instruction.is_implicit || maker != nullptr)) {
      const bool names_argument =
          maker != nullptr && maker->arguments.size > 0 && IsArgument(function_->ArgumentsOf(maker->arguments)[0].value.value());
      return AddResult(arguments[0].value.value(), is_wrapped || names_argument, depth - 1);
    }
    // `update_wrapper(wrapper, f)`, `cast(F, wrapper)`
    if (arguments.size() != 2) return false;
    const bool names_argument = IsArgument(arguments[1].value.value());
    return AddResult(arguments[names_argument ? 0 : 1].value.value(), is_wrapped || names_argument, depth - 1);
  }

  bool AddWrapper(FunctionId id, bool is_wrapped) {
    const Function& wrapper = data_.FunctionOf(FunctionRef{ref_.module, id});
    const bool gives_result = GivesResultOfArgument(wrapper);
    if (!is_wrapped && !gives_result) {
      if (NestedShape(id)) shape_.decorator = id;
      return shape_.decorator == id;
    }
    if (wrapper.is_generator) return false;
    FunctionId& place = wrapper.is_async ? shape_.async_wrapper : shape_.sync_wrapper;
    if (place.IsValid() && place != id) shape_.has_several = true;
    place = id;
    if (!wrapper.is_async) shape_.sync_gives_call |= gives_result;
    return true;
  }

  std::optional<DecoratorShape> NestedShape(FunctionId id) {
    std::optional<DecoratorShape> shape = DecoratorReader(data_).Read(data_.IndexOf(FunctionRef{ref_.module, id}), depth_ + 1);
    return shape && shape->is_decorator ? shape : std::nullopt;
  }

  bool AddNested(FunctionId id) {
    const std::optional<DecoratorShape> shape = NestedShape(id);
    if (!shape) return false;
    shape_.async_wrapper = shape->async_wrapper;
    shape_.sync_wrapper = shape->sync_wrapper;
    shape_.sync_gives_call |= shape->sync_gives_call;
    shape_.gives_argument |= shape->gives_argument;
    return true;
  }

  // `return f(…)` or `return await f(…)`.
  bool GivesResultOfArgument(const Function& wrapper) const {
    SlotId slot;
    if (!argument_.IsValid()) return false;
    for (std::size_t i = 0; i < wrapper.slots.size(); ++i) {
      const Slot& one = wrapper.slots[SlotId(i)];
      if (one.kind == SlotKind::kFree && one.outer == function_->parameters[shape_.parameter].slot) slot = SlotId(i);
    }
    if (!slot.IsValid()) return false;
    for (std::size_t b = 0; b < wrapper.blocks.size(); ++b) {
      const auto* result = As<Return>(wrapper.TerminatorOf(BlockId(b)));
      if (result == nullptr || !result->value.IsValid()) continue;
      ValueId value = result->value.value();
      if (const auto* await = As<Await>(wrapper.instructions[value])) value = await->value.value();
      const auto* call = As<Call>(wrapper.instructions[value]);
      const auto* callee = call == nullptr ? nullptr : As<LoadCell>(wrapper.instructions[call->callee.value()]);
      if (callee != nullptr && callee->slot == slot) return true;
    }
    return false;
  }

  Program::Data& data_;
  FunctionRef ref_;
  const Function* function_ = nullptr;
  ValueId argument_;
  int depth_ = 0;
  DecoratorShape shape_;
};

}  // namespace

void FindDecorators(Program::Data& data) {
  DecoratorReader reader(data);
  for (std::size_t i = 0; i < data.functions.size(); ++i) {
    const FunctionIndex index(i);
    const FunctionRef ref = data.functions[index].ref;
    if ((!data.IsProject(ref.module) && !data.HasLibraryBodies(ref.module)) || data.FunctionOf(ref).kind != FunctionKind::kFunction) continue;
    if (const std::optional<DecoratorShape> shape = reader.Read(index)) data.decorators.emplace(index, *shape);
  }
}

}  // namespace dangle
