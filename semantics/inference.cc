#include "semantics/inference.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/overloaded.h"
#include "semantics/symbols.h"

namespace dangle {

Inference::Inference(Program::Data& data) : data_(data), types_(data.types), queries_(data), narrowing_(data, queries_) {
  constants_.fill(kUnknownType);
  const auto set = [&](ConstKind kind, TypeId type) { constants_[static_cast<std::size_t>(kind)] = type; };
  set(ConstKind::kNone, kNoneType);
  set(ConstKind::kTrue, kTrueType);
  set(ConstKind::kFalse, kFalseType);
  set(ConstKind::kInt, queries_.Known(WellKnown::kInt));
  set(ConstKind::kFloat, queries_.Known(WellKnown::kFloat));
  set(ConstKind::kComplex, queries_.Known(WellKnown::kComplex));
  set(ConstKind::kString, queries_.Known(WellKnown::kStr));
  set(ConstKind::kBytes, queries_.Known(WellKnown::kBytes));
  set(ConstKind::kUnbound, kNothingType);
}

void Inference::Visit(FunctionIndex function, std::vector<TypeId>& values, std::vector<RefinedUse>& refined, VisitOutput& output) {
  index_ = function;
  ref_ = data_.functions[function].ref;
  function_ = &data_.FunctionOf(ref_);
  values_ = &values;
  values.assign(function_->instructions.size(), kNothingType);
  output.reads.clear();
  refined_ = &refined;
  queries_.Begin(function, &output);
  narrowing_.Begin(function, values);
  for (int pass = 1;; ++pass) {
    output.contributions.clear();
    output.new_attributes.clear();
    refined.clear();
    if (!RunPass(pass >= kMaxPasses) || pass >= kMaxPasses) break;
  }
  if (refined.empty()) return;
  const auto key = [](const RefinedUse& use) { return std::pair(use.user, use.value); };
  std::ranges::sort(refined, {}, key);
  const auto is_double = [&](const RefinedUse& a, const RefinedUse& b) { return key(a) == key(b); };
  refined.erase(std::unique(refined.begin(), refined.end(), is_double), refined.end());
}

// True if a phi takes in more than it did when its block was passed.
bool Inference::RunPass(bool is_last) {
  bool has_changed = false;
  next_name_ = 0;
  narrowing_.BeginPass();
  // In reverse postorder: what leads to a block, but for loops, comes before it.
  for (std::size_t b = 0; b < function_->blocks.size(); ++b) VisitBlock(BlockId(b));
  for (std::size_t b = 0; b < function_->blocks.size(); ++b) {
    const Block& block = function_->blocks[BlockId(b)];
    for (std::uint32_t i = 0; i < block.size; ++i) {
      const ValueId id(block.first + i);
      const auto* phi = As<Phi>(function_->instructions[id]);
      if (phi == nullptr) break;
      const auto operands = function_->ValuesOf(phi->operands);
      for (std::size_t o = 0; o < operands.size(); ++o) {
        if (operands[o] <= id) continue;
        const TypeId type = narrowing_.OnEdge(function_->PredecessorsOf(BlockId(b))[o], operands[o]);
        if (types_.Includes((*values_)[id.value()], type)) continue;
        has_changed = true;
        if (is_last) (*values_)[id.value()] = kUnknownType;
      }
    }
  }
  return has_changed;
}

void Inference::VisitBlock(BlockId id) {
  const Block& block = function_->blocks[id];
  const bool is_reached = narrowing_.IsReached(id);
  if (is_reached) narrowing_.Enter(id);
  current_block_ = id;
  for (std::uint32_t i = block.first; i < block.first + block.size; ++i) {
    const Instruction& instruction = function_->instructions[ValueId(i)];
    current_ = ValueId(i);
    // Names are known by their order, so none may be left out.
    if (is_reached || Is<LoadName>(instruction)) (*values_)[i] = Of(current_, instruction);
  }
  if (!is_reached) return;
  const auto* branch = As<Branch>(function_->TerminatorOf(id));
  const auto* exit =
      branch == nullptr || !branch->condition.IsValid() ? nullptr : As<struct Exit>(function_->instructions[branch->condition.value()]);
  // What comes after a `with` whose body always leaves is reached only if its exit may swallow an exception.
  const bool swallows = exit == nullptr || types_.MayBeTrue(TypeOf(branch->condition.value()));
  narrowing_.Leave(id, swallows);
}

// Each operand as it comes along its edge: behind `if x is None: x = make()`, x is no more None.
TypeId Inference::OfPhi(const Phi& phi) {
  TypeId type = (*values_)[current_.value()];
  const auto operands = function_->ValuesOf(phi.operands);
  const auto edges = function_->PredecessorsOf(current_block_);
  for (std::size_t i = 0; i < operands.size(); ++i) type = queries_.Join(type, narrowing_.OnEdge(edges[i], operands[i]));
  return type;
}

TypeId Inference::OfExit(const struct Exit& exit) {
  const TypeId result = queries_.Call(queries_.Attribute(TypeOf(exit.manager.value()), exit.is_async ? data_.special.aexit : data_.special.exit), {});
  return exit.is_async ? queries_.Awaited(result) : result;
}

TypeId Inference::Of(ValueId id, const Instruction& instruction) {
  const auto boolean = [&] { return queries_.Known(WellKnown::kBool); };
  return std::visit(Overloaded{
                        [&](const Const& i) { return OfConst(i); },
                        [&](const Param& i) {
                          const TypeId type = queries_.Erased(queries_.Read(data_.ParameterCell(index_, i.slot.value())));
                          const TypeCellId cell = data_.SlotCell(index_, i.slot);
                          if (cell.IsValid()) queries_.Contribute(cell, type);
                          return type;
                        },
                        [&](const LoadName& i) { return narrowing_.OfPath(id, OfName(i)); },
                        [&](const struct StoreName& i) {
                          StoreName(i);
                          return kNothingType;
                        },
                        [&](const LoadCell& i) {
                          const TypeCellId cell = data_.SlotCell(index_, i.slot);
                          return cell.IsValid() ? narrowing_.OfPath(id, queries_.Erased(queries_.Read(cell))) : kUnknownType;
                        },
                        [&](const ImportName& i) { return queries_.OfTarget(data_.symbols.imports[ref_.module.value()][i.import]); },
                        [&](const Bind& i) {
                          BindSlot(i);
                          return kNothingType;
                        },
                        [&](const Hold& i) { return TypeOf(i.value); },
                        [&](const LoadAttr& i) { return narrowing_.OfPath(id, queries_.Attribute(TypeOf(i.object), i.name)); },
                        [&](const StoreAttr& i) {
                          queries_.StoreAttribute(TypeOf(i.object), i.name, TypeOf(i.value));
                          return kNothingType;
                        },
                        [&](const LoadItem& i) { return OfItem(i); },
                        [&](const StoreItem& i) {
                          queries_.Escape(TypeOf(i.value));
                          return kNothingType;
                        },
                        [&](const struct Call& i) { return OfCall(i, instruction.is_implicit); },
                        [&](const Await& i) { return queries_.Awaited(TypeOf(i.value)); },
                        [&](const Yield& i) {
                          queries_.Contribute(data_.YieldCell(index_), i.value.IsValid() ? TypeOf(i.value) : kNoneType);
                          return kUnknownType;
                        },
                        [&](const YieldFrom& i) {
                          queries_.Contribute(data_.YieldCell(index_), queries_.ElementOf(TypeOf(i.value), false));
                          const Type& from = types_[TypeOf(i.value)];
                          return from.kind == TypeKind::kGenerator ? from.arguments[1] : kUnknownType;
                        },
                        [&](const Unary& i) {
                          if (i.op == UnaryOperator::kNot) return boolean();
                          const TypeId operand = TypeOf(i.operand);
                          const Type& type = types_[operand];
                          const bool is_number = data_.Is(type.class_ref, WellKnown::kInt) || data_.Is(type.class_ref, WellKnown::kFloat);
                          return is_number || operand == kNothingType ? operand : kUnknownType;
                        },
                        [&](const Binary& i) { return OfBinary(i); },
                        [&](const Compare&) { return boolean(); },
                        [&](const MakeContainer& i) { return OfContainer(i); },
                        [&](const Insert& i) {
                          InsertElement(i);
                          return kNothingType;
                        },
                        [&](const Unpack& i) { return TypeOf(i.value); },
                        [&](const Element& i) { return OfElement(i); },
                        [&](const MakeClosure& i) { return OfClosure(i); },
                        [&](const MakeClass& i) {
                          return data_.classes[data_.IndexOf(ClassRef{ref_.module, i.class_id})].type;
                        },
                        [&](const Iterate& i) { return queries_.IteratorOf(TypeOf(i.iterable), i.is_async); },
                        [&](const Enter& i) { return queries_.Entered(TypeOf(i.manager), i.is_async); },
                        [&](const struct Exit& i) { return OfExit(i); },
                        [&](const Catch&) { return kUnknownType; },
                        [&](const MatchException&) { return boolean(); },
                        [&](const MatchTest&) { return boolean(); },
                        [&](const Phi& i) { return OfPhi(i); },
                        [&](const Next& i) { return queries_.NextOf(TypeOf(i.iterator), i.is_async); },
                        [&](const Return& i) {
                          queries_.Contribute(data_.ResultCell(index_), i.value.IsValid() ? TypeOf(i.value) : kNoneType);
                          return kNothingType;
                        },
                        [&](const Unknown&) { return kUnknownType; },
                        [&](const auto&) { return kNothingType; },
                    },
                    instruction.operation);
}

TypeId Inference::OfConst(const Const& constant) { return constants_[static_cast<std::size_t>(constant.kind)]; }

BodySymbolId Inference::SymbolOf(NameId name, NameScope scope) const {
  if (scope == NameScope::kNamespace) {
    const BodySymbolId own = data_.symbols.Find(index_, name);
    if (own.IsValid()) return own;
  }
  return FindGlobal(data_, ref_.module, name);
}

// Names are looked up once a function: what they name does not change, only its type does.
TypeId Inference::OfName(const LoadName& load) {
  std::vector<BodySymbolId>& known = data_.loaded_names[index_];
  if (next_name_ == known.size()) {
    BodySymbolId symbol = SymbolOf(load.name, load.scope);
    if (symbol.IsValid()) {
      const ImportTarget target = FollowImports(data_, symbol);
      if (target.symbol.IsValid()) symbol = target.symbol;
    }
    known.push_back(symbol);
  }
  const BodySymbolId symbol = known[next_name_++];
  return symbol.IsValid() ? queries_.Erased(queries_.Read(data_.symbols.symbols[symbol].cell)) : kUnknownType;
}

void Inference::StoreName(const struct StoreName& store) {
  const FunctionIndex scope = store.scope == NameScope::kNamespace ? index_ : data_.BodyOf(ref_.module);
  const BodySymbolId symbol = data_.symbols.Find(scope, store.name);
  if (!symbol.IsValid()) return;
  const TypeId type = TypeOf(store.value);
  // Overloads are declarations of the function that follows them.
  if (!data_.ModuleOf(ref_.module).is_stub) {
    const Type& known = types_[type];
    const bool is_overload =
        known.kind == TypeKind::kFunction && known.function.IsValid() && data_.functions[data_.IndexOf(known.function)].Has(FunctionTrait::kOverload);
    if (is_overload && data_.FunctionOf(known.function).name == store.name) return;
  }
  queries_.Contribute(data_.symbols.symbols[symbol].cell, type);
}

void Inference::BindSlot(const Bind& bind) {
  const Slot& slot = function_->slots[bind.slot];
  const ValueId value = bind.value.value();
  // `x: T = unknown()`: the declaration is all that is known of the value.
  if (slot.annotation.IsValid() && value.IsValid() && TypeOf(value) == kUnknownType) {
    const TypeId declared = data_.slot_types.Find(index_, bind.slot);
    if (declared.IsValid()) (*values_)[value.value()] = declared;
  }
  const TypeCellId cell = data_.SlotCell(index_, bind.slot);
  if (cell.IsValid()) queries_.Contribute(cell, TypeOf(bind.value));
}

void Inference::EscapeArguments(PoolRange arguments) {
  for (const Argument& argument : function_->ArgumentsOf(arguments)) queries_.Escape(TypeOf(argument.value));
}

TypeId Inference::OfCall(const struct Call& call, bool is_implicit) {
  const TypeId callee = TypeOf(call.callee);
  if (is_implicit && call.arguments.size == 1) {
    const TypeId decorated = TypeOf(function_->ArgumentsOf(call.arguments)[0].value);
    if (IsLeftByDecorator(decorated)) return decorated;
  }
  arguments_.clear();
  for (const Argument& argument : function_->ArgumentsOf(call.arguments)) {
    arguments_.push_back({TypeOf(argument.value), argument.kind, argument.keyword});
  }
  const TypeId result = queries_.Call(callee, arguments_);
  if (!is_implicit || arguments_.size() != 1) return result;
  const auto* made_by = call.callee.IsValid() ? As<struct Call>(function_->instructions[call.callee.value()]) : nullptr;
  return queries_.Decorated(callee, made_by == nullptr ? kNothingType : TypeOf(made_by->callee), arguments_[0].type, result);
}

// A class stays what it is under any decorator (dataclass, attrs, a registry): what a decorator could make of it is never its
// use. A function does under those whose effect its traits say.
bool Inference::IsLeftByDecorator(TypeId decorated) const {
  const Type& type = types_[decorated];
  if (type.kind == TypeKind::kClass) return true;
  return type.kind == TypeKind::kFunction && type.function.IsValid() &&
         data_.functions[data_.IndexOf(type.function)].Has(FunctionTrait::kPlainDecorators) && !data_.FunctionOf(type.function).decorators.empty();
}

TypeId Inference::OfBinary(const Binary& binary) {
  const TypeId left = TypeOf(binary.left);
  const TypeId right = TypeOf(binary.right);
  const Type& type = types_[left];
  if (type.kind != TypeKind::kInstance) return left == kNothingType ? kNothingType : kUnknownType;
  // Not known yet (`self.n += self.step`): unknown would stay.
  if (right == kNothingType) return kNothingType;
  const bool is_text = data_.Is(type.class_ref, WellKnown::kStr) || data_.Is(type.class_ref, WellKnown::kBytes);
  if (is_text && (binary.op == BinaryOperator::kModulo || binary.op == BinaryOperator::kMultiply)) return left;
  const bool is_number = data_.Is(type.class_ref, WellKnown::kInt) || data_.Is(type.class_ref, WellKnown::kFloat);
  if (left == right && (is_text || (is_number && binary.op != BinaryOperator::kDivide))) return left;
  if (is_text || is_number) return kUnknownType;
  const std::array<CallArgument, 1> arguments{CallArgument{right, ArgumentKind::kPositional, NameId()}};
  return queries_.Call(queries_.Attribute(left, data_.special.binary_operators[static_cast<std::size_t>(binary.op)]), arguments);
}

TypeId Inference::OfContainer(const MakeContainer& container) {
  const auto elements = function_->ArgumentsOf(container.elements);
  if (container.kind == ContainerKind::kString) return OfConst(Const{ConstKind::kString, NameId()});
  if (container.kind == ContainerKind::kSlice) return queries_.Known(WellKnown::kSlice);
  if (container.kind == ContainerKind::kTemplate) return kUnknownType;
  EscapeArguments(container.elements);
  const bool has_star = std::ranges::any_of(elements, [](const Argument& a) { return a.kind != ArgumentKind::kPositional; });
  if (container.kind == ContainerKind::kTuple && !has_star && elements.size() <= kMaxTupleItems) {
    std::array<TypeId, kMaxTupleItems> items;
    for (std::size_t i = 0; i < elements.size(); ++i) items[i] = TypeOf(elements[i].value);
    return types_.Tuple({items.data(), elements.size()});
  }
  TypeId keys = kNothingType;
  TypeId values = kNothingType;
  const bool is_dict = container.kind == ContainerKind::kDict;
  TypeId last = kNothingType;  // long displays of one kind of thing: no union for each
  bool is_key = true;
  for (const Argument& element : elements) {
    TypeId type = TypeOf(element.value);
    if (element.kind == ArgumentKind::kStar) type = queries_.ElementOf(type, false);
    if (element.kind == ArgumentKind::kDoubleStar) {
      keys = queries_.Join(keys, kUnknownType);
      values = queries_.Join(values, kUnknownType);
      continue;
    }
    TypeId& side = is_dict && is_key ? keys : values;
    is_key = !is_key;
    if (type == last && !is_dict) continue;
    last = type;
    side = queries_.Join(side, type);
  }
  switch (container.kind) {
    case ContainerKind::kTuple:
      return queries_.Known(WellKnown::kTupleClass, values);
    case ContainerKind::kList:
      return queries_.Known(WellKnown::kList, values);
    case ContainerKind::kSet:
      return queries_.Known(WellKnown::kSet, values);
    case ContainerKind::kDict: {
      const std::array<TypeId, 2> both{keys, values};
      return queries_.Known(WellKnown::kDict, both);
    }
    default:
      return kUnknownType;
  }
}

// A comprehension fills the container that it made: what is read from it later has the element's type.
void Inference::InsertElement(const Insert& insert) {
  const ValueId container = insert.container.value();
  if (!container.IsValid()) return;
  const TypeId known = TypeOf(container);
  const Type& type = types_[known];
  if (type.kind != TypeKind::kInstance || type.arguments.empty()) return;
  std::array<TypeId, 2> arguments{};
  const bool is_dict = type.arguments.size() == 2;
  arguments[0] = queries_.Join(type.arguments[0], TypeOf(is_dict ? insert.key : insert.value));
  if (is_dict) arguments[1] = queries_.Join(type.arguments[1], TypeOf(insert.value));
  (*values_)[container.value()] = types_.Instance(type.class_ref, std::span<const TypeId>(arguments.data(), type.arguments.size()));
}

TypeId Inference::OfElement(const Element& element) {
  const auto* unpack = element.unpacked.IsValid() ? As<Unpack>(function_->instructions[element.unpacked.value()]) : nullptr;
  if (unpack == nullptr) return kUnknownType;
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(TypeOf(unpack->value))) {
    const Type& type = types_[member];
    TypeId one;
    if (type.kind == TypeKind::kTuple && unpack->star == Unpack::kNoStar) {
      if (type.arguments.size() != unpack->count) continue;  // raises
      one = type.arguments[element.index];
    } else {
      one = queries_.ElementOf(member, false);
      if (element.index == unpack->star) one = queries_.Known(WellKnown::kList, one);
    }
    result = queries_.Join(result, one);
  }
  return result;
}

