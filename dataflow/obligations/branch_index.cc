#include "dataflow/obligations/branch_index.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace dangle {

namespace {

// Conditions of a function that are compared with each other, and how deep. Beyond: each stands for itself, and a correlation is missed.
constexpr std::size_t kMaxConditions = 64;
constexpr int kMaxConditionDepth = 4;

std::optional<CompareOperator> Negation(CompareOperator op) {
  switch (op) {
    case CompareOperator::kEqual:
      return CompareOperator::kNotEqual;
    case CompareOperator::kNotEqual:
      return CompareOperator::kEqual;
    case CompareOperator::kIs:
      return CompareOperator::kIsNot;
    case CompareOperator::kIsNot:
      return CompareOperator::kIs;
    case CompareOperator::kIn:
      return CompareOperator::kNotIn;
    case CompareOperator::kNotIn:
      return CompareOperator::kIn;
    default:
      return std::nullopt;
  }
}

}  // namespace

BranchIndex::BranchIndex(const Program& program, FunctionRef ref) : program_(&program), ref_(ref), function_(&program.function(ref)) {
  const Function& function = *function_;
  for (std::size_t b = 0; b < function.blocks.size(); ++b) {
    const auto* branch = As<Branch>(function.TerminatorOf(BlockId(b)));
    if (branch != nullptr && branch->condition.IsValid()) AddBranch(BlockId(b), *branch);
  }
  FindRepeated();
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    const auto add = [&](ValueId asked) {
      const ValueId first = SameConditionAs(asked).first;
      if (first != asked) by_value_.emplace_back(first, blocks_[i]);
    };
    add(conditions_[i]);
    if (const auto* compare = As<Compare>(function.instructions[conditions_[i]])) add(compare->left.value());
  }
  std::sort(by_value_.begin(), by_value_.end());
  std::sort(by_variable_.begin(), by_variable_.end());
}

void BranchIndex::AddBranch(BlockId block, const Branch& branch) {
  ValueId condition = branch.condition.value();
  while (const auto* unary = As<Unary>(function_->instructions[condition])) {
    if (unary->op != UnaryOperator::kNot) break;
    condition = unary->operand.value();
  }
  conditions_.push_back(HeldBy(condition));
  blocks_.push_back(block);
  by_value_.emplace_back(condition, block);
  if (conditions_.back() != condition) by_value_.emplace_back(conditions_.back(), block);
  ValueId asked = condition;
  const Instruction& test = function_->instructions[condition];
  if (const auto* compare = As<Compare>(test)) {
    asked = compare->left.value();
    by_value_.emplace_back(asked, block);
    by_value_.emplace_back(compare->right.value(), block);
  } else if (const auto* call = As<Call>(test)) {
    by_value_.emplace_back(call->callee.value(), block);
    if (const auto* method = As<LoadAttr>(function_->instructions[call->callee.value()])) {
      const std::string_view name = program_->names().Text(method->name);
      if (name == "done" || name == "is_closed") end_tests_.push_back(block);
    }
    if (call->arguments.size != 0) by_value_.emplace_back(function_->ArgumentsOf(call->arguments)[0].value.value(), block);
  }
  const auto* phi = As<Phi>(function_->instructions[asked]);
  if (phi == nullptr || !phi->slot.IsValid()) return;
  flags_.push_back({block, asked, phi->slot});
  by_variable_.emplace_back(phi->slot, block);
}

void BranchIndex::FindRepeated() {
  std::vector<ValueId> conditions;
  for (const ValueId condition : conditions_) {
    const Instruction& asked = function_->instructions[condition];
    if (Is<Param>(asked) || Is<Call>(asked) || Is<Await>(asked) || Is<LoadAttr>(asked) || Is<Compare>(asked)) conditions.push_back(condition);
  }
  std::sort(conditions.begin(), conditions.end());
  // A generated function with thousands of branches gains nothing from this.
  if (conditions.size() > kMaxConditions) return;
  for (std::size_t i = 1; i < conditions.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool is_opposite = AskTheOpposite(conditions[j], conditions[i]);
      const bool is_same = AskTheSame(conditions[j], conditions[i], 0) || ComparesWithNone(conditions[i], conditions[j], CompareOperator::kIsNot) ||
                           ComparesWithNone(conditions[j], conditions[i], CompareOperator::kIsNot);
      if (!is_opposite && !is_same) continue;
      same_.emplace_back(conditions[i], SameCondition{conditions[j], is_opposite});
      if (std::find(repeated_.begin(), repeated_.end(), conditions[j]) == repeated_.end()) repeated_.push_back(conditions[j]);
      break;
    }
  }
}

