// One instruction at a time: what waits for others (await, yield from, async iteration and context managers), then the rest.
#include <cstdlib>
#include <iterator>

#include "base/overloaded.h"
#include "tests/interpreter/interpreter.h"
#include "tests/interpreter/step.h"

namespace dangle::interpreter {

Interpreter::Step Interpreter::Execute(Frame& frame, const Instruction& instruction, ValueId id) {
  bool is_unbound = false;
  ForEachOperand(*frame.code, instruction, [&](Operand operand) { is_unbound = is_unbound || Read(frame, operand) == nullptr; });
  if (is_unbound) {
    if (MayRaise(instruction)) return Step::Of(Error("UnboundLocalError"));
    Broken(frame, "an unbound variable in an instruction that may not raise");
  }
  if (is_broken_) return Step::Of(Error("SystemError"));
  return std::visit(Overloaded{
                        [&](const Jump& i) { return Step::To(i.target, EdgeKind::kNormal); },
                        [&](const Branch& i) {
                          bool truth = false;
                          Result result = Truth(Read(frame, i.condition), truth);
                          if (!result.ok()) return Step::Of(std::move(result));
                          return truth ? Step::To(i.if_true, EdgeKind::kTrue) : Step::To(i.if_false, EdgeKind::kFalse);
                        },
                        [&](const dangle::Next& i) { return i.is_async ? Start(frame, instruction) : StepOver(frame, i); },
                        [&](const Return& i) {
                          return Step{StepKind::kReturn, i.value.IsValid() ? ReadRef(frame, i.value) : NoneValue(), {}, {}};
                        },
                        [&](const dangle::Raise& i) { return Step::Of(Raise(frame, i)); },
                        [&](const Reraise& i) {
                          return Step{StepKind::kRaise, ReadRef(frame, i.exception), {}, {}};
                        },
                        [&](const Unreachable&) {
                          Broken(frame, "an unreachable place was reached");
                          return Step::Of(Error("SystemError"));
                        },
                        [&](const Yield& i) {
                          return Step{StepKind::kYield, i.value.IsValid() ? ReadRef(frame, i.value) : NoneValue(), {}, {}};
                        },
                        [&](const Await&) { return Start(frame, instruction); },
                        [&](const YieldFrom&) { return Start(frame, instruction); },
                        [&](const Enter& i) { return i.is_async ? Start(frame, instruction) : Step::Of(Compute(frame, instruction)); },
                        [&](const dangle::Exit& i) { return i.is_async ? Start(frame, instruction) : Step::Of(Compute(frame, instruction)); },
                        [&](const Catch&) {
                          Broken(frame, "catch without an exception, before %" + std::to_string(id.value()));
                          return Step::Of(Error("SystemError"));
                        },
                        [&](const auto&) { return Step::Of(Compute(frame, instruction)); },
                    },
                    instruction.operation);
}

// ---- Waiting ----------------------------------------------------------------------------------------------------------------

Interpreter::Step Interpreter::Start(Frame& frame, const Instruction& instruction) {
  Result made;
  if (const auto* await = As<Await>(instruction)) {
    made = FirstAwaitable(Read(frame, await->value));
  } else if (const auto* from = As<YieldFrom>(instruction)) {
    made = Iterate(Read(frame, from->value));
  } else {
    if (const auto* next = As<dangle::Next>(instruction)) made = CallMethod(frame.values[next->iterator], "__anext__", {});
    if (const auto* enter = As<Enter>(instruction)) made = CallMethod(frame.values[enter->manager], "__aenter__", {});
    if (const auto* exit = As<dangle::Exit>(instruction)) made = Exit(frame, *exit);
    if (made.ok()) {
      const Ref awaitable = std::move(made.value);
      made = FirstAwaitable(awaitable.get());
    }
  }
  if (!made.ok()) return EndDelegate(frame, instruction, std::move(made));
  frame.delegate = std::move(made.value);
  return Delegate(frame, instruction, ResumeKind::kSend, none_);
}

Interpreter::Step Interpreter::Continue(Frame& frame, const Instruction& instruction, ResumeKind kind, Ref value) {
  if (frame.delegate) return Delegate(frame, instruction, kind, std::move(value));
  return {kind == ResumeKind::kSend ? StepKind::kValue : StepKind::kRaise, std::move(value), {}, {}};
}

Interpreter::Step Interpreter::Delegate(Frame& frame, const Instruction& instruction, ResumeKind kind, Ref value) {
  if (kind == ResumeKind::kThrow && IsA(value.get(), "GeneratorExit")) {
    // What is awaited is closed, then we go on with the exit ourselves.
    Result closed = Close(frame.delegate.get());
    frame.delegate.Reset();
    return EndDelegate(frame, instruction, Raised(closed.ok() ? std::move(value) : std::move(closed.exception)));
  }
  const Ref delegate = frame.delegate;
  Outcome outcome = Drive(delegate.get(), kind, std::move(value));
  if (outcome.kind == OutcomeKind::kYield || outcome.kind == OutcomeKind::kSuspend) {
    return {Is<YieldFrom>(instruction) ? StepKind::kYield : StepKind::kSuspend, std::move(outcome.value), {}, {}};
  }
  frame.delegate.Reset();
  return EndDelegate(frame, instruction, outcome.kind == OutcomeKind::kReturn ? Value(std::move(outcome.value)) : Raised(std::move(outcome.value)));
}

Interpreter::Step Interpreter::EndDelegate(Frame& /*frame*/, const Instruction& instruction, Result result) {
  const auto* next = As<dangle::Next>(instruction);
  if (next == nullptr) return Step::Of(std::move(result));
  if (result.ok()) return {StepKind::kJump, std::move(result.value), next->body, EdgeKind::kTrue};
  if (IsA(result.exception.get(), "StopAsyncIteration")) return Step::To(next->exhausted, EdgeKind::kFalse);
  return Step::Of(std::move(result));
}

Interpreter::Step Interpreter::StepOver(Frame& frame, const dangle::Next& next) {
  Result item = NextOf(frame.values[next.iterator]);
  if (!item.ok()) return Step::Of(std::move(item));
  if (!item.value) return Step::To(next.exhausted, EdgeKind::kFalse);
  return {StepKind::kJump, std::move(item.value), next.body, EdgeKind::kTrue};
}

// ---- Computing --------------------------------------------------------------------------------------------------------------

Result Interpreter::Compute(Frame& frame, const Instruction& instruction) {
  const auto read = [&](Operand operand) { return Read(frame, operand); };
  return std::visit(
      Overloaded{
          [&](const Const& i) { return LoadConst(i); },
          [&](const Param& i) {
            const Ref& slot = frame.slots[i.slot];
            return Value(slot && slot->As<Cell>() != nullptr ? slot->As<Cell>()->content : slot);
          },
          [&](const dangle::LoadName& i) { return LoadName(frame, i); },
          [&](const StoreName& i) {
            if (i.scope == NameScope::kNamespace && frame.names == nullptr) return NoNamespace(frame);
            Object* names = i.scope == NameScope::kNamespace ? frame.names : frame.globals;
            names->As<Instance>()->attributes.Set(i.name, ReadRef(frame, i.value));
            return Value(none_);
          },
          [&](const dangle::DeleteName& i) { return DeleteName(frame, i); },
          [&](const LoadCell& i) {
            const Ref& content = frame.slots[i.slot]->As<Cell>()->content;
            return content ? Value(content) : Error("UnboundLocalError");
          },
          [&](const ImportName&) { return Error("ImportError"); },
          [&](const dangle::Bind& i) {
            Bind(frame, i.slot, ReadRef(frame, i.value));
            return Value(none_);
          },
          [&](const Drop& i) {
            if (i.slot.IsValid()) Bind(frame, i.slot, {});  // a value's temporary ends as a moved one
            return Value(none_);
          },
          [&](const Hold& i) { return Value(Ref(Read(frame, Operand(i.value)))); },
          [&](const dangle::LoadAttr& i) { return LoadAttr(read(i.object), i.name); },
          [&](const dangle::StoreAttr& i) { return StoreAttr(read(i.object), i.name, ReadRef(frame, i.value)); },
          [&](const dangle::DeleteAttr& i) { return DeleteAttr(read(i.object), i.name); },
          [&](const dangle::LoadItem& i) { return LoadItem(read(i.object), read(i.index)); },
          [&](const dangle::StoreItem& i) { return StoreItem(read(i.object), read(i.index), ReadRef(frame, i.value)); },
          [&](const dangle::DeleteItem& i) { return DeleteItem(read(i.object), read(i.index)); },
          [&](const dangle::Call& i) {
            Arguments arguments;
            Result result = ReadArguments(frame, i.arguments, arguments);
            return result.ok() ? Call(read(i.callee), std::move(arguments)) : result;
          },
          [&](const dangle::Unary& i) { return Unary(i.op, read(i.operand)); },
          [&](const dangle::Binary& i) { return Binary(i.op, i.in_place, read(i.left), read(i.right)); },
          [&](const dangle::Compare& i) { return Compare(i.op, read(i.left), read(i.right)); },
          [&](const dangle::MakeContainer& i) { return MakeContainer(frame, i); },
          [&](const dangle::Insert& i) { return Insert(frame, i); },
          [&](const dangle::Unpack& i) { return Unpack(frame, i); },
          [&](const Element& i) { return Value(read(i.unpacked)->As<Unpacked>()->items[i.index]); },
          [&](const dangle::MakeClosure& i) { return MakeClosure(frame, i); },
          [&](const dangle::MakeClass& i) { return MakeClass(frame, i); },
          [&](const dangle::Iterate& i) { return i.is_async ? CallMethod(read(i.iterable), "__aiter__", {}) : Iterate(read(i.iterable)); },
          [&](const Enter& i) { return CallMethod(Read(frame, Operand(i.manager)), "__enter__", {}); },
          [&](const dangle::Exit& i) { return Exit(frame, i); },
          [&](const dangle::MatchException& i) { return MatchException(frame, i); },
          [&](const MatchTest& i) { return Match(frame, i); },
          [&](const auto&) {
            Broken(frame, "an instruction that a program of the test does not have");
            return Error("SystemError");
          },
      },
      instruction.operation);
}

Result Interpreter::NoNamespace(const Frame& frame) {
  Broken(frame, "a name of a namespace in a function");
  return Error("SystemError");
}

Result Interpreter::LoadName(Frame& frame, const dangle::LoadName& load) {
  Object* found = nullptr;
  if (load.scope == NameScope::kNamespace && frame.names == nullptr) return NoNamespace(frame);
  if (load.scope == NameScope::kNamespace) found = frame.names->As<Instance>()->attributes.Find(load.name);
  if (found == nullptr) found = frame.globals->As<Instance>()->attributes.Find(load.name);
  if (found == nullptr) found = builtins_.Find(load.name);
  return found != nullptr ? Value(Ref(found)) : Error("NameError", TextOf(load.name));
}

Result Interpreter::DeleteName(Frame& frame, const dangle::DeleteName& erase) {
  if (erase.scope == NameScope::kNamespace && frame.names == nullptr) return NoNamespace(frame);
  Object* names = erase.scope == NameScope::kNamespace ? frame.names : frame.globals;
  return names->As<Instance>()->attributes.Erase(erase.name) ? Value(none_) : Error("NameError", TextOf(erase.name));
}

Result Interpreter::LoadConst(const Const& constant) {
  const std::string text(constant.text.IsValid() ? TextOf(constant.text) : std::string_view());
  Ref value;
  switch (constant.kind) {
    case ConstKind::kNone:
      return Value(none_);
    case ConstKind::kTrue:
      return Value(true_);
    case ConstKind::kFalse:
      return Value(false_);
    case ConstKind::kUnbound:
      return {};
    case ConstKind::kEllipsis:
      value = Make(Ellipsis{});
      break;
    case ConstKind::kInt:
      value = MakeInt(std::strtoll(text.c_str(), nullptr, 0));
      break;
    case ConstKind::kFloat:
    case ConstKind::kComplex:
      value = Make(std::strtod(text.c_str(), nullptr));
      break;
    case ConstKind::kString:
    case ConstKind::kBytes:
      value = MakeString(text);
      break;
  }
  literals_.push_back(value);  // the code holds its constants
  return Value(std::move(value));
}

Result Interpreter::MakeContainer(Frame& frame, const dangle::MakeContainer& make) {
  if (make.kind == ContainerKind::kDict) {
    const Ref made = Make(Dict{});
    const auto elements = frame.code->ArgumentsOf(make.elements);
    for (std::size_t i = 0; i < elements.size(); ++i) {
      Object* const first = Read(frame, elements[i].value);
      if (elements[i].kind != ArgumentKind::kDoubleStar) {
        StoreItem(made.get(), first, ReadRef(frame, elements[++i].value));
        continue;
      }
      if (first->As<Dict>() == nullptr) return Error("TypeError");
      for (const auto& [key, value] : first->As<Dict>()->entries) StoreItem(made.get(), key.get(), value);
    }
    return Value(made);
  }
  Arguments elements;
  Result result = ReadArguments(frame, make.elements, elements);
  if (!result.ok()) return result;
  std::vector<Ref>& items = elements.positional;
  switch (make.kind) {
    case ContainerKind::kTuple:
      return Value(heap_.Make(Sequence{std::move(items)}, FindType("tuple")));
    case ContainerKind::kList:
      return Value(heap_.Make(Sequence{std::move(items)}, FindType("list")));
    case ContainerKind::kSet: {
      const Ref made = heap_.Make(Sequence{}, FindType("set"));
      for (const Ref& item : items) AddTo(*made->As<Sequence>(), item);
      return Value(made);
    }
    case ContainerKind::kSlice: {
      items.resize(3, none_);
      return Value(Make(Slice{items[0], items[1], items[2]}));
    }
    default: {
      std::string text;
      for (const Ref& item : items) text += Show(item.get());
      return Value(MakeString(std::move(text)));
    }
  }
}

Result Interpreter::Insert(Frame& frame, const dangle::Insert& insert) {
  Object* const container = Read(frame, insert.container);
  const Ref value = ReadRef(frame, insert.value);
  if (insert.key.IsValid()) return StoreItem(container, Read(frame, insert.key), value);
  if (container->type == FindType("set")) {
    AddTo(*container->As<Sequence>(), value);
  } else {
    container->As<Sequence>()->items.push_back(value);
  }
  return Value(none_);
}

Result Interpreter::Unpack(Frame& frame, const dangle::Unpack& unpack) {
  std::vector<Ref> items;
  if (unpack.star == dangle::Unpack::kNoStar) {
    const Result iterator = Iterate(Read(frame, unpack.value));
    if (!iterator.ok()) return iterator;
    // One more than fits is asked for, and no more.
    while (items.size() <= unpack.count) {
      Result item = NextOf(iterator.value.get());
      if (!item.ok()) return item;
      if (!item.value) break;
      items.push_back(std::move(item.value));
    }
    if (items.size() != unpack.count) return Error("ValueError");
  } else {
    Result result = ListOf(Read(frame, unpack.value), items);
    if (!result.ok()) return result;
    if (items.size() + 1 < unpack.count) return Error("ValueError");
    const auto first = items.begin() + unpack.star;
    const auto last = first + static_cast<std::ptrdiff_t>(items.size() + 1 - unpack.count);
    Ref rest = heap_.Make(Sequence{{first, last}}, FindType("list"));
    items.insert(items.erase(first, last), std::move(rest));
  }
  return Value(Make(Unpacked{std::move(items)}));
}

Result Interpreter::MakeClosure(Frame& frame, const dangle::MakeClosure& make) {
  const Module& module = *frame.callee->As<FunctionObject>()->module;
  FunctionObject made;
  made.module = &module;
  made.function = &module.functions[make.function];
  made.globals = frame.globals;
  for (std::uint32_t i = 0; i < made.function->slots.size(); ++i) {
    const Slot& slot = made.function->slots[SlotId(i)];
    made.cells.push_back(slot.kind == SlotKind::kFree ? frame.slots[slot.outer] : Ref());
  }
  for (const Argument& argument : frame.code->ArgumentsOf(make.defaults)) {
    if (argument.kind == ArgumentKind::kKeyword) {
      made.keyword_defaults.emplace_back(argument.keyword, ReadRef(frame, argument.value));
    } else {
      made.defaults.push_back(ReadRef(frame, argument.value));
    }
  }
  return Value(Make(std::move(made)));
}

// The body runs with a namespace of its own, which becomes the class.
Result Interpreter::MakeClass(Frame& frame, const dangle::MakeClass& make) {
  Arguments bases;
  Result result = ReadArguments(frame, make.arguments, bases);
  if (!result.ok()) return result;
  const Module& module = *frame.callee->As<FunctionObject>()->module;
  const ClassDeclaration& declaration = module.classes[make.class_id];
  Object* base = FindType("object");
  for (const Ref& candidate : bases.positional) {
    if (candidate->As<ClassObject>() == nullptr) return Error("TypeError");
  }
  if (!bases.positional.empty()) base = bases.positional.front().get();
  Object* const type = MakeType(TextOf(declaration.name), base);
  FunctionObject body;
  body.module = &module;
  body.function = &module.functions[declaration.body];
  body.globals = frame.globals;
  for (std::uint32_t i = 0; i < body.function->slots.size(); ++i) {
    const Slot& slot = body.function->slots[SlotId(i)];
    body.cells.push_back(slot.kind == SlotKind::kFree ? frame.slots[slot.outer] : Ref());
  }
  const Ref names = MakeInstance(FindType("object"));
  {
    Frame inner(*body.function, Make(std::move(body)));
    inner.globals = frame.globals;
    inner.names = names.get();
    Arguments none;
    BindArguments(inner, none);
    result = RunToEnd(inner);
  }
  if (!result.ok()) return result;
  std::swap(type->As<ClassObject>()->attributes, names->As<Instance>()->attributes);
  return Value(Ref(type));
}

Result Interpreter::Match(Frame& frame, const MatchTest& test) {
  Object* const subject = Read(frame, Operand(test.subject));
  switch (test.test) {
    case PatternTest::kSequence: {
      const auto* sequence = subject->As<Sequence>();
      if (sequence == nullptr || subject->type == FindType("set")) return Value(false_);
      return Value(MakeBool(test.star ? sequence->items.size() >= test.count : sequence->items.size() == test.count));
    }
    case PatternTest::kMapping: {
      const auto* dict = subject->As<Dict>();
      return Value(MakeBool(dict != nullptr && dict->entries.size() >= test.count));
    }
    case PatternTest::kKey:
      return Contains(subject, Read(frame, test.operand));
    case PatternTest::kClass: {
      const Object* type = Read(frame, test.operand);
      if (type->As<ClassObject>() == nullptr) return Error("TypeError");
      return Value(MakeBool(IsSubtype(subject->type, type)));
    }
    case PatternTest::kAttribute:
      break;
  }
  return Value(MakeBool(LoadAttr(subject, test.name).ok()));
}

Result Interpreter::MatchException(Frame& frame, const dangle::MatchException& match) {
  const Object* exception = Read(frame, Operand(match.exception));
  const Object* types = Read(frame, match.type);
  if (const auto* tuple = types->As<Sequence>()) {
    for (const Ref& type : tuple->items) {
      if (IsSubtype(exception->type, type.get())) return Value(true_);
    }
    return Value(false_);
  }
  return Value(MakeBool(IsSubtype(exception->type, types)));
}

Result Interpreter::Raise(Frame& frame, const dangle::Raise& raise) {
  if (!raise.exception.IsValid()) return Error("RuntimeError", "no active exception");
  const Ref raised = ReadRef(frame, raise.exception);
  if (raised->As<ClassObject>() != nullptr) {
    Result made = CallWith(raised.get(), {});
    return made.ok() ? Raised(std::move(made.value)) : made;
  }
  return IsA(raised.get(), "BaseException") ? Raised(raised) : Error("TypeError");
}

// The call of __exit__ or __aexit__; of the latter the result is still to be awaited.
Result Interpreter::Exit(Frame& frame, const dangle::Exit& exit) {
  Object* const manager = Read(frame, exit.manager);
  const std::string_view method = exit.is_async ? "__aexit__" : "__exit__";
  if (!exit.exception.IsValid()) return CallMethod(manager, method, {none_, none_, none_});
  Object* const exception = Read(frame, Operand(exit.exception));
  return CallMethod(manager, method, {Ref(exception->type), Ref(exception), none_});
}

}  // namespace dangle::interpreter
