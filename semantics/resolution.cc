#include "semantics/resolution.h"

#include <algorithm>
#include <memory>

#include "base/parallel.h"
#include "semantics/classes.h"
#include "semantics/type_queries.h"

namespace dangle {

namespace {

struct FunctionResolutions {
  std::vector<Resolution> resolutions;  // target ranges in `targets`
  std::vector<CallTarget> targets;
  SemanticsStatistics statistics;
};

class Resolver {
 public:
  explicit Resolver(Program::Data& data) : data_(data), types_(data.types), queries_(data) {}

  void Resolve(FunctionIndex index, FunctionResolutions& output) {
    output_ = &output;
    index_ = index;
    function_ = &data_.FunctionOf(index);
    values_ = &data_.values[index];
    is_capped_ = data_.is_capped[index] != 0;
    queries_.Begin(index, nullptr);
    for (std::size_t i = 0; i < function_->instructions.size(); ++i) ResolveInstruction(ValueId(i));
  }

 private:
  TypeId TypeOf(ValueId value) const { return value.IsValid() ? (*values_)[value.value()] : kUnknownType; }
  // Of an operand of the instruction that is resolved.
  TypeId TypeHere(ValueId value) const { return value.IsValid() ? data_.TypeAt(index_, current_, value) : kUnknownType; }

  void ResolveInstruction(ValueId id) {
    const Instruction& instruction = function_->instructions[id];
    Begin();
    current_ = id;
    if (const auto* call = As<Call>(instruction)) {
      ResolveCall(*call);
    } else if (const auto* await = As<Await>(instruction)) {
      AddAwaited(TypeHere(await->value.value()));
    } else if (const auto* enter = As<Enter>(instruction)) {
      AddManager(TypeHere(enter->manager), enter->is_async ? data_.special.aenter : data_.special.enter);
    } else if (const auto* exit = As<struct Exit>(instruction)) {
      AddManager(TypeHere(exit->manager.value()), exit->is_async ? data_.special.aexit : data_.special.exit);
    } else if (const auto* next = As<Next>(instruction)) {
      AddStep(TypeHere(next->iterator), next->is_async ? data_.special.anext : data_.special.next);
    } else if (const auto* load = As<LoadAttr>(instruction)) {
      CountRead(id);
      AddProperty(TypeHere(load->object.value()), load->name, FunctionTrait::kProperty);
      if (targets_.empty()) return;
    } else if (const auto* store = As<StoreAttr>(instruction)) {
      AddProperty(TypeHere(store->object.value()), store->name, FunctionTrait::kPropertySetter);
      if (targets_.empty()) return;
    } else {
      return;
    }
    Finish(id, Is<Call>(instruction));
  }

  void Begin() {
    targets_.clear();
    kind_ = ResolutionKind::kUnknown;
    is_complete_ = true;
    receiver_is_known_ = false;
  }

  void CountRead(ValueId id) {
    ++output_->statistics.attribute_reads;
    const TypeId type = TypeOf(id);
    if (type != kUnknownType && type != kNothingType) ++output_->statistics.attribute_reads_resolved;
  }

  void Finish(ValueId id, bool is_call) {
    if (targets_.size() > kMaxCallTargets) {
      targets_.clear();
      ++output_->statistics.wide_calls;
    }
    std::ranges::sort(targets_, [&](const CallTarget& a, const CallTarget& b) { return IsBefore(a, b); });
    const auto same = [](const CallTarget& a, const CallTarget& b) { return a.function == b.function && a.constructed == b.constructed; };
    targets_.erase(std::unique(targets_.begin(), targets_.end(), same), targets_.end());
    Resolution resolution;
    resolution.instruction = id;
    resolution.is_complete = is_complete_ && !is_capped_ && !targets_.empty();
    resolution.receiver_is_known = receiver_is_known_;
    if (targets_.empty()) {
      resolution.kind = receiver_is_known_ ? ResolutionKind::kUnknownMethod : ResolutionKind::kUnknown;
    } else {
      resolution.kind = kind_ == ResolutionKind::kMethod && targets_.size() > 1 ? ResolutionKind::kVirtual : kind_;
    }
    resolution.targets = {static_cast<std::uint32_t>(output_->targets.size()), static_cast<std::uint32_t>(targets_.size())};
    output_->targets.insert(output_->targets.end(), targets_.begin(), targets_.end());
    output_->resolutions.push_back(resolution);
    if (is_call) ++output_->statistics.calls[static_cast<std::size_t>(resolution.kind)];
  }

