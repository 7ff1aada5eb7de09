// The builtins and methods of builtin types that programs of the test use.
#include "tests/interpreter/interpreter.h"

namespace dangle::interpreter {

Result Interpreter::CallNative(const NativeMethod& method, Arguments& arguments) {
  const std::string_view name = method.name;
  if (!method.self) return CallBuiltin(name, arguments);
  const Ref self = method.self;
  if (self->As<Sequence>() != nullptr) return CallSequenceMethod(self.get(), name, arguments.positional);
  if (self->As<Dict>() != nullptr) return CallDictMethod(self.get(), name, arguments.positional);
  return CallGeneratorMethod(self.get(), name, arguments.positional);
}

Result Interpreter::CallBuiltin(std::string_view name, Arguments& arguments) {
  std::vector<Ref>& values = arguments.positional;
  if (name == "log" || name == "fin" || name == "die") {
    std::string text;
    for (const Ref& value : values) text += (text.empty() ? "" : " ") + Show(value.get());
    Log(name != "log", (name == "die" ? "kill " : "") + text);
    return Value(none_);
  }
  if (values.empty()) return Error("TypeError");
  Object* const first = values.front().get();
  if (name == "len") return Length(first);
  if (name == "iter") return Iterate(first);
  if (name == "next") {
    if (values.size() == 1 && first->As<Generator>() != nullptr) return FromOutcome(Drive(first, ResumeKind::kSend, none_));
    Result item = NextOf(first);
    if (!item.ok() || item.value) return item;
    return values.size() > 1 ? Value(values[1]) : FromOutcome({OutcomeKind::kReturn, none_});
  }
  if (name == "any" || name == "all") {
    const Result iterator = Iterate(first);
    if (!iterator.ok()) return iterator;
    while (true) {
      Result item = NextOf(iterator.value.get());
      if (!item.ok()) return item;
      if (!item.value) return Value(MakeBool(name == "all"));
      bool truth = false;
      Result result = Truth(item.value.get(), truth);
      if (!result.ok()) return result;
      if (truth == (name == "any")) return Value(MakeBool(truth));
    }
  }
  if (values.size() < 2) return Error("TypeError");
  if (name == "isinstance") {
    if (const auto* types = values[1]->As<Sequence>()) {
      for (const Ref& type : types->items) {
        if (IsSubtype(first->type, type.get())) return Value(true_);
      }
      return Value(false_);
    }
    return Value(MakeBool(IsSubtype(first->type, values[1].get())));
  }
  if (name == "getattr" && values[1]->As<std::string>() != nullptr) return LoadAttr(first, Name(*values[1]->As<std::string>()));
  return Error("TypeError");
}

Result Interpreter::ConstructBuiltin(BuiltinType type, Arguments& arguments) {
  std::vector<Ref>& values = arguments.positional;
  Object* const first = values.empty() ? nullptr : values.front().get();
  std::vector<Ref> items;
  if (first != nullptr && (type == BuiltinType::kList || type == BuiltinType::kTuple || type == BuiltinType::kSet)) {
    Result result = ListOf(first, items);
    if (!result.ok()) return result;
  }
  switch (type) {
    case BuiltinType::kType:
      return first != nullptr ? Value(Ref(first->type)) : Error("TypeError");
    case BuiltinType::kList:
      return Value(heap_.Make(Sequence{std::move(items)}, FindType("list")));
    case BuiltinType::kTuple:
      return Value(heap_.Make(Sequence{std::move(items)}, FindType("tuple")));
    case BuiltinType::kSet: {
      const Ref made = heap_.Make(Sequence{}, FindType("set"));
      for (const Ref& item : items) AddTo(*made->As<Sequence>(), item);
      return Value(made);
    }
    case BuiltinType::kDict:
      return Value(Make(Dict{}));
    case BuiltinType::kString:
      return Value(MakeString(first != nullptr ? Show(first) : ""));
    case BuiltinType::kBool: {
      bool truth = false;
      Result result = first != nullptr ? Truth(first, truth) : Result();
      return result.ok() ? Value(MakeBool(truth)) : result;
    }
    case BuiltinType::kRange: {
      std::int64_t bounds[2] = {0, 0};
      for (std::size_t i = 0; i < values.size() && i < 2; ++i) {
        if (values[i]->As<std::int64_t>() == nullptr) return Error("TypeError");
        bounds[i] = *values[i]->As<std::int64_t>();
      }
      return Value(Make(values.size() == 1 ? Range{0, bounds[0], 1} : Range{bounds[0], bounds[1], 1}));
    }
    default:
      return Error("TypeError");
  }
}

Result Interpreter::CallSequenceMethod(Object* self, std::string_view name, std::vector<Ref>& arguments) {
  std::vector<Ref>& items = self->As<Sequence>()->items;
  if (name == "clear") {
    const std::vector<Ref> dropped = std::move(items);
    items.clear();
    return Value(none_);
  }
  if (name == "pop") {
    if (items.empty()) return Error("IndexError");
    std::size_t position = items.size() - 1;
    if (!arguments.empty() && !IndexOf(arguments.front().get(), items.size(), position)) return Error("IndexError");
    Ref item = std::move(items[position]);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(position));
    return Value(std::move(item));
  }
  if (arguments.empty()) return Error("TypeError");
  if (name == "append") items.push_back(arguments.front());
  if (name == "add") AddTo(*self->As<Sequence>(), arguments.front());
  if (name == "extend") {
    Result result = ListOf(arguments.front().get(), items);
    if (!result.ok()) return result;
  }
  if (name == "discard") {
    for (auto item = items.begin(); item != items.end(); ++item) {
      if (!Equal(item->get(), arguments.front().get())) continue;
      const Ref dropped = std::move(*item);
      items.erase(item);
      break;
    }
  }
  return Value(none_);
}

