// Calls: of functions, classes, bound methods and what stands in for Python's builtins.
#include <algorithm>

#include "tests/interpreter/interpreter.h"

namespace dangle::interpreter {

Result Interpreter::ReadArguments(Frame& frame, PoolRange range, Arguments& arguments) {
  for (const Argument& argument : frame.code->ArgumentsOf(range)) {
    Object* const value = Read(frame, argument.value);
    switch (argument.kind) {
      case ArgumentKind::kPositional:
        arguments.positional.emplace_back(value);
        break;
      case ArgumentKind::kKeyword:
        arguments.keywords.emplace_back(argument.keyword, Ref(value));
        break;
      case ArgumentKind::kStar: {
        Result result = ListOf(value, arguments.positional);
        if (!result.ok()) return result;
        break;
      }
      case ArgumentKind::kDoubleStar: {
        const auto* dict = value->As<Dict>();
        if (dict == nullptr) return Error("TypeError");
        for (const auto& [key, entry] : dict->entries) {
          if (key->As<std::string>() == nullptr) return Error("TypeError");
          arguments.keywords.emplace_back(Name(*key->As<std::string>()), entry);
        }
        break;
      }
    }
  }
  return {};
}

Result Interpreter::CallWith(Object* callee, std::initializer_list<Ref> positional) { return Call(callee, Arguments{positional, {}}); }

Result Interpreter::CallMethod(Object* object, std::string_view name, std::initializer_list<Ref> positional) {
  if (object->As<Generator>() != nullptr || object->As<AsyncStep>() != nullptr) {
    const Result method = LoadAttr(object, Name(name));
    return method.ok() ? CallWith(method.value.get(), positional) : method;
  }
  Object* const function = FindOnType(object->type, Name(name));
  if (function == nullptr) return Error("TypeError", name);
  const Ref method = BindMethod(function, object);
  return CallWith(method.get(), positional);
}

Result Interpreter::Call(Object* callee, Arguments arguments) {
  const Ref alive(callee);
  if (const auto* method = callee->As<BoundMethod>()) {
    arguments.positional.insert(arguments.positional.begin(), method->self);
    return Call(method->function.get(), std::move(arguments));
  }
  if (const auto* native = callee->As<NativeMethod>()) return CallNative(*native, arguments);
  if (callee->As<ClassObject>() != nullptr) return Construct(callee, arguments);
  if (callee->As<FunctionObject>() != nullptr) return CallFunction(callee, arguments);
  if (Object* const call = FindOnType(callee->type, Name("__call__"))) {
    arguments.positional.insert(arguments.positional.begin(), alive);
    return Call(call, std::move(arguments));
  }
  return Error("TypeError", "not callable");
}

Result Interpreter::CallFunction(Object* callee, Arguments& arguments) {
  const Function& function = *callee->As<FunctionObject>()->function;
  auto frame = std::make_unique<Frame>(function, Ref(callee));
  frame->globals = callee->As<FunctionObject>()->globals;
  if (!BindArguments(*frame, arguments)) return Error("TypeError", "arguments");
  arguments = {};  // the frame holds them now, and the caller what it has not moved
  if (!function.is_generator && !function.is_async) return RunToEnd(*frame);
  Generator generator;
  if (function.is_async) generator.kind = function.is_generator ? GeneratorKind::kAsyncGenerator : GeneratorKind::kCoroutine;
  generator.frame = std::move(frame);
  return Value(Make(std::move(generator)));
}

bool Interpreter::BindArguments(Frame& frame, Arguments& arguments) {
  const Function& function = *frame.code;
  const auto& object = *frame.callee->As<FunctionObject>();
  for (std::uint32_t i = 0; i < function.slots.size(); ++i) {
    const SlotKind kind = function.slots[SlotId(i)].kind;
    if (kind == SlotKind::kCell) frame.slots[SlotId(i)] = Make(Cell{});
    if (kind == SlotKind::kFree) frame.slots[SlotId(i)] = object.cells[i];
  }
  const auto is_positional = [](const Parameter& p) { return p.kind == ParameterKind::kPositional || p.kind == ParameterKind::kPositionalOnly; };
  const auto positional_count = static_cast<std::size_t>(std::count_if(function.parameters.begin(), function.parameters.end(), is_positional));
  std::size_t used = 0;
  std::size_t index = 0;
  const auto take_keyword = [&](NameId name) {
    Ref value;
    for (auto at = arguments.keywords.begin(); at != arguments.keywords.end(); ++at) {
      if (at->first != name) continue;
      value = at->second;
      arguments.keywords.erase(at);
      break;
    }
    return value;
  };
  for (const Parameter& parameter : function.parameters) {
    Ref value;
    if (is_positional(parameter)) {
      if (used < arguments.positional.size()) {
        value = arguments.positional[used++];
      } else {
        if (parameter.kind == ParameterKind::kPositional) value = take_keyword(parameter.name);
        const std::size_t first_default = positional_count - object.defaults.size();
        if (!value && index >= first_default) value = object.defaults[index - first_default];
      }
      ++index;
    } else if (parameter.kind == ParameterKind::kStar) {
      const auto rest = arguments.positional.begin() + static_cast<std::ptrdiff_t>(used);
      value = heap_.Make(Sequence{{rest, arguments.positional.end()}}, FindType("tuple"));
      used = arguments.positional.size();
    } else if (parameter.kind == ParameterKind::kKeywordOnly) {
      value = take_keyword(parameter.name);
      for (const auto& [name, preset] : object.keyword_defaults) {
        if (!value && name == parameter.name) value = preset;
      }
    } else {
      Dict rest;
      for (const auto& [name, entry] : arguments.keywords) rest.entries.emplace_back(MakeString(std::string(TextOf(name))), entry);
      arguments.keywords.clear();
      value = Make(std::move(rest));
    }
    if (!value) return false;
    Bind(frame, parameter.slot, std::move(value));
  }
  return used == arguments.positional.size() && arguments.keywords.empty();
}

Result Interpreter::Construct(Object* type, Arguments& arguments) {
  const BuiltinType builtin = type->As<ClassObject>()->builtin;
  if (builtin != BuiltinType::kNone && builtin != BuiltinType::kObject) return ConstructBuiltin(builtin, arguments);
  const Ref made = MakeInstance(type);
  if (IsSubtype(type, FindType("BaseException"))) {
    Namespace& attributes = made->As<Instance>()->attributes;
    attributes.Set(Name("args"), heap_.Make(Sequence{arguments.positional}, FindType("tuple")));
    attributes.Set(Name("value"), arguments.positional.empty() ? none_ : arguments.positional.front());
  }
  Object* const init = FindOnType(type, Name("__init__"));
  if (init == nullptr) {
    const bool takes_any = IsSubtype(type, FindType("BaseException"));
    return takes_any || (arguments.positional.empty() && arguments.keywords.empty()) ? Value(made) : Error("TypeError");
  }
  arguments.positional.insert(arguments.positional.begin(), made);
  Result result = Call(init, std::move(arguments));
  return result.ok() ? Value(made) : result;
}

}  // namespace dangle::interpreter