  std::string_view ModuleName(ModuleId id) const { return data_.names.Text(data_.ModuleOf(id).name); }
  std::string_view NameOf(const CallTarget& target) const {
    return data_.names.Text(target.function.IsValid() ? data_.FunctionOf(target.function).qualified_name
                                                      : data_.DeclarationOf(data_.IndexOf(target.constructed)).qualified_name);
  }
  bool IsBefore(const CallTarget& a, const CallTarget& b) const {
    const ModuleId left = a.function.IsValid() ? a.function.module : a.constructed.module;
    const ModuleId right = b.function.IsValid() ? b.function.module : b.constructed.module;
    if (const int order = ModuleName(left).compare(ModuleName(right)); order != 0) return order < 0;
    if (const int order = NameOf(a).compare(NameOf(b)); order != 0) return order < 0;
    return std::tie(a.function, a.constructed) < std::tie(b.function, b.constructed);
  }

  void AddTarget(FunctionRef function, bool binds_receiver, ResolutionKind kind) {
    if (!data_.IsProject(function.module)) kind = ResolutionKind::kModel;
    if (kind_ == ResolutionKind::kUnknown) kind_ = kind;
    targets_.push_back(CallTarget{function, ClassRef(), binds_receiver});
  }

  void ResolveCall(const Call& call) {
    const ValueId callee = call.callee.value();
    const TypeId type = TypeHere(callee);
    if (const auto* load = callee.IsValid() ? As<LoadAttr>(function_->instructions[callee]) : nullptr) {
      receiver_is_known_ = IsKnownReceiver(data_.TypeAt(index_, callee, load->object.value()));
    }
    std::vector<TypeId> overloads;
    if (types_.MembersOf(type).empty()) is_complete_ = false;
    for (const TypeId member : types_.MembersOf(type)) {
      const Type& known = types_[member];
      const bool is_function = known.kind == TypeKind::kFunction || known.kind == TypeKind::kBoundMethod;
      if (is_function && known.function.IsValid() && data_.functions[data_.IndexOf(known.function)].Has(FunctionTrait::kOverload)) {
        overloads.push_back(member);
      } else {
        AddCallee(member, call);
      }
    }
    if (overloads.empty()) return;
    const TypeId chosen = ChooseOverload(overloads, call);
    if (chosen.IsValid()) {
      AddCallee(chosen, call);
    } else {
      is_complete_ = false;
    }
  }

  TypeId ChooseOverload(std::span<const TypeId> overloads, const Call& call) {
    arguments_.clear();
    for (const Argument& argument : function_->ArgumentsOf(call.arguments)) {
      arguments_.push_back({TypeHere(argument.value.value()), argument.kind, argument.keyword});
    }
    return queries_.ChooseOverload(overloads, arguments_);
  }

  bool IsKnownReceiver(TypeId type) const {
    const auto members = types_.MembersOf(type);
    return !members.empty() && std::ranges::none_of(members, [&](TypeId member) { return types_[member].kind == TypeKind::kUnknown; });
  }

  void AddCallee(TypeId member, const Call& made_by) {
    const Type& type = types_[member];
    switch (type.kind) {
      case TypeKind::kNone:
        return;
      case TypeKind::kFunction:
        if (type.function.IsValid()) {
          AddTarget(type.function, false, IsNested(type.function) ? ResolutionKind::kClosure : ResolutionKind::kDirect);
          return;
        }
        break;
      case TypeKind::kBoundMethod:
        if (type.function.IsValid()) {
          AddMethod(type);
          return;
        }
        break;
      case TypeKind::kClass:
        AddConstructor(type.class_ref, made_by);
        return;
      case TypeKind::kInstance: {
        if (data_.Is(type.class_ref, WellKnown::kCallable)) break;
        bool is_found = false;
        const TypeId call = queries_.InstanceAttribute(member, data_.IndexOf(type.class_ref), type.arguments, data_.special.call, is_found);
        if (is_found) {
          AddBoundMembers(call);
          return;
        }
        break;
      }
      default:
        break;
    }
    is_complete_ = false;
  }

  bool IsNested(FunctionRef ref) const {
    const Function& function = data_.FunctionOf(ref);
    if (function.kind != FunctionKind::kFunction) return true;
    if (!function.parent.IsValid()) return false;
    const FunctionKind outer = data_.FunctionOf(FunctionRef{ref.module, function.parent}).kind;
    return outer != FunctionKind::kModuleBody && outer != FunctionKind::kClassBody;
  }

  // Members that are methods already: found by a special name.
  void AddBoundMembers(TypeId type) {
    if (types_.MembersOf(type).empty()) is_complete_ = false;
    for (const TypeId member : types_.MembersOf(type)) {
      const Type& known = types_[member];
      if (known.kind == TypeKind::kBoundMethod && known.function.IsValid()) {
        AddMethod(known);
      } else if (known.kind == TypeKind::kFunction && known.function.IsValid()) {
        AddTarget(known.function, false, ResolutionKind::kDirect);
      } else {
        is_complete_ = false;
      }
    }
  }

