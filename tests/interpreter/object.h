// Python objects for the interpreter of the IR: reference counted as in CPython, so that a program sees when they die.
//
//   t = T("a")     # references 1: the slot t
//   t = None       # the slot lets go, references 0: __del__ runs now
//
// Memory is kept until the heap goes, so a value that is used after its death is seen and reported instead of being read wildly.
#ifndef DANGLE_TESTS_INTERPRETER_OBJECT_H_
#define DANGLE_TESTS_INTERPRETER_OBJECT_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/names.h"
#include "ir/function.h"
#include "ir/module.h"

namespace dangle::interpreter {

class Heap;
class Interpreter;
struct Frame;
struct Object;

// One reference to an object.
class Ref {
 public:
  Ref() = default;
  explicit Ref(Object* object);
  Ref(const Ref& other) : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  // The new object is in place before the old one is let go, as Python rebinds.
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() { Reset(); }

  void Reset();
  Object* get() const { return object_; }
  Object* operator->() const { return object_; }
  Object& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  Object* object_ = nullptr;
};

// Names with values, in the order of their first binding.
class Namespace {
 public:
  Object* Find(NameId name) const;
  void Set(NameId name, Ref value);
  bool Erase(NameId name);
  void Clear();

 private:
  std::vector<std::pair<NameId, Ref>> entries_;
};

enum class BuiltinType : std::uint8_t { kNone, kObject, kType, kBool, kInt, kFloat, kString, kTuple, kList, kDict, kSet, kSlice, kFunction, kRange };

struct None {};
struct Ellipsis {};
struct NotImplemented {};
struct Sequence {  // tuple, list, set
  std::vector<Ref> items;
};
struct Dict {
  std::vector<std::pair<Ref, Ref>> entries;
};
struct Slice {
  Ref start, stop, step;
};
struct Cell {
  Ref content;
};
struct FunctionObject {
  const Module* module = nullptr;  // where `function` is from
  const Function* function = nullptr;
  Object* globals = nullptr;
  std::vector<Ref> cells;     // by slot; null for slots that are no free variables
  std::vector<Ref> defaults;  // positional, of the last parameters
  std::vector<std::pair<NameId, Ref>> keyword_defaults;
};
struct BoundMethod {
  Ref self;
  Ref function;
};
// A method of a builtin type (self valid), or a builtin function.
struct NativeMethod {
  Ref self;
  std::string_view name;
};
struct ClassObject {
  std::string_view name;
  std::vector<Object*> order;  // method resolution order, itself first; classes live for ever
  Namespace attributes;
  BuiltinType builtin = BuiltinType::kNone;
};
struct Instance {
  Namespace attributes;
  bool is_finalized = false;
};
// Over a sequence, a dict's keys, or the numbers [index, stop); without numbers `stop` is the size of the source at the beginning.
struct Iterator {
  Ref source;
  std::int64_t index = 0;
  std::int64_t stop = 0;
  std::int64_t step = 1;
};
enum class GeneratorKind : std::uint8_t { kGenerator, kCoroutine, kAsyncGenerator };
struct Generator {
  GeneratorKind kind = GeneratorKind::kGenerator;
  std::unique_ptr<Frame> frame;  // null when it has ended
  bool is_started = false;
  bool is_running = false;
  bool is_orphan = false;  // an async generator that nobody holds any more: the loop closes it later
  bool is_stuck = false;   // an async generator one of whose steps was closed half-way: CPython 3.11 lets no other begin
};
// What __anext__, asend, athrow and aclose of an async generator return.
struct AsyncStep {
  Ref generator;
  enum class Kind : std::uint8_t { kSend, kThrow, kClose } kind = Kind::kSend;
  Ref value;
  bool is_started = false;
  bool is_done = false;
};
// The result of Unpack.
struct Unpacked {
  std::vector<Ref> items;
};
struct Range {
  std::int64_t start = 0, stop = 0, step = 1;
};

using Payload = std::variant<None, Ellipsis, NotImplemented, bool, std::int64_t, double, std::string, Sequence, Dict, Slice, Cell, FunctionObject,
                             BoundMethod, NativeMethod, ClassObject, Instance, Iterator, Generator, AsyncStep, Unpacked, Range>;

struct Object {
  explicit Object(Payload contents);
  ~Object();

  std::uint32_t references = 0;
  bool is_dead = false;
  Heap* heap = nullptr;
  Object* type = nullptr;  // a ClassObject
  Payload payload;

  template <typename T>
  T* As() {
    return std::get_if<T>(&payload);
  }
  template <typename T>
  const T* As() const {
    return std::get_if<T>(&payload);
  }
};

// All objects of one run.
class Heap {
 public:
  explicit Heap(Interpreter& interpreter) : interpreter_(interpreter) {}
  ~Heap();
  Ref Make(Payload payload, Object* type);
  // The last reference has gone.
  void Died(Object& object);

 private:
  Interpreter& interpreter_;
  std::deque<Object> objects_;
  bool is_closing_ = false;
};

}  // namespace dangle::interpreter

#endif  // DANGLE_TESTS_INTERPRETER_OBJECT_H_
