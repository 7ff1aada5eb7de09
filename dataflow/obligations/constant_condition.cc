#include "dataflow/obligations/constant_condition.h"

#include <string_view>

namespace dangle {

namespace {

std::optional<bool> TruthOf(const Const& constant) {
  switch (constant.kind) {
    case ConstKind::kTrue:
      return true;
    case ConstKind::kFalse:
    case ConstKind::kNone:
      return false;
    default:
      return std::nullopt;
  }
}

// What a plain function of the project returns, if it does nothing but return a constant.
std::optional<bool> TruthOfCall(const Program& program, FunctionRef caller, ValueId call) {
  const CallResolution resolution = program.Resolve(caller, call);
  if (resolution.targets.size() != 1 || !resolution.is_complete || !resolution.targets[0].function.IsValid()) return std::nullopt;
  const FunctionRef target = resolution.targets[0].function;
  const Function& function = program.function(target);
  // A method may be overridden where nobody sees it.
  if (!program.IsProject(target.module) || function.owner.IsValid() || function.is_async || function.is_generator) return std::nullopt;
  if (!function.decorators.empty() || function.blocks.size() != 1) return std::nullopt;
  const auto* end = As<Return>(function.TerminatorOf(Function::kEntry));
  if (end == nullptr || !end->value.IsValid()) return std::nullopt;
  const auto* constant = As<Const>(function.instructions[end->value.value()]);
  return constant == nullptr ? std::nullopt : TruthOf(*constant);
}

class TypeTest {
 public:
  TypeTest(const Program& program, FunctionRef ref) : program_(program), ref_(ref), function_(program.function(ref)) {}

  // `type(x) == C` and `type(x) is C`, where x is an instance of exactly one known class.
  std::optional<bool> AnswerOf(const Compare& compare) const {
    const bool is_same = compare.op == CompareOperator::kIs || compare.op == CompareOperator::kEqual;
    const bool is_other = compare.op == CompareOperator::kIsNot || compare.op == CompareOperator::kNotEqual;
    if (!is_same && !is_other) return std::nullopt;
    const std::optional<ValueId> asked = AskedByTypeCall(compare.left.value());
    if (!asked) return std::nullopt;
    const std::span<const TypeId> types = program_.MembersOf(program_.TypeOf(ref_, compare.right.value()));
    if (types.size() != 1 || program_.type(types[0]).kind != TypeKind::kClass || !program_.type(types[0]).class_ref.IsValid()) return std::nullopt;
    const ClassRef exact = ExactClassOf(*asked);
    if (!exact.IsValid()) return std::nullopt;
    return (exact == program_.type(types[0]).class_ref) == is_same;
  }

 private:
  std::optional<ValueId> AskedByTypeCall(ValueId value) const {
    const auto* call = As<Call>(function_.instructions[value]);
    if (call == nullptr || call->arguments.size != 1) return std::nullopt;
    const auto* name = As<LoadName>(function_.instructions[call->callee.value()]);
    if (name == nullptr || program_.names().Text(name->name) != "type") return std::nullopt;
    const CallResolution resolution = program_.Resolve(ref_, value);
    if (resolution.targets.size() != 1 || !resolution.targets[0].constructed.IsValid()) return std::nullopt;
    if (resolution.targets[0].constructed != program_.FindClass("builtins.type")) return std::nullopt;
    return function_.ArgumentsOf(call->arguments)[0].value.value();
  }

  // Only of a literal, of what its constructor gave, and of a nested function no subclass can be meant.
  ClassRef ExactClassOf(ValueId value) const {
    const Instruction& maker = function_.instructions[value];
    if (Is<MakeClosure>(maker)) return program_.FindClass("types.FunctionType");
    if (const auto* constant = As<Const>(maker)) {
      if (constant->kind == ConstKind::kInt) return program_.FindClass("builtins.int");
      if (constant->kind == ConstKind::kString) return program_.FindClass("builtins.str");
      return {};
    }
    if (!Is<Call>(maker)) return {};
    const CallResolution resolution = program_.Resolve(ref_, value);
    return resolution.targets.size() == 1 && resolution.is_complete ? resolution.targets[0].constructed : ClassRef();
  }

  const Program& program_;
  FunctionRef ref_;
  const Function& function_;
};

// `x is None` and `x is not None` of a constant.
std::optional<bool> AnswerOfNoneTest(const Function& function, const Compare& compare) {
  if (compare.op != CompareOperator::kIs && compare.op != CompareOperator::kIsNot) return std::nullopt;
  const auto* left = As<Const>(function.instructions[compare.left.value()]);
  const auto* right = As<Const>(function.instructions[compare.right.value()]);
  if (left == nullptr || right == nullptr || right->kind != ConstKind::kNone || left->kind == ConstKind::kUnbound) return std::nullopt;
  return (left->kind == ConstKind::kNone) == (compare.op == CompareOperator::kIs);
}

}  // namespace

std::optional<bool> ConstantCondition(const Program& program, FunctionRef ref, ValueId condition) {
  const Function& function = program.function(ref);
  bool negated = false;
  while (const auto* unary = As<Unary>(function.instructions[condition])) {
    if (unary->op != UnaryOperator::kNot) return std::nullopt;
    negated = !negated;
    condition = unary->operand.value();
  }
  const Instruction& test = function.instructions[condition];
  std::optional<bool> answer;
  if (const auto* constant = As<Const>(test)) {
    answer = TruthOf(*constant);
  } else if (const auto* compare = As<Compare>(test)) {
    answer = AnswerOfNoneTest(function, *compare);
    if (!answer) answer = TypeTest(program, ref).AnswerOf(*compare);
  } else if (Is<Call>(test)) {
    answer = TruthOfCall(program, ref, condition);
  }
  if (answer && negated) answer = !*answer;
  return answer;
}

}  // namespace dangle