Result Interpreter::CallDictMethod(Object* self, std::string_view name, std::vector<Ref>& arguments) {
  Dict& dict = *self->As<Dict>();
  if (name == "clear") {
    const auto dropped = std::move(dict.entries);
    dict.entries.clear();
    return Value(none_);
  }
  if (name == "items" || name == "keys" || name == "values") {
    std::vector<Ref> items;
    for (const auto& [key, value] : dict.entries) {
      items.push_back(name == "keys" ? key : name == "values" ? value : heap_.Make(Sequence{{key, value}}, FindType("tuple")));
    }
    return Value(heap_.Make(Sequence{std::move(items)}, FindType("list")));
  }
  if (arguments.empty()) return Error("TypeError");
  const Ref* const found = FindKey(dict, arguments.front().get());
  if (found == nullptr) {
    if (arguments.size() > 1) return Value(arguments[1]);
    return name == "get" ? Value(none_) : Error("KeyError");
  }
  Result result = Value(*found);
  if (name == "pop") DeleteItem(self, arguments.front().get());
  return result;
}

Result Interpreter::CallGeneratorMethod(Object* self, std::string_view name, std::vector<Ref>& arguments) {
  if (name == "__iter__" || name == "__aiter__") return Value(Ref(self));
  if (name == "close") {
    Result result = Close(self);
    return result.ok() ? Value(none_) : result;
  }
  if (name == "__next__") return FromOutcome(Drive(self, ResumeKind::kSend, none_));
  const auto step = [&](AsyncStep::Kind kind, Ref value) { return Value(Make(AsyncStep{Ref(self), kind, std::move(value), false, false})); };
  if (name == "__anext__") return step(AsyncStep::Kind::kSend, none_);
  if (name == "aclose") return step(AsyncStep::Kind::kClose, {});
  if (arguments.empty()) return Error("TypeError");
  Ref value = arguments.front();
  if (name == "asend") return step(AsyncStep::Kind::kSend, std::move(value));
  if (name == "send") return FromOutcome(Drive(self, ResumeKind::kSend, std::move(value)));
  if (value->As<ClassObject>() != nullptr) {
    Result made = CallWith(value.get(), {});
    if (!made.ok()) return made;
    value = std::move(made.value);
  }
  if (name == "athrow") return step(AsyncStep::Kind::kThrow, std::move(value));
  return FromOutcome(Drive(self, ResumeKind::kThrow, std::move(value)));
}

}  // namespace dangle::interpreter
