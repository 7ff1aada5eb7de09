// ClassifyFunctions: what decorators that everybody knows make of a function, and what its body gives away at a glance.
#include <algorithm>
#include <array>
#include <string_view>

#include "semantics/annotations.h"
#include "semantics/classes.h"
#include "semantics/symbols.h"

namespace dangle {

namespace {

// A body with more instructions does something.
constexpr std::size_t kMaxTrivialInstructions = 16;

struct KnownDecorator {
  std::string_view name;
  std::uint16_t traits;
};

constexpr std::uint16_t Bits(FunctionTrait trait) { return static_cast<std::uint16_t>(trait); }

constexpr std::array<KnownDecorator, 16> kKnownDecorators = {{
    {"builtins.staticmethod", Bits(FunctionTrait::kStatic)},
    {"builtins.classmethod", Bits(FunctionTrait::kClassMethod)},
    {"builtins.property", Bits(FunctionTrait::kProperty)},
    {"functools.cached_property", Bits(FunctionTrait::kProperty) | Bits(FunctionTrait::kCachesResult)},
    {"abc.abstractmethod", Bits(FunctionTrait::kAbstract)},
    {"abc.abstractproperty", Bits(FunctionTrait::kAbstract) | Bits(FunctionTrait::kProperty)},
    {"contextlib.contextmanager", Bits(FunctionTrait::kContextManager)},
    {"contextlib.asynccontextmanager", Bits(FunctionTrait::kContextManager)},
    {"typing.overload", Bits(FunctionTrait::kOverload)},
    {"typing.final", 0},
    {"typing.override", 0},
    {"typing.no_type_check", 0},
    {"types.DynamicClassAttribute", Bits(FunctionTrait::kProperty)},
    {"enum.property", Bits(FunctionTrait::kProperty)},
    {"functools.lru_cache", Bits(FunctionTrait::kCachesResult)},
    {"functools.cache", Bits(FunctionTrait::kCachesResult)},
}};

class Classifier {
 public:
  explicit Classifier(Program::Data& data) : data_(data), reader_(data) {
    for (const KnownDecorator& known : kKnownDecorators) {
      const ImportTarget target = FindQualified(data_, known.name);
      if (target.symbol.IsValid()) known_.emplace_back(reader_.FormOfSymbol(target.symbol), known.traits);
    }
  }

  void Classify(FunctionIndex index) {
    FunctionData& data = data_.functions[index];
    const Function& function = data_.FunctionOf(data.ref);
    bool is_plain = true;
    for (const ExpressionId decorator : function.decorators) is_plain &= AddDecorator(data, function, decorator);
    if (is_plain) data.Set(FunctionTrait::kPlainDecorators);
    if (function.kind != FunctionKind::kFunction) return;
    if (IsImplicitStatic(function)) data.Set(FunctionTrait::kStatic);
    if (IsImplicitClassMethod(function)) data.Set(FunctionTrait::kClassMethod);
    // Bodies of stubs are always `...`, whatever the function does.
    if (!data_.ModuleOf(data.ref.module).is_stub && HasTrivialBody(function)) data.Set(FunctionTrait::kTrivialBody);
    data.returned_parameter = ReturnedParameter(function);
  }

 private:
  bool IsImplicitStatic(const Function& function) const { return function.owner.IsValid() && function.name == data_.special.new_method; }
  bool IsImplicitClassMethod(const Function& function) const {
    return function.owner.IsValid() && (function.name == data_.special.init_subclass || function.name == data_.special.class_getitem);
  }

  // False if the decorator may give anything.
  bool AddDecorator(FunctionData& data, const Function& function, ExpressionId decorator) {
    const Module& module = data_.ModuleOf(data.ref.module);
    const Expression& expression = module.expressions[decorator];
    if (expression.kind == ExpressionKind::kAttribute && !module.ChildrenOf(decorator).empty()) {
      const Expression& object = module.expressions[module.ChildrenOf(decorator)[0]];
      const bool is_accessor = expression.name == data_.special.setter || expression.name == data_.special.deleter;
      if (is_accessor && object.kind == ExpressionKind::kName) {
        data.Set(FunctionTrait::kPropertySetter);
        return true;
      }
      if (expression.name == data_.special.getter && object.kind == ExpressionKind::kName) {
        data.Set(FunctionTrait::kProperty);
        return true;
      }
    }
    const FunctionIndex scope = data_.IndexOf(FunctionRef{data.ref.module, function.parent});
    const ExpressionId called = expression.kind == ExpressionKind::kCall ? module.ChildrenOf(decorator)[0] : decorator;
    const TypeForm form = reader_.FormOf(data.ref.module, scope, called);
    for (const auto& [known, traits] : known_) {
      if (form.kind != known.kind || form.class_ref != known.class_ref || form.function != known.function) continue;
      if (form.kind == TypeForm::Kind::kUnknown) continue;
      data.traits = static_cast<std::uint16_t>(data.traits | traits);
      return true;
    }
    // The words of the model language are decorators that change nothing.
    return module.is_stub && form.kind == TypeForm::Kind::kUnknown;
  }

  bool HasTrivialBody(const Function& function) const {
    if (function.instructions.size() > kMaxTrivialInstructions + function.parameters.size() || function.is_generator) return false;
    for (const Instruction& instruction : function.instructions) {
      if (Is<Param>(instruction) || Is<Const>(instruction) || Is<Drop>(instruction) || Is<Raise>(instruction) || Is<Jump>(instruction)) {
        continue;
      }
      if (const auto* load = As<LoadName>(instruction)) {
        if (load->name != data_.special.not_implemented_error) return false;
      } else if (const auto* call = As<Call>(instruction)) {
        if (!Is<LoadName>(function.instructions[call->callee.value()])) return false;
      } else if (const auto* result = As<Return>(instruction)) {
        const auto* constant = As<Const>(function.instructions[result->value.value()]);
        if (constant == nullptr || constant->kind != ConstKind::kNone) return false;
      } else {
        return false;
      }
    }
    return true;
  }

  static std::uint32_t ReturnedParameter(const Function& function) {
    if (function.is_generator || function.is_async) return FunctionData::kNoParameter;
    std::uint32_t parameter = FunctionData::kNoParameter;
    for (std::size_t b = 0; b < function.blocks.size(); ++b) {
      const auto* result = As<Return>(function.TerminatorOf(BlockId(b)));
      if (result == nullptr) continue;
      const ValueId value = result->value.value();
      const auto* param = value.IsValid() ? As<Param>(function.instructions[value]) : nullptr;
      if (param == nullptr || (parameter != FunctionData::kNoParameter && parameter != param->slot.value())) {
        return FunctionData::kNoParameter;
      }
      parameter = param->slot.value();
    }
    if (parameter >= function.parameters.size()) return FunctionData::kNoParameter;
    const ParameterKind kind = function.parameters[parameter].kind;
    return kind == ParameterKind::kStar || kind == ParameterKind::kDoubleStar ? FunctionData::kNoParameter : parameter;
  }

  Program::Data& data_;
  AnnotationReader reader_;
  std::vector<std::pair<TypeForm, std::uint16_t>> known_;
};

}  // namespace

void ClassifyFunctions(Program::Data& data) {
  Classifier classifier(data);
  for (std::size_t i = 0; i < data.functions.size(); ++i) classifier.Classify(FunctionIndex(i));
}

}  // namespace dangle