  // The method and, for each receiver, what overrides it below.
  void AddMethod(const Type& method) {
    const TypeId receiver = method.arguments.empty() ? kUnknownType : method.arguments[0];
    bool has_override = false;
    for (const TypeId member : types_.MembersOf(receiver)) {
      const Type& type = types_[member];
      if (type.kind != TypeKind::kInstance && type.kind != TypeKind::kClass) continue;
      const auto found = data_.overrides.find(std::pair(data_.IndexOf(type.class_ref), data_.FunctionOf(method.function).name));
      if (found == data_.overrides.end()) continue;
      if (found->second.size() > kMaxCallTargets) is_complete_ = false;
      for (const BodySymbolId symbol : found->second) {
        for (const TypeId target : types_.MembersOf(data_.cells[data_.symbols.symbols[symbol].cell].type)) {
          const Type& function = types_[target];
          if (function.kind != TypeKind::kFunction || !function.function.IsValid()) {
            is_complete_ = false;
            continue;
          }
          const FunctionData& data = data_.functions[data_.IndexOf(function.function)];
          if (data.Has(FunctionTrait::kTrivialBody)) continue;
          has_override = true;
          AddTarget(function.function, !data.Has(FunctionTrait::kStatic), ResolutionKind::kMethod);
        }
      }
    }
    const bool is_trivial = data_.functions[data_.IndexOf(method.function)].Has(FunctionTrait::kTrivialBody);
    if (!has_override || !is_trivial) AddTarget(method.function, true, ResolutionKind::kMethod);
  }

  void AddConstructor(ClassRef class_ref, const Call& call) {
    const bool is_language = data_.Is(class_ref, WellKnown::kSuper) || data_.Is(class_ref, WellKnown::kType);
    CallTarget target;
    target.constructed = class_ref;
    target.binds_receiver = true;
    const ClassIndex index = data_.IndexOf(class_ref);
    bool is_found = false;
    const TypeId init = is_language ? kNothingType : queries_.InstanceAttribute(types_.Instance(class_ref), index, {}, data_.special.init, is_found);
    const std::span<const TypeId> members = types_.SpanOfMembers(init);
    const bool is_overloaded = std::ranges::all_of(members, [&](TypeId member) { return types_[member].function.IsValid(); });
    const TypeId chosen = is_overloaded && members.size() > 1 ? ChooseOverload(members, call) : TypeId();
    if (chosen.IsValid()) {
      target.function = types_[chosen].function;
    } else {
      for (const TypeId member : members) {
        const Type& type = types_[member];
        if (type.kind == TypeKind::kBoundMethod && type.function.IsValid()) target.function = type.function;
      }
    }
    // What `object` does is nothing, and nobody wrote it.
    if (target.function.IsValid() && IsOfObject(target.function)) target.function = FunctionRef();
    if (!target.function.IsValid() && data_.classes[index].info.has_unknown_base) is_complete_ = false;
    if (kind_ == ResolutionKind::kUnknown) {
      kind_ = data_.IsProject(class_ref.module) ? ResolutionKind::kConstructor : ResolutionKind::kModel;
    }
    targets_.push_back(target);
  }

  bool IsOfObject(FunctionRef function) const { return data_.Is(ClassRef{function.module, data_.FunctionOf(function).owner}, WellKnown::kObject); }

  void AddAwaited(TypeId awaitable) {
    if (types_.MembersOf(awaitable).empty()) is_complete_ = false;
    for (const TypeId member : types_.MembersOf(awaitable)) {
      const Type& type = types_[member];
      if (type.kind == TypeKind::kNone) continue;
      if (type.kind == TypeKind::kCoroutine && type.function.IsValid()) {
        AddTarget(type.function, false, ResolutionKind::kDirect);
      } else if (type.kind == TypeKind::kInstance) {
        AddSpecial(member, data_.special.await);
      } else {
        is_complete_ = false;
      }
    }
  }

  void AddManager(TypeId manager, NameId method) {
    receiver_is_known_ = IsKnownReceiver(manager);
    if (types_.MembersOf(manager).empty()) is_complete_ = false;
    for (const TypeId member : types_.MembersOf(manager)) {
      const Type& type = types_[member];
      if (type.kind == TypeKind::kNone) continue;
      if (type.kind == TypeKind::kInstance && type.function.IsValid()) {
        AddTarget(type.function, false, ResolutionKind::kMethod);
      } else {
        AddSpecial(member, method);
      }
    }
  }

