#include "semantics/cells.h"

#include <array>

#include "semantics/annotations.h"
#include "semantics/symbols.h"

namespace dangle {

namespace {

class CellBuilder {
 public:
  explicit CellBuilder(Program::Data& data) : data_(data), reader_(data) {}

  void Run() {
    for (ClassData& data : data_.classes) {
      const std::vector<TypeId> arguments(data.type_parameters.size(), kUnknownType);
      data.type = data_.types.ClassObject(data.ref);
      data.instance = data_.types.Instance(data.ref, arguments);
      data.shape = data_.cells.push_back(TypeCell{});
    }
    for (FunctionData& data : data_.functions) data.type = data_.types.OfFunction(TypeKind::kFunction, data.ref);
    for (std::size_t i = 0; i < data_.functions.size(); ++i) AddFunction(FunctionIndex(i));
    for (std::size_t i = 0; i < data_.functions.size(); ++i) AddAttributes(FunctionIndex(i));
    for (std::size_t i = 0; i < data_.symbols.symbols.size(); ++i) SeedSymbol(BodySymbolId(i));
    for (std::size_t i = 0; i < data_.symbols.symbols.size(); ++i) SeedImport(BodySymbolId(i));
  }

 private:
  void Declare(TypeCellId cell, TypeId type) {
    if (!type.IsValid()) return;
    data_.cells[cell].type = type;
    data_.cells[cell].is_declared = true;
  }

  void AddFunction(FunctionIndex index) {
    const FunctionRef ref = data_.functions[index].ref;
    const Function& function = data_.FunctionOf(ref);
    const TypeCellId first = data_.cells.NextId();
    data_.functions[index].first_cell = first;
    data_.cells.resize(data_.cells.size() + function.parameters.size() + 2);
    const FunctionIndex scope = function.parent.IsValid() ? data_.IndexOf(FunctionRef{ref.module, function.parent}) : index;
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      DeclareParameter(index, function, i, scope);
    }
    if (function.returns.IsValid()) DeclareResult(index, function, scope);
    AddSlots(index, function);
  }

  // An annotation says it; self and cls are what they are; *args and **kwargs are a tuple and a dict.
  void DeclareParameter(FunctionIndex index, const Function& function, std::size_t i, FunctionIndex scope) {
    const FunctionData& data = data_.functions[index];
    const Parameter& parameter = function.parameters[i];
    const TypeCellId cell = data_.ParameterCell(index, i);
    const bool is_receiver =
        i == 0 && function.owner.IsValid() && function.kind == FunctionKind::kFunction && parameter.kind <= ParameterKind::kPositional;
    if (is_receiver && (!data.Has(FunctionTrait::kStatic) || function.name == data_.special.new_method)) {
      const ClassRef owner{data.ref.module, function.owner};
      const bool is_class = data.Has(FunctionTrait::kClassMethod) || function.name == data_.special.new_method || IsMetaclass(data_.IndexOf(owner));
      Declare(cell, is_class ? data_.types.ClassObject(owner) : SelfType(owner));
      return;
    }
    TypeId type = reader_.Declared(data.ref.module, scope, parameter.annotation);
    if (type.IsValid() && parameter.default_is_none) type = data_.types.Union(type, kNoneType);
    if (parameter.kind == ParameterKind::kStar && data_.Known(WellKnown::kTupleClass).IsValid()) {
      type = data_.types.Instance(data_.Known(WellKnown::kTupleClass), type.IsValid() ? type : kUnknownType);
    }
    if (parameter.kind == ParameterKind::kDoubleStar && data_.Known(WellKnown::kDict).IsValid()) {
      const std::array<TypeId, 2> arguments{data_.types.Instance(data_.Known(WellKnown::kStr)), type.IsValid() ? type : kUnknownType};
      type = data_.types.Instance(data_.Known(WellKnown::kDict), arguments);
    }
    Declare(cell, type);
  }

  bool IsMetaclass(ClassIndex owner) const {
    for (const Ancestor& ancestor : data_.classes[owner].ancestors) {
      if (data_.Is(data_.classes[ancestor.class_index].ref, WellKnown::kType)) return true;
    }
    return false;
  }

  // What a type variable of the class stands for is not known inside of it.
  TypeId SelfType(ClassRef owner) { return data_.classes[data_.IndexOf(owner)].instance; }

  // A generator declares what it yields and what it returns.
  void DeclareResult(FunctionIndex index, const Function& function, FunctionIndex scope) {
    const FunctionRef ref = data_.functions[index].ref;
    const TypeId declared = reader_.Declared(ref.module, scope, function.returns);
    if (!declared.IsValid()) return;
    const bool is_manager = data_.functions[index].Has(FunctionTrait::kContextManager);
    if (!function.is_generator && !is_manager) {
      Declare(data_.ResultCell(index), declared);
      return;
    }
    TypeId yielded = kUnknownType;
    TypeId returned = kUnknownType;
    const Type& type = data_.types[declared];
    if (type.kind == TypeKind::kGenerator || type.kind == TypeKind::kAsyncGenerator) yielded = type.arguments[0];
    if (type.kind == TypeKind::kGenerator) returned = type.arguments[1];
    const bool is_iterable = data_.Is(type.class_ref, WellKnown::kIterator) || data_.Is(type.class_ref, WellKnown::kIterable) ||
                             data_.Is(type.class_ref, WellKnown::kAsyncIterator) || data_.Is(type.class_ref, WellKnown::kAsyncIterable);
    if (type.kind == TypeKind::kInstance && is_iterable && !type.arguments.empty()) yielded = type.arguments[0];
    Declare(data_.YieldCell(index), yielded);
    Declare(data_.ResultCell(index), returned);
  }

