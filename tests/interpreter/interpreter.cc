#include "tests/interpreter/interpreter.h"

#include <algorithm>

namespace dangle::interpreter {

Interpreter::Interpreter(NameTable& names) : names_(names), heap_(*this) { MakeTypes(); }

// What is left dies unseen: nothing of the program runs any more.
Interpreter::~Interpreter() { is_broken_ = true; }

void Interpreter::MakeTypes() {
  MakeBuiltinType("object", "", BuiltinType::kObject);
  MakeBuiltinType("type", "object", BuiltinType::kType);
  for (const Ref& type : types_) type->type = FindType("type");
  none_ = Make(None{});
  true_ = Make(true);
  false_ = Make(false);
  struct Row {
    std::string_view name;
    BuiltinType builtin;
    std::size_t payload;
  };
  const auto index = [](const Payload& payload) { return payload.index(); };
  const Row kRows[] = {
      {"NoneType", BuiltinType::kNone, index(None{})},
      {"int", BuiltinType::kInt, index(std::int64_t{0})},
      {"float", BuiltinType::kFloat, index(0.0)},
      {"str", BuiltinType::kString, index(std::string())},
      {"tuple", BuiltinType::kTuple, index(Sequence{})},
      {"list", BuiltinType::kList, index(Sequence{})},
      {"set", BuiltinType::kSet, index(Sequence{})},
      {"dict", BuiltinType::kDict, index(Dict{})},
      {"slice", BuiltinType::kNone, index(Slice{})},
      {"function", BuiltinType::kNone, index(FunctionObject{})},
      {"method", BuiltinType::kNone, index(BoundMethod{})},
      {"builtin_function_or_method", BuiltinType::kNone, index(NativeMethod{})},
      {"iterator", BuiltinType::kNone, index(Iterator{})},
      {"generator", BuiltinType::kNone, index(Generator{})},
      {"coroutine", BuiltinType::kNone, index(Ellipsis{})},
      {"async_generator", BuiltinType::kNone, index(Ellipsis{})},
      {"async_generator_step", BuiltinType::kNone, index(AsyncStep{})},
      {"ellipsis", BuiltinType::kNone, index(Ellipsis{})},
      {"range", BuiltinType::kRange, index(Range{})},
  };
  for (const Row& row : kRows) payload_types_[row.payload] = MakeBuiltinType(row.name, "object", row.builtin);
  payload_types_[index(true)] = MakeBuiltinType("bool", "int", BuiltinType::kBool);
  none_->type = FindType("NoneType");
  true_->type = false_->type = FindType("bool");

  constexpr std::pair<std::string_view, std::string_view> kExceptions[] = {
      {"BaseException", "object"},         {"Exception", "BaseException"},
      {"CancelledError", "BaseException"}, {"GeneratorExit", "BaseException"},
      {"StopIteration", "Exception"},      {"StopAsyncIteration", "Exception"},
      {"ArithmeticError", "Exception"},    {"ZeroDivisionError", "ArithmeticError"},
      {"AssertionError", "Exception"},     {"AttributeError", "Exception"},
      {"LookupError", "Exception"},        {"KeyError", "LookupError"},
      {"IndexError", "LookupError"},       {"NameError", "Exception"},
      {"UnboundLocalError", "NameError"},  {"RuntimeError", "Exception"},
      {"RecursionError", "RuntimeError"},  {"TypeError", "Exception"},
      {"ValueError", "Exception"},         {"ImportError", "Exception"},
      {"SystemError", "Exception"},
  };
  for (const auto& [name, base] : kExceptions) MakeBuiltinType(name, base);
  for (const auto& [name, type] : named_types_) builtins_.Set(Name(name), Ref(type));
  for (const std::string_view name : {"log", "die", "fin", "len", "isinstance", "getattr", "iter", "next", "any", "all"}) {
    builtins_.Set(Name(name), Make(NativeMethod{{}, name}));
  }
}

// Classes live for ever, as CPython's do but for a collector: they are in cycles with themselves.
Object* Interpreter::MakeType(std::string_view name, Object* base, BuiltinType builtin) {
  ClassObject made;
  made.name = name;
  made.builtin = builtin;
  types_.push_back(heap_.Make(std::move(made), types_.size() < 2 ? nullptr : FindType("type")));
  Object* const type = types_.back().get();
  std::vector<Object*>& order = type->As<ClassObject>()->order;
  order.push_back(type);
  if (base != nullptr) order.insert(order.end(), base->As<ClassObject>()->order.begin(), base->As<ClassObject>()->order.end());
  return type;
}

Object* Interpreter::MakeBuiltinType(std::string_view name, std::string_view base, BuiltinType builtin) {
  Object* const type = MakeType(name, base.empty() ? nullptr : FindType(base), builtin);
  named_types_.emplace_back(name, type);
  return type;
}

Object* Interpreter::FindType(std::string_view name) const {
  for (const auto& [known, type] : named_types_) {
    if (known == name) return type;
  }
  return nullptr;
}

bool Interpreter::IsSubtype(const Object* type, const Object* base) {
  const auto* cls = type->As<ClassObject>();
  return cls != nullptr && std::find(cls->order.begin(), cls->order.end(), base) != cls->order.end();
}

Ref Interpreter::Make(Payload payload) {
  const auto* generator = std::get_if<Generator>(&payload);
  if (generator == nullptr || generator->kind == GeneratorKind::kGenerator) {
    Object* const type = payload_types_[payload.index()];
    return heap_.Make(std::move(payload), type);
  }
  return heap_.Make(std::move(payload), FindType(generator->kind == GeneratorKind::kCoroutine ? "coroutine" : "async_generator"));
}

Ref Interpreter::MakeException(std::string_view type, std::string_view text) {
  const Ref made = MakeInstance(FindType(type));
  std::vector<Ref> items;
  if (!text.empty()) items.push_back(MakeString(std::string(text)));
  made->As<Instance>()->attributes.Set(Name("args"), heap_.Make(Sequence{std::move(items)}, FindType("tuple")));
  return made;
}

Result Interpreter::Error(std::string_view type, std::string_view text) { return Raised(MakeException(type, text)); }

void Interpreter::Broken(const Frame& frame, std::string_view what) {
  if (is_broken_) return;
  is_broken_ = true;
  const auto& name = frame.code->qualified_name;
  Log(false, "BROKEN " + std::string(name.IsValid() ? TextOf(name) : "?") + " b" + std::to_string(frame.block.value()) + ": " + std::string(what));
}

// Errors in here have nobody to go to, as in CPython.
void Interpreter::Finalize(Object& object) {
  if (is_broken_) return;
  if (auto* instance = object.As<Instance>()) {
    Object* const finalizer = FindOnType(object.type, Name("__del__"));
    if (finalizer == nullptr || std::exchange(instance->is_finalized, true)) return;
    CallWith(finalizer, {Ref(&object)});
  } else if (auto* generator = object.As<Generator>()) {
    if (!generator->frame || !generator->is_started || generator->is_running) return;
    if (generator->kind != GeneratorKind::kAsyncGenerator) {
      Close(&object);
    } else if (!std::exchange(generator->is_orphan, true)) {
      orphans_.emplace_back(&object);
    }
  }
}

std::vector<Event> Interpreter::Run(std::initializer_list<const Module*> modules) {
  globals_ = MakeInstance(FindType("object"));
  Result result;
  for (const Module* module : modules) {
    FunctionObject body;
    body.module = module;
    body.function = &module->functions[module->body];
    body.globals = globals_.get();
    Frame frame(*body.function, Make(std::move(body)));
    frame.globals = frame.names = globals_.get();
    Arguments none;
    BindArguments(frame, none);
    result = RunToEnd(frame);
    if (!result.ok()) break;
  }
  Log(false, result.ok() ? "end" : "end by " + Show(result.exception.get()));
  return std::move(events_);
}

}  // namespace dangle::interpreter