// `x or y` asks a temporary that holds x.
ValueId BranchIndex::HeldBy(ValueId value) const {
  const auto* hold = As<Hold>(function_->instructions[value]);
  return hold == nullptr ? value : hold->value;
}

BranchIndex::SameCondition BranchIndex::SameConditionAs(ValueId condition) const {
  condition = HeldBy(condition);
  const auto found = std::find_if(same_.begin(), same_.end(), [&](const auto& pair) { return pair.first == condition; });
  return found == same_.end() ? SameCondition{condition} : found->second;
}

bool BranchIndex::IsAssigned(NameId attribute) const {
  return std::any_of(function_->instructions.begin(), function_->instructions.end(), [&](const Instruction& instruction) {
    const auto* store = As<StoreAttr>(instruction);
    return store != nullptr && store->name == attribute;
  });
}

// `x is None` where the other asks the truth of x. That an optional object may be empty is left aside: a way more is taken for impossible.
bool BranchIndex::ComparesWithNone(ValueId test, ValueId value, CompareOperator op) const {
  const auto* compare = As<Compare>(function_->instructions[test]);
  if (compare == nullptr || compare->op != op || compare->left.value() != value) return false;
  const auto* constant = As<Const>(function_->instructions[compare->right.value()]);
  return constant != nullptr && constant->kind == ConstKind::kNone;
}

// `x == "-"` and `x != "-"`; `x is None` and `x`.
bool BranchIndex::AskTheOpposite(ValueId a, ValueId b) const {
  if (ComparesWithNone(a, b, CompareOperator::kIs) || ComparesWithNone(b, a, CompareOperator::kIs)) return true;
  const auto* left = As<Compare>(function_->instructions[a]);
  const auto* right = As<Compare>(function_->instructions[b]);
  return left != nullptr && right != nullptr && Negation(left->op) == right->op && AskTheSame(left->left.value(), right->left.value(), 0) &&
         AskTheSame(left->right.value(), right->right.value(), 0);
}

// Does the call ask what its arguments are, and do nothing else?
bool BranchIndex::IsPureTest(ValueId call) const {
  const CallResolution resolution = program_->Resolve(ref_, call);
  if (resolution.targets.size() != 1 || !resolution.targets[0].function.IsValid()) return false;
  const FunctionRef target = resolution.targets[0].function;
  if (program_->names().Text(program_->module(target.module).name) != "builtins") return false;
  const std::string_view name = program_->names().Text(program_->function(target).name);
  return name == "isinstance" || name == "issubclass" || name == "callable";
}

// The same value; the same attribute of the same value, that nothing here assigns; the same comparison or test of such values and
// constants; the same global name.
bool BranchIndex::AskTheSame(ValueId a, ValueId b, int depth) const {
  if (a == b) return true;
  if (depth > kMaxConditionDepth) return false;
  const Instruction& left = function_->instructions[a];
  const Instruction& right = function_->instructions[b];
  if (left.operation.index() != right.operation.index()) return false;
  if (const auto* load = As<LoadAttr>(left)) {
    const auto* other = As<LoadAttr>(right);
    return load->name == other->name && !IsAssigned(load->name) && AskTheSame(load->object.value(), other->object.value(), depth + 1);
  }
  if (const auto* compare = As<Compare>(left)) {
    const auto* other = As<Compare>(right);
    return compare->op == other->op && AskTheSame(compare->left.value(), other->left.value(), depth + 1) &&
           AskTheSame(compare->right.value(), other->right.value(), depth + 1);
  }
  if (const auto* call = As<Call>(left)) {
    const auto* other = As<Call>(right);
    const auto asked = function_->ArgumentsOf(call->arguments);
    const auto others = function_->ArgumentsOf(other->arguments);
    return asked.size() == others.size() && IsPureTest(a) && IsPureTest(b) &&
           std::equal(asked.begin(), asked.end(), others.begin(), [&](const Argument& one, const Argument& two) {
             return one.kind == two.kind && AskTheSame(one.value.value(), two.value.value(), depth + 1);
           });
  }
  if (const auto* name = As<LoadName>(left)) {
    const auto* other = As<LoadName>(right);
    return depth > 0 && name->name == other->name && name->scope == other->scope;
  }
  if (const auto* constant = As<Const>(left)) {
    const auto* other = As<Const>(right);
    return constant->kind == other->kind && constant->text == other->text &&
           (constant->text.IsValid() || constant->kind == ConstKind::kNone || constant->kind == ConstKind::kTrue ||
            constant->kind == ConstKind::kFalse);
  }
  return false;
}

}  // namespace dangle