  // Captured variables: the owner's cell, or that of the function that owns it.
  void AddSlots(FunctionIndex index, const Function& function) {
    const FunctionRef ref = data_.functions[index].ref;
    bool has_cells = false;
    for (std::size_t i = 0; i < function.slots.size(); ++i) {
      const Slot& slot = function.slots[SlotId(i)];
      has_cells |= slot.kind != SlotKind::kLocal;
      if (!slot.annotation.IsValid()) continue;
      const TypeId declared = reader_.Declared(ref.module, index, slot.annotation);
      if (declared.IsValid()) data_.slot_types.declared.emplace(std::pair(index, SlotId(i)), declared);
    }
    if (!has_cells) return;
    const auto first = static_cast<std::uint32_t>(data_.slot_cells.size());
    data_.functions[index].first_slot_cell = first;
    data_.slot_cells.resize(first + function.slots.size());
    for (std::size_t i = 0; i < function.slots.size(); ++i) {
      const Slot& slot = function.slots[SlotId(i)];
      TypeCellId cell;
      if (slot.kind == SlotKind::kCell) {
        cell = data_.cells.push_back(TypeCell{});
        Declare(cell, data_.slot_types.Find(index, SlotId(i)));
      } else if (slot.kind == SlotKind::kFree && slot.outer.IsValid()) {
        cell = data_.SlotCell(data_.IndexOf(FunctionRef{ref.module, function.parent}), slot.outer);
      }
      data_.slot_cells[first + i] = cell;
    }
  }

  // `self.x = v` in a method makes the attribute x of its class; `self.x: T` declares it.
  void AddAttributes(FunctionIndex index) {
    const FunctionData& data = data_.functions[index];
    const Function& function = data_.FunctionOf(data.ref);
    if (!function.owner.IsValid() || function.parameters.empty() || data.Has(FunctionTrait::kStatic)) return;
    if (function.kind != FunctionKind::kFunction || data.Has(FunctionTrait::kClassMethod)) return;
    const ClassIndex owner = data_.IndexOf(ClassRef{data.ref.module, function.owner});
    for (const Instruction& instruction : function.instructions) {
      const auto* store = As<StoreAttr>(instruction);
      if (store == nullptr || !store->object.IsValid()) continue;
      const auto* param = As<Param>(function.instructions[store->object.value()]);
      if (param != nullptr && param->slot == function.parameters[0].slot) AttributeCell(data_, owner, store->name);
    }
    const FunctionIndex scope = data_.IndexOf(FunctionRef{data.ref.module, function.parent});
    for (const AttributeAnnotation& annotation : function.attribute_annotations) {
      if (annotation.object != function.parameters[0].slot) continue;
      Declare(AttributeCell(data_, owner, annotation.attribute), reader_.Declared(data.ref.module, scope, annotation.annotation));
    }
  }

  void SeedSymbol(BodySymbolId id) {
    const BodySymbol& symbol = data_.symbols.symbols[id];
    const ModuleId module = data_.functions[symbol.scope].ref.module;
    if (symbol.annotation.IsValid()) {
      const TypeId declared = reader_.Declared(module, symbol.scope, symbol.annotation);
      if (declared.IsValid()) {
        Declare(symbol.cell, declared);
        return;
      }
    }
    for (std::uint32_t i = 0; i < symbol.definitions.size; ++i) {
      const Definition& definition = data_.symbols.definitions[symbol.definitions.begin + i];
      TypeId type = kNothingType;
      if (definition.kind == DefinitionKind::kClass) {
        type = data_.types.ClassObject(ClassRef{module, ClassId(definition.id)});
      } else if (definition.kind == DefinitionKind::kFunction) {
        const FunctionRef function{module, FunctionId(definition.id)};
        const FunctionData& data = data_.functions[data_.IndexOf(function)];
        const bool is_declaration = data.Has(FunctionTrait::kOverload) && !data_.ModuleOf(module).is_stub;
        if (data.Has(FunctionTrait::kPlainDecorators) && !is_declaration) type = data_.types.OfFunction(TypeKind::kFunction, function);
      }
      TypeCell& cell = data_.cells[symbol.cell];
      cell.type = data_.types.Union(cell.type, type);
    }
  }

  void SeedImport(BodySymbolId id) {
    const ImportTarget target = FollowImports(data_, id);
    if (target.symbol == id) return;
    TypeCell& cell = data_.cells[data_.symbols.symbols[id].cell];
    if (cell.is_declared) return;
    const TypeId type = target.symbol.IsValid() ? data_.cells[data_.symbols.symbols[target.symbol].cell].type : data_.types.OfModule(target.module);
    cell.type = data_.types.Union(cell.type, type);
  }

  Program::Data& data_;
  AnnotationReader reader_;
};

}  // namespace

TypeCellId AttributeCell(Program::Data& data, ClassIndex owner, NameId name) {
  const auto [entry, is_new] = data.attributes.try_emplace(std::pair(owner, name));
  if (!is_new) return entry->second;
  entry->second = data.cells.push_back(TypeCell{});
  data.attribute_versions.Advance(name);
  return entry->second;
}

void DeclareCells(Program::Data& data) { CellBuilder(data).Run(); }

}  // namespace dangle
