#include "tests/interpreter/object.h"

#include "base/check.h"
#include "tests/interpreter/frame.h"
#include "tests/interpreter/interpreter.h"

namespace dangle::interpreter {

Ref::Ref(Object* object) : object_(object) {
  if (object_ != nullptr) ++object_->references;
}

void Ref::Reset() {
  Object* const object = std::exchange(object_, nullptr);
  if (object == nullptr) return;
  DANGLE_CHECK(object->references > 0);
  if (--object->references == 0) object->heap->Died(*object);
}

Object* Namespace::Find(NameId name) const {
  for (const auto& [key, value] : entries_) {
    if (key == name) return value.get();
  }
  return nullptr;
}

void Namespace::Set(NameId name, Ref value) {
  for (auto& [key, old] : entries_) {
    if (key != name) continue;
    old = std::move(value);
    return;
  }
  entries_.emplace_back(name, std::move(value));
}

bool Namespace::Erase(NameId name) {
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (entry->first != name) continue;
    const Ref value = std::move(entry->second);  // dies after the entry is gone
    entries_.erase(entry);
    return true;
  }
  return false;
}

void Namespace::Clear() { const auto entries = std::exchange(entries_, {}); }

Object::Object(Payload contents) : payload(std::move(contents)) {}
Object::~Object() = default;

Ref Heap::Make(Payload payload, Object* type) {
  Object& object = objects_.emplace_back(std::move(payload));
  object.heap = this;
  object.type = type;
  return Ref(&object);
}

void Heap::Died(Object& object) {
  if (is_closing_ || object.is_dead) return;
  object.references = 1;  // alive while it is finalized
  interpreter_.Finalize(object);
  if (--object.references != 0) return;  // somebody has taken it up again
  object.is_dead = true;
  const Payload contents = std::exchange(object.payload, None{});
}

// What is left at the end of the run dies unseen.
Heap::~Heap() {
  is_closing_ = true;
  for (Object& object : objects_) object.payload = None{};
}

}  // namespace dangle::interpreter
