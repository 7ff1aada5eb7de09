// Runs a lowered module as CPython runs its source: the other half of the differential test (docs/differential.md). References
// move exactly as ir/instruction.h says, so what the log shows of the death of objects is what the analyses conclude from the IR.
//
//   def f():              log: make a, kill a, left        — the argument's temporary ends with the call
//       use(T("a"))
//       log("left")
//
// Only programs of tests/differential run here: small ones, with the builtins that they use. Nothing of analysed code ever does.
#ifndef DANGLE_TESTS_INTERPRETER_INTERPRETER_H_
#define DANGLE_TESTS_INTERPRETER_INTERPRETER_H_

#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/module.h"
#include "tests/interpreter/frame.h"
#include "tests/interpreter/object.h"

namespace dangle::interpreter {

// A line of the log. Soft ones (the death of an object, what a generator does while it is closed) have no order among themselves.
struct Event {
  bool is_soft = false;
  std::string text;
};

struct Arguments {
  std::vector<Ref> positional;
  std::vector<std::pair<NameId, Ref>> keywords;
};

class Interpreter {
 public:
  // A program that takes more steps than this has run away.
  static constexpr std::uint64_t kMaxSteps = 2'000'000;
  static constexpr int kMaxDepth = 150;
  // What lies deeper in a container is not shown; the same number as in run_reference.py.
  static constexpr int kMaxShown = 8;

  explicit Interpreter(NameTable& names);
  ~Interpreter();

  // Runs the bodies of the modules in one namespace, as if they were one module; what escapes from them is the last event.
  std::vector<Event> Run(std::initializer_list<const Module*> modules);

  // For the heap: __del__, generators that are closed.
  void Finalize(Object& object);

 private:
  struct Step;

  // ---- interpreter.cc: objects, types and errors
  void MakeTypes();
  Object* MakeType(std::string_view name, Object* base, BuiltinType builtin = BuiltinType::kNone);
  Object* MakeBuiltinType(std::string_view name, std::string_view base, BuiltinType builtin = BuiltinType::kNone);
  Ref Make(Payload payload);
  Ref MakeInstance(Object* type) { return heap_.Make(Instance{}, type); }
  Ref MakeString(std::string text) { return Make(std::move(text)); }
  Ref MakeInt(std::int64_t number) { return Make(number); }
  Ref MakeBool(bool value) { return value ? true_ : false_; }
  Ref NoneValue() { return none_; }
  Result Error(std::string_view type, std::string_view text = {});
  Ref MakeException(std::string_view type, std::string_view text = {});
  static Result Value(Ref value) { return {std::move(value), {}}; }
  static Result Raised(Ref exception) { return {{}, std::move(exception)}; }
  Object* FindType(std::string_view name) const;
  static bool IsSubtype(const Object* type, const Object* base);
  bool IsA(const Object* object, std::string_view type) const { return IsSubtype(object->type, FindType(type)); }
  // A cancellation, or the GeneratorExit of an abandoned generator.
  bool IsCancellation(const Object* exception) const { return IsA(exception, "CancelledError") || IsA(exception, "GeneratorExit"); }
  NameId Name(std::string_view text) { return names_.Intern(text); }
  std::string_view TextOf(NameId name) const { return names_.Text(name); }
  void Log(bool is_soft, std::string text) { events_.push_back({is_soft, std::move(text)}); }
  // What must never happen if lowering is right; ends the run.
  void Broken(const Frame& frame, std::string_view what);

  // ---- execute.cc: the frame
  Outcome Run(Frame& frame, ResumeKind kind, Ref value);
  // Runs a frame that can neither yield nor suspend.
  Result RunToEnd(Frame& frame);
  Step Next(Frame& frame, ResumeKind kind, Ref value);
  void Finish(Frame& frame, ValueId id, Ref value);
  void EndMoves(Frame& frame, const Instruction& instruction);
  void GoTo(Frame& frame, BlockId target, EdgeKind kind);
  // False if no handler takes it: it leaves the frame.
  bool Throw(Frame& frame, const Instruction& instruction, const Ref& exception);
  void RunPhis(Frame& frame, BlockId target, std::size_t edge);
  Object* Read(Frame& frame, Operand operand);
  Ref ReadRef(Frame& frame, Operand operand) { return Ref(Read(frame, operand)); }
  const Ref* CellOf(Frame& frame, SlotId slot);
  void Bind(Frame& frame, SlotId slot, Ref value);