// Defaults flow into their parameters.
TypeId Inference::OfClosure(const MakeClosure& closure) {
  const FunctionRef made{ref_.module, closure.function};
  const FunctionIndex index = data_.IndexOf(made);
  const auto& parameters = data_.FunctionOf(made).parameters;
  const auto defaults = function_->ArgumentsOf(closure.defaults);
  std::size_t positional = 0;
  std::size_t given = 0;
  for (const Parameter& parameter : parameters) positional += parameter.kind <= ParameterKind::kPositional ? 1 : 0;
  for (const Argument& value : defaults) given += value.kind == ArgumentKind::kPositional ? 1 : 0;
  std::size_t next = positional - std::min(given, positional);
  for (const Argument& value : defaults) {
    if (value.kind == ArgumentKind::kPositional) {
      if (next < parameters.size()) queries_.Contribute(data_.ParameterCell(index, next++), TypeOf(value.value));
      continue;
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      if (parameters[i].name == value.keyword) queries_.Contribute(data_.ParameterCell(index, i), TypeOf(value.value));
    }
  }
  return data_.functions[index].type;
}

TypeId Inference::OfItem(const LoadItem& load) {
  const TypeId object = TypeOf(load.object);
  const Type& type = types_[object];
  const auto* constant = load.index.IsValid() ? As<Const>(function_->instructions[load.index.value()]) : nullptr;
  if (type.kind == TypeKind::kTuple && constant != nullptr && constant->kind == ConstKind::kInt && constant->text.IsValid()) {
    const std::string_view digits = data_.names.Text(constant->text);
    std::size_t position = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), position);
    if (parsed.ec == std::errc() && position < type.arguments.size()) return type.arguments[position];
  }
  return queries_.Item(object, TypeOf(load.index));
}

}  // namespace dangle
