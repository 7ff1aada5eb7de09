// Bodies of the templates of ir/function.h.
#ifndef DANGLE_IR_FUNCTION_INL_H_
#define DANGLE_IR_FUNCTION_INL_H_

#include <type_traits>

#include "base/overloaded.h"
#include "ir/function.h"

namespace dangle {

void ForEachOperand(const Function& function, const Instruction& instruction, const auto& visit) {
  const auto one = [&](Operand operand) {
    if (operand.IsValid()) visit(operand);
  };
  const auto value = [&](ValueId id) { one(Operand(id)); };
  const auto arguments = [&](PoolRange range) {
    for (const Argument& argument : function.ArgumentsOf(range)) one(argument.value);
  };
  const auto values = [&](PoolRange range) {
    for (const ValueId id : function.ValuesOf(range)) value(id);
  };
  std::visit(Overloaded{
                 [](const Const&) {},
                 [](const Param&) {},
                 [](const LoadName&) {},
                 [](const DeleteName&) {},
                 [](const LoadCell&) {},
                 [](const ImportName&) {},
                 [](const Catch&) {},
                 [](const Jump&) {},
                 [](const Unreachable&) {},
                 [&](const StoreName& i) { one(i.value); },
                 [&](const Bind& i) { one(i.value); },
                 [&](const Drop& i) {
                   if (i.value.IsValid()) one(Operand(i.value, true));
                 },
                 [&](const Hold& i) { value(i.value); },
                 [&](const LoadAttr& i) { one(i.object); },
                 [&](const StoreAttr& i) {
                   one(i.value);
                   one(i.object);
                 },
                 [&](const DeleteAttr& i) { one(i.object); },
                 [&](const LoadItem& i) {
                   one(i.object);
                   one(i.index);
                 },
                 [&](const StoreItem& i) {
                   one(i.value);
                   one(i.object);
                   one(i.index);
                 },
                 [&](const DeleteItem& i) {
                   one(i.object);
                   one(i.index);
                 },
                 [&](const Call& i) {
                   one(i.callee);
                   arguments(i.arguments);
                 },
                 [&](const Await& i) { one(i.value); },
                 [&](const Yield& i) { one(i.value); },
                 [&](const YieldFrom& i) { one(i.value); },
                 [&](const Unary& i) { one(i.operand); },
                 [&](const Binary& i) {
                   one(i.left);
                   one(i.right);
                 },
                 [&](const Compare& i) {
                   one(i.left);
                   one(i.right);
                 },
                 [&](const MakeContainer& i) { arguments(i.elements); },
                 [&](const Insert& i) {
                   one(i.container);
                   one(i.key);
                   one(i.value);
                 },
                 [&](const Unpack& i) { one(i.value); },
                 [&](const Element& i) { one(i.unpacked); },
                 [&](const MakeClosure& i) { arguments(i.defaults); },
                 [&](const MakeClass& i) { arguments(i.arguments); },
                 [&](const Iterate& i) { one(i.iterable); },
                 [&](const Enter& i) { value(i.manager); },
                 [&](const Exit& i) {
                   one(i.manager);
                   value(i.exception);
                 },
                 [&](const MatchException& i) {
                   value(i.exception);
                   one(i.type);
                 },
                 [&](const MatchTest& i) {
                   value(i.subject);
                   one(i.operand);
                 },
                 [&](const Phi& i) { values(i.operands); },
                 [&](const Branch& i) { one(i.condition); },
                 [&](const Next& i) { value(i.iterator); },
                 [&](const Return& i) { one(i.value); },
                 [&](const Raise& i) {
                   one(i.exception);
                   one(i.cause);
                 },
                 [&](const Reraise& i) { one(i.exception); },
                 [&](const Unknown& i) { values(i.operands); },
             },
             instruction.operation);
}

inline bool Uses(const Function& function, const Instruction& instruction, ValueId value) {
  bool uses = false;
  ForEachOperand(function, instruction, [&](Operand operand) { uses = uses || operand.value() == value; });
  return uses;
}

}  // namespace dangle

#endif  // DANGLE_IR_FUNCTION_INL_H_