  // ---- instructions.cc
  Step Execute(Frame& frame, const Instruction& instruction, ValueId id);
  Step Start(Frame& frame, const Instruction& instruction);
  Step Continue(Frame& frame, const Instruction& instruction, ResumeKind kind, Ref value);
  Step Delegate(Frame& frame, const Instruction& instruction, ResumeKind kind, Ref value);
  Step EndDelegate(Frame& frame, const Instruction& instruction, Result result);
  Step StepOver(Frame& frame, const dangle::Next& next);
  Result Compute(Frame& frame, const Instruction& instruction);
  Result NoNamespace(const Frame& frame);
  Result LoadName(Frame& frame, const dangle::LoadName& load);
  Result DeleteName(Frame& frame, const dangle::DeleteName& erase);
  Result LoadConst(const Const& constant);
  Result MakeContainer(Frame& frame, const dangle::MakeContainer& make);
  Result Insert(Frame& frame, const dangle::Insert& insert);
  Result Unpack(Frame& frame, const dangle::Unpack& unpack);
  Result MakeClosure(Frame& frame, const dangle::MakeClosure& make);
  Result MakeClass(Frame& frame, const dangle::MakeClass& make);
  Result Match(Frame& frame, const MatchTest& test);
  Result MatchException(Frame& frame, const dangle::MatchException& match);
  Result Raise(Frame& frame, const dangle::Raise& raise);
  Result Exit(Frame& frame, const dangle::Exit& exit);

  // ---- call.cc
  Result Call(Object* callee, Arguments arguments);
  Result CallWith(Object* callee, std::initializer_list<Ref> positional);
  Result CallMethod(Object* object, std::string_view name, std::initializer_list<Ref> positional);
  Result CallFunction(Object* callee, Arguments& arguments);
  Result Construct(Object* type, Arguments& arguments);
  Result ConstructBuiltin(BuiltinType type, Arguments& arguments);
  bool BindArguments(Frame& frame, Arguments& arguments);
  Result ReadArguments(Frame& frame, PoolRange range, Arguments& arguments);

  // ---- generator.cc
  Outcome Resume(Object* generator, ResumeKind kind, Ref value);
  Outcome ResumeAsyncStep(Object* step, ResumeKind kind, Ref value);
  // send, throw or next of anything that is awaited or yielded from.
  Outcome Drive(Object* iterator, ResumeKind kind, Ref value);
  Result FirstAwaitable(Object* value);  // the iterator behind `await value`
  Result Close(Object* generator);
  Result FromOutcome(Outcome outcome);  // as next(), send() and throw() give it

  // ---- attribute.cc
  Result LoadAttr(Object* object, NameId name);
  static Object* FindOnType(const Object* type, NameId name);
  Ref BindMethod(Object* function, Object* self);
  Result StoreAttr(Object* object, NameId name, Ref value);
  Result DeleteAttr(Object* object, NameId name);
  Result LoadItem(Object* object, Object* index);
  Result StoreItem(Object* object, Object* index, Ref value);
  Result DeleteItem(Object* object, Object* index);
  Result Iterate(Object* object);
  // Has a dict or set another size than when it was first asked for an item? That is an error.
  bool HasChangedSize(const Iterator& iterator) const;
  // The next item; no value and no exception at the end.
  Result NextOf(Object* iterator);
  Result ListOf(Object* iterable, std::vector<Ref>& items);
  Result Length(Object* object);
  Ref* FindKey(Dict& dict, Object* key);
  void AddTo(Sequence& set, const Ref& item) const;
  Ref SliceOf(Object* sequence, const Slice& slice);
  bool IndexOf(const Object* index, std::size_t size, std::size_t& position) const;

  // ---- operator.cc
  Result Truth(Object* object, bool& truth);
  Result Unary(UnaryOperator op, Object* operand);
  Result Binary(BinaryOperator op, bool in_place, Object* left, Object* right);
  Result Arithmetic(BinaryOperator op, std::int64_t left, std::int64_t right);
  Result Compare(CompareOperator op, Object* left, Object* right);
  Result Contains(Object* container, Object* item);
  bool Equal(const Object* left, const Object* right) const;
  std::string Show(const Object* object, int depth = 0) const;

  // ---- native.cc
  Result CallNative(const NativeMethod& method, Arguments& arguments);
  Result CallBuiltin(std::string_view name, Arguments& arguments);
  Result CallSequenceMethod(Object* self, std::string_view name, std::vector<Ref>& arguments);
  Result CallDictMethod(Object* self, std::string_view name, std::vector<Ref>& arguments);
  Result CallGeneratorMethod(Object* self, std::string_view name, std::vector<Ref>& arguments);

  NameTable& names_;
  std::vector<Event> events_;
  std::uint64_t steps_ = 0;
  int depth_ = 0;
  bool is_broken_ = false;
  Heap heap_;
  Ref none_, true_, false_;
  std::vector<Ref> types_;
  std::array<Object*, std::variant_size_v<Payload>> payload_types_{};  // by the payload's index
  Ref globals_;
  std::vector<std::pair<std::string_view, Object*>> named_types_;
  Namespace builtins_;
  std::vector<Ref> orphans_;
  std::vector<Ref> literals_;
};

}  // namespace dangle::interpreter

#endif  // DANGLE_TESTS_INTERPRETER_INTERPRETER_H_