  void AddStep(TypeId iterator, NameId method) {
    receiver_is_known_ = IsKnownReceiver(iterator);
    if (types_.MembersOf(iterator).empty()) is_complete_ = false;
    for (const TypeId member : types_.MembersOf(iterator)) {
      const Type& type = types_[member];
      const bool is_generator = type.kind == TypeKind::kGenerator || type.kind == TypeKind::kAsyncGenerator;
      if (is_generator && type.function.IsValid()) {
        AddTarget(type.function, false, ResolutionKind::kMethod);
      } else {
        AddSpecial(member, method);
      }
    }
  }

  void AddSpecial(TypeId member, NameId method) {
    TypeQueries::Arguments arguments;
    const ClassRef class_ref = queries_.ClassOf(member, arguments);
    bool is_found = false;
    TypeId found = kNothingType;
    if (class_ref.IsValid()) found = queries_.InstanceAttribute(member, data_.IndexOf(class_ref), arguments, method, is_found);
    if (is_found) {
      AddBoundMembers(found);
    } else {
      is_complete_ = false;
    }
  }

  // A property runs its getter; subclasses may have another one.
  void AddProperty(TypeId object, NameId name, FunctionTrait trait) {
    for (const TypeId member : types_.MembersOf(object)) {
      const Type& type = types_[member];
      if (type.kind != TypeKind::kInstance) {
        is_complete_ &= type.kind != TypeKind::kUnknown;
        continue;
      }
      const ClassIndex index = data_.IndexOf(type.class_ref);
      for (const Ancestor& ancestor : data_.classes[index].ancestors) {
        const BodySymbolId symbol = data_.symbols.Find(data_.classes[ancestor.class_index].scope, name);
        if (!symbol.IsValid()) continue;
        AddAccessors(symbol, trait);
        break;
      }
      const auto found = data_.overrides.find(std::pair(index, name));
      if (found == data_.overrides.end()) continue;
      for (const BodySymbolId symbol : found->second) AddAccessors(symbol, trait);
    }
  }

  void AddAccessors(BodySymbolId symbol, FunctionTrait trait) {
    for (const TypeId member : types_.MembersOf(data_.cells[data_.symbols.symbols[symbol].cell].type)) {
      const Type& type = types_[member];
      if (type.kind != TypeKind::kFunction || !type.function.IsValid()) continue;
      if (data_.functions[data_.IndexOf(type.function)].Has(trait)) AddTarget(type.function, true, ResolutionKind::kMethod);
    }
  }

  Program::Data& data_;
  TypeTable& types_;
  TypeQueries queries_;
  FunctionResolutions* output_ = nullptr;
  FunctionIndex index_;
  ValueId current_;  // the instruction that is resolved
  const Function* function_ = nullptr;
  const std::vector<TypeId>* values_ = nullptr;
  std::vector<CallTarget> targets_;
  std::vector<CallArgument> arguments_;
  ResolutionKind kind_ = ResolutionKind::kUnknown;
  bool is_complete_ = true;
  bool is_capped_ = false;
  bool receiver_is_known_ = false;
};

void AddStatistics(SemanticsStatistics& sum, const SemanticsStatistics& part) {
  for (std::size_t i = 0; i < sum.calls.size(); ++i) sum.calls[i] += part.calls[i];
  sum.attribute_reads += part.attribute_reads;
  sum.attribute_reads_resolved += part.attribute_reads_resolved;
  sum.wide_calls += part.wide_calls;
}

}  // namespace

void ResolveTargets(Program::Data& data) {
  const std::size_t threads = std::max<std::size_t>(1, data.options.threads);
  std::vector<std::unique_ptr<Resolver>> workers;
  for (std::size_t i = 0; i < threads; ++i) workers.push_back(std::make_unique<Resolver>(data));
  const std::size_t count = data.project_count < data.first_function.size() ? data.first_function[data.project_count] : 0;
  std::vector<FunctionResolutions> outputs(count);
  ParallelFor(count, threads, [&](std::size_t i, std::size_t worker) { workers[worker]->Resolve(FunctionIndex(i), outputs[i]); });
  data.resolutions.resize(data.functions.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = static_cast<std::uint32_t>(data.targets.size());
    for (Resolution& resolution : outputs[i].resolutions) resolution.targets.begin += first;
    data.targets.insert(data.targets.end(), outputs[i].targets.begin(), outputs[i].targets.end());
    data.resolutions[FunctionIndex(i)] = std::move(outputs[i].resolutions);
    AddStatistics(data.statistics, outputs[i].statistics);
  }
}

}  // namespace dangle
