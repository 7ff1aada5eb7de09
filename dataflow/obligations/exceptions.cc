#include "dataflow/obligations/exceptions.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dangle {

namespace {

// Raised by a function whose caller uses it wrongly.
constexpr std::array<std::string_view, 5> kMisuses = {"AssertionError", "AttributeError", "NameError", "NotImplementedError", "TypeError"};

constexpr std::uint32_t kNoGroup = 0xFFFFFFFFU;
constexpr std::uint32_t kManyGroups = 0xFFFFFFFEU;

bool IsNamed(const Program& program, ClassRef class_ref, std::string_view name) {
  return program.names().Text(program.class_declaration(class_ref).name) == name;
}

}  // namespace

ExceptionMask ExceptionTable::BitOf(ClassRef class_ref) {
  if (!class_ref.IsValid()) return kAnyException;
  const auto known = std::find(classes_.begin(), classes_.end(), class_ref);
  const auto index = static_cast<std::size_t>(known - classes_.begin());
  if (known == classes_.end()) {
    if (index == kMaxClasses) return kAnyException;
    classes_.push_back(class_ref);
  }
  return ExceptionMask{1} << (index + kReserved);
}

ExceptionMask ExceptionTable::MaskOf(const RaisedClasses& classes) {
  if (classes.IsAnything()) return kAnyException;
  ExceptionMask mask = 0;
  for (const ClassRef class_ref : classes.classes()) mask |= BitOf(class_ref);
  return mask;
}

ExceptionMask ExceptionTable::MaskOfType(TypeId id) {
  ExceptionMask mask = 0;
  for (const TypeId member : program_->MembersOf(id)) {
    const Type& type = program_->type(member);
    const bool is_plain = type.kind == TypeKind::kInstance || type.kind == TypeKind::kClass;
    mask |= is_plain ? BitOf(type.class_ref) : kAnyException;
  }
  return mask == 0 ? kAnyException : mask;
}

bool ExceptionTable::IsMisuse(ClassRef class_ref) const {
  return std::any_of(kMisuses.begin(), kMisuses.end(), [&](std::string_view name) {
    return std::any_of(program_->class_info(class_ref).mro.begin(), program_->class_info(class_ref).mro.end(),
                       [&](ClassRef above) { return !program_->IsProject(above.module) && IsNamed(*program_, above, name); });
  });
}

void ExceptionTable::AddTo(const RaisedMasks& masks, Contract& contract) const {
  RaisedMasks likely = masks;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const ExceptionMask bit = ExceptionMask{1} << (i + kReserved);
    if (((masks.is_explicit | masks.outside) & bit) == 0) continue;
    if (IsMisuse(classes_[i])) {
      likely.is_explicit &= ~bit;
      likely.outside &= ~bit;
      likely.unknown |= bit;
      continue;
    }
    if ((likely.is_explicit & bit) != 0) contract.raised_explicitly.Add(classes_[i]);
    if ((likely.outside & bit) != 0) contract.raised_outside.Add(classes_[i]);
  }
  if ((likely.is_explicit & kAnyException) != 0) contract.raised_explicitly = RaisedClasses::Anything();
  if ((likely.outside & kAnyException) != 0) contract.raised_outside = RaisedClasses::Anything();
  contract.raises = likely.Rank();
}

ExceptionMask ExceptionTable::TakenBy(ClassRef handler, ExceptionMask& maybe) const {
  ExceptionMask surely = 0;
  const bool takes_all = IsNamed(*program_, handler, "Exception") || IsNamed(*program_, handler, "BaseException");
  (takes_all ? surely : maybe) |= kAnyException;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const ExceptionMask bit = ExceptionMask{1} << (i + kReserved);
    if (program_->IsSubclass(classes_[i], handler)) {
      surely |= bit;
    } else if (program_->IsSubclass(handler, classes_[i]) || program_->class_info(classes_[i]).has_unknown_base ||
               program_->class_info(handler).has_unknown_base) {
      maybe |= bit;
    }
  }
  maybe |= surely;
  return surely;
}

ExceptionMask ExceptionTable::Below(ClassRef base) const {
  ExceptionMask mask = 0;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (program_->IsSubclass(classes_[i], base)) mask |= ExceptionMask{1} << (i + kReserved);
  }
  return mask;
}

LastCaught::LastCaught(const Function& function) {
  const std::size_t count = function.instructions.size();
  std::uint32_t groups = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!Is<Catch>(function.instructions[ValueId(i)])) continue;
    if (group_of_.empty()) group_of_.assign(count, kNoGroup);
    group_of_[i] = groups++;
  }
  if (groups == 0) return;
  // A handler of several clauses or kinds sees a phi of what they caught.
  for (std::size_t i = 0; i < count; ++i) {
    const auto* phi = As<Phi>(function.instructions[ValueId(i)]);
    if (phi == nullptr) continue;
    const std::span<const ValueId> operands = function.ValuesOf(phi->operands);
    const auto is_caught = [&](ValueId operand) { return group_of_[operand.value()] != kNoGroup; };
    if (operands.empty() || !std::all_of(operands.begin(), operands.end(), is_caught)) continue;
    group_of_[i] = group_of_[operands[0].value()];
    for (const ValueId operand : operands) {
      const std::uint32_t old = group_of_[operand.value()];
      if (old != group_of_[i]) std::replace(group_of_.begin(), group_of_.end(), old, group_of_[i]);
    }
  }
  at_end_.assign(function.blocks.size(), kNoGroup);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t b = 0; b < function.blocks.size(); ++b) {
      const BlockId block(b);
      std::uint32_t group = kNoGroup;
      for (const PredecessorEdge& edge : function.PredecessorsOf(block)) {
        const std::uint32_t from = at_end_[edge.from.value()];
        if (from == kNoGroup) continue;
        group = group == kNoGroup || group == from ? from : kManyGroups;
      }
      const Block& run = function.blocks[block];
      for (std::uint32_t i = run.first; i < run.first + run.size; ++i) {
        if (Is<Catch>(function.instructions[ValueId(i)])) group = group_of_[i];
      }
      // Only upwards: a block that saw one group and then another has seen many.
      const std::uint32_t before = at_end_[b];
      if (before == group || before == kManyGroups) continue;
      at_end_[b] = before == kNoGroup ? group : kManyGroups;
      changed = true;
    }
  }
}

bool LastCaught::IsAt(BlockId block, ValueId exception) const {
  if (group_of_.empty()) return false;
  const std::uint32_t group = group_of_[exception.value()];
  return group != kNoGroup && at_end_[block.value()] == group;
}

}  // namespace dangle
