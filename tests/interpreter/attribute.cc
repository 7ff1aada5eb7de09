// Attributes, items and iteration.
#include <algorithm>

#include "tests/interpreter/interpreter.h"

namespace dangle::interpreter {

Object* Interpreter::FindOnType(const Object* type, NameId name) {
  for (const Object* base : type->As<ClassObject>()->order) {
    if (Object* const found = base->As<ClassObject>()->attributes.Find(name)) return found;
  }
  return nullptr;
}

Ref Interpreter::BindMethod(Object* function, Object* self) {
  if (function->As<FunctionObject>() == nullptr) return Ref(function);
  return Make(BoundMethod{Ref(self), Ref(function)});
}

Result Interpreter::LoadAttr(Object* object, NameId name) {
  const std::string_view text = TextOf(name);
  if (const auto* type = object->As<ClassObject>()) {
    if (text == "__name__") return Value(MakeString(std::string(type->name)));
    Object* const found = FindOnType(object, name);
    return found != nullptr ? Value(Ref(found)) : Error("AttributeError", text);
  }
  if (const auto* instance = object->As<Instance>()) {
    if (Object* const own = instance->attributes.Find(name)) return Value(Ref(own));
  }
  if (Object* const found = FindOnType(object->type, name)) return Value(BindMethod(found, object));
  const auto native = [&](std::initializer_list<std::string_view> methods) {
    const auto* method = std::find(methods.begin(), methods.end(), text);
    return method != methods.end() ? Value(Make(NativeMethod{Ref(object), *method})) : Error("AttributeError", text);
  };
  if (object->As<Sequence>() != nullptr) {
    if (object->type == FindType("list")) return native({"append", "pop", "clear", "extend"});
    if (object->type == FindType("set")) return native({"add", "discard", "clear"});
  }
  if (object->As<Dict>() != nullptr) return native({"get", "items", "keys", "values", "pop", "clear"});
  if (const auto* generator = object->As<Generator>()) {
    if (generator->kind == GeneratorKind::kAsyncGenerator) return native({"__aiter__", "__anext__", "asend", "athrow", "aclose"});
    return native({"send", "throw", "close", "__iter__", "__next__"});
  }
  if (object->As<AsyncStep>() != nullptr) return native({"send", "throw", "close"});
  return Error("AttributeError", text);
}

Result Interpreter::StoreAttr(Object* object, NameId name, Ref value) {
  if (auto* instance = object->As<Instance>()) {
    instance->attributes.Set(name, std::move(value));
  } else if (auto* type = object->As<ClassObject>()) {
    type->attributes.Set(name, std::move(value));
  } else {
    return Error("AttributeError", TextOf(name));
  }
  return Value(none_);
}

Result Interpreter::DeleteAttr(Object* object, NameId name) {
  auto* instance = object->As<Instance>();
  return instance != nullptr && instance->attributes.Erase(name) ? Value(none_) : Error("AttributeError", TextOf(name));
}

Ref* Interpreter::FindKey(Dict& dict, Object* key) {
  for (auto& [known, value] : dict.entries) {
    if (Equal(known.get(), key)) return &value;
  }
  return nullptr;
}

bool Interpreter::IndexOf(const Object* index, std::size_t size, std::size_t& position) const {
  const auto* number = index->As<std::int64_t>();
  if (number == nullptr) return false;
  const std::int64_t at = *number < 0 ? *number + static_cast<std::int64_t>(size) : *number;
  if (at < 0 || at >= static_cast<std::int64_t>(size)) return false;
  position = static_cast<std::size_t>(at);
  return true;
}

Ref Interpreter::SliceOf(Object* sequence, const Slice& slice) {
  const std::vector<Ref>& items = sequence->As<Sequence>()->items;
  const auto size = static_cast<std::int64_t>(items.size());
  const auto bound = [&](const Ref& end, std::int64_t otherwise) {
    const auto* number = end->As<std::int64_t>();
    if (number == nullptr) return otherwise;
    return std::clamp(*number < 0 ? *number + size : *number, std::int64_t{0}, size);
  };
  const std::int64_t start = bound(slice.start, 0);
  const std::int64_t stop = std::max(start, bound(slice.stop, size));
  return heap_.Make(Sequence{{items.begin() + start, items.begin() + stop}}, sequence->type);
}

Result Interpreter::LoadItem(Object* object, Object* index) {
  if (auto* dict = object->As<Dict>()) {
    const Ref* found = FindKey(*dict, index);
    return found != nullptr ? Value(*found) : Error("KeyError");
  }
  if (const auto* sequence = object->As<Sequence>(); sequence != nullptr && object->type != FindType("set")) {
    if (const auto* slice = index->As<Slice>()) return Value(SliceOf(object, *slice));
    std::size_t position = 0;
    if (IndexOf(index, sequence->items.size(), position)) return Value(sequence->items[position]);
    return Error(index->As<std::int64_t>() != nullptr ? "IndexError" : "TypeError");
  }
  if (Object* const method = FindOnType(object->type, Name("__getitem__"))) return CallWith(method, {Ref(object), Ref(index)});
  return Error("TypeError");
}

Result Interpreter::StoreItem(Object* object, Object* index, Ref value) {
  if (auto* dict = object->As<Dict>()) {
    if (Ref* const found = FindKey(*dict, index)) {
      *found = std::move(value);
    } else {
      dict->entries.emplace_back(Ref(index), std::move(value));
    }
    return Value(none_);
  }
  if (auto* sequence = object->As<Sequence>(); sequence != nullptr && object->type == FindType("list")) {
    std::size_t position = 0;
    if (!IndexOf(index, sequence->items.size(), position)) {
      return Error(index->As<std::int64_t>() != nullptr ? "IndexError" : "TypeError");
    }
    sequence->items[position] = std::move(value);
    return Value(none_);
  }
  if (Object* const method = FindOnType(object->type, Name("__setitem__"))) return CallWith(method, {Ref(object), Ref(index), value});
  return Error("TypeError");
}

Result Interpreter::DeleteItem(Object* object, Object* index) {
  if (auto* dict = object->As<Dict>()) {
    for (auto entry = dict->entries.begin(); entry != dict->entries.end(); ++entry) {
      if (!Equal(entry->first.get(), index)) continue;
      const auto dropped = std::move(*entry);  // dies after the entry is gone
      dict->entries.erase(entry);
      return Value(none_);
    }
    return Error("KeyError");
  }
  if (auto* sequence = object->As<Sequence>(); sequence != nullptr && object->type == FindType("list")) {
    std::size_t position = 0;
    if (!IndexOf(index, sequence->items.size(), position)) {
      return Error(index->As<std::int64_t>() != nullptr ? "IndexError" : "TypeError");
    }
    const Ref dropped = std::move(sequence->items[position]);
    sequence->items.erase(sequence->items.begin() + static_cast<std::ptrdiff_t>(position));
    return Value(none_);
  }
  return Error("TypeError");
}

// ---- Iteration --------------------------------------------------------------------------------------------------------------

Result Interpreter::Iterate(Object* object) {
  if (object->As<Iterator>() != nullptr) return Value(Ref(object));
  if (const auto* generator = object->As<Generator>(); generator != nullptr && generator->kind == GeneratorKind::kGenerator) {
    return Value(Ref(object));
  }
  if (const auto* dict = object->As<Dict>()) return Value(Make(Iterator{Ref(object), 0, static_cast<std::int64_t>(dict->entries.size()), 1}));
  if (const auto* sequence = object->As<Sequence>())
    return Value(Make(Iterator{Ref(object), 0, static_cast<std::int64_t>(sequence->items.size()), 1}));
  if (object->As<std::string>() != nullptr) return Value(Make(Iterator{Ref(object), 0, 0, 1}));
  if (const auto* range = object->As<Range>()) return Value(Make(Iterator{{}, range->start, range->stop, range->step}));
  if (Object* const method = FindOnType(object->type, Name("__iter__"))) return CallWith(method, {Ref(object)});
  return Error("TypeError", "not iterable");
}

bool Interpreter::HasChangedSize(const Iterator& iterator) const {
  const auto* dict = iterator.source->As<Dict>();
  const auto* set = iterator.source->type == FindType("set") ? iterator.source->As<Sequence>() : nullptr;
  if (dict == nullptr && set == nullptr) return false;
  const std::size_t size = dict != nullptr ? dict->entries.size() : set->items.size();
  return static_cast<std::int64_t>(size) != iterator.stop;
}

Result Interpreter::NextOf(Object* object) {
  if (auto* iterator = object->As<Iterator>()) {
    if (!iterator->source) {
      const bool is_done = iterator->step > 0 ? iterator->index >= iterator->stop : iterator->index <= iterator->stop;
      if (is_done) return {};
      return Value(MakeInt(std::exchange(iterator->index, iterator->index + iterator->step)));
    }
    if (HasChangedSize(*iterator)) {
      iterator->stop = -1;  // and so for ever
      return Error("RuntimeError", "changed size during iteration");
    }
    const auto at = static_cast<std::size_t>(iterator->index++);
    if (const auto* sequence = iterator->source->As<Sequence>(); sequence != nullptr && at < sequence->items.size())
      return Value(sequence->items[at]);
    if (const auto* dict = iterator->source->As<Dict>(); dict != nullptr && at < dict->entries.size()) return Value(dict->entries[at].first);
    if (const auto* text = iterator->source->As<std::string>(); text != nullptr && at < text->size()) return Value(MakeString(text->substr(at, 1)));
    iterator->stop = iterator->index = 0;
    iterator->source.Reset();  // an iterator lets go of its source at the end
    return {};
  }
  if (object->As<Generator>() != nullptr) {
    Outcome outcome = Resume(object, ResumeKind::kSend, none_);
    if (outcome.kind == OutcomeKind::kReturn) return {};
    return outcome.kind == OutcomeKind::kRaise ? Raised(std::move(outcome.value)) : Value(std::move(outcome.value));
  }
  Object* const method = FindOnType(object->type, Name("__next__"));
  if (method == nullptr) return Error("TypeError");
  Result result = CallWith(method, {Ref(object)});
  if (!result.ok() && IsA(result.exception.get(), "StopIteration")) return {};
  return result;
}

Result Interpreter::ListOf(Object* iterable, std::vector<Ref>& items) {
  const Result iterator = Iterate(iterable);
  if (!iterator.ok()) return iterator;
  while (true) {
    Result item = NextOf(iterator.value.get());
    if (!item.ok() || !item.value) return item;
    items.push_back(std::move(item.value));
  }
}

// The sets of the programs hold numbers from 0 to 3, which lie in CPython's table in their order.
void Interpreter::AddTo(Sequence& set, const Ref& item) const {
  const auto* number = item->As<std::int64_t>();
  auto place = set.items.end();
  for (auto known = set.items.begin(); known != set.items.end(); ++known) {
    if (Equal(known->get(), item.get())) return;
    const auto* other = (*known)->As<std::int64_t>();
    if (place == set.items.end() && number != nullptr && other != nullptr && *number < *other) place = known;
  }
  set.items.insert(place, item);
}

}  // namespace dangle::interpreter
