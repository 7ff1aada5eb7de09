#include "semantics/fixpoint.h"

#include <algorithm>
#include <memory>

#include "absl/container/inlined_vector.h"
#include "base/parallel.h"
#include "semantics/call_order.h"
#include "semantics/cells.h"
#include "semantics/inference.h"

namespace dangle {

namespace {

class Fixpoint {
 public:
  explicit Fixpoint(Program::Data& data) : data_(data), threads_(std::max<std::size_t>(1, data.options.threads)) {
    for (std::size_t i = 0; i < threads_; ++i) workers_.push_back(std::make_unique<Inference>(data));
    const std::size_t count = data_.functions.size();
    data_.values.resize(count);
    data_.refined_uses.resize(count);
    data_.is_capped.resize(count, 0);
    data_.loaded_names.resize(count);
    reads_.resize(count);
    visits_.resize(count, 0);
    is_dirty_.resize(count, 0);
    readers_.resize(data_.cells.size());
    dirty_.resize(kMaxCallLevel + 1);
    levels_ = CallLevels(data_);
  }

  // Bodies first: they say what names are. Then constructors: they say what attributes are. Then all.
  void Run() {
    OpenUnmentioned();
    OpenLibraries();
    std::vector<FunctionIndex> bodies;
    std::vector<FunctionIndex> constructors;
    std::vector<FunctionIndex> others;
    for (std::size_t i = 0; i < data_.functions.size(); ++i) {
      const FunctionIndex index(i);
      const Function& function = data_.FunctionOf(index);
      const bool is_body = function.kind == FunctionKind::kModuleBody || function.kind == FunctionKind::kClassBody;
      if (is_body) {
        bodies.push_back(index);
      } else if (data_.IsProject(data_.functions[index].ref.module)) {
        (function.owner.IsValid() && function.name == data_.special.init ? constructors : others).push_back(index);
      }
    }
    Iterate(bodies);
    Iterate(constructors);
    Iterate(others);
    OpenUncalled();
    OpenLibraryAttributes();
    Iterate({});
    data_.statistics.functions = data_.functions.size();
  }

 private:
  // Sweeps over the levels, callees first, until nothing changes.
  void Iterate(const std::vector<FunctionIndex>& functions) {
    for (const FunctionIndex function : functions) MarkDirty(function);
    while (dirty_count_ > 0) {
      for (std::vector<FunctionIndex>& level : dirty_) {
        if (level.empty()) continue;
        batch_.swap(level);
        level.clear();
        dirty_count_ -= batch_.size();
        std::ranges::sort(batch_);
        for (const FunctionIndex function : batch_) is_dirty_[function] = 0;
        VisitAll(batch_);
        Merge(batch_);
      }
    }
  }

  void MarkDirty(FunctionIndex function) {
    if (is_dirty_[function] != 0 || data_.is_capped[function] != 0) return;
    if (visits_[function] >= kMaxVisits) {
      data_.is_capped[function] = 1;
      ++data_.statistics.capped_functions;
      return;
    }
    is_dirty_[function] = 1;
    dirty_[levels_[function]].push_back(function);
    ++dirty_count_;
  }

  void VisitAll(const std::vector<FunctionIndex>& dirty) {
    outputs_.resize(std::max(outputs_.size(), dirty.size()));
    ParallelFor(dirty.size(), threads_, [&](std::size_t i, std::size_t worker) {
      workers_[worker]->Visit(dirty[i], data_.values[dirty[i]], data_.refined_uses[dirty[i]], outputs_[i]);
    });
    data_.statistics.visits += dirty.size();
    for (const FunctionIndex function : dirty) ++visits_[function];
  }

  void Merge(const std::vector<FunctionIndex>& batch) {
    for (std::size_t i = 0; i < batch.size(); ++i) AddReads(batch[i], outputs_[i].reads);
    for (std::size_t i = 0; i < batch.size(); ++i) VisitWanted(outputs_[i].wanted);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      for (const Contribution& contribution : outputs_[i].contributions) Add(contribution.cell, contribution.type);
      for (const NewAttribute& attribute : outputs_[i].new_attributes) {
        const std::size_t count = data_.cells.size();
        const TypeCellId cell = AttributeCell(data_, attribute.owner, attribute.name);
        readers_.resize(data_.cells.size());
        if (data_.cells.size() != count) MarkReadersOfNewAttribute(attribute);
        Add(cell, attribute.type);
      }
    }
  }

  // Notes the function as a reader of its cells. A visit reads mostly what the one before did, in the same order.
  void AddReads(FunctionIndex function, const std::vector<TypeCellId>& reads) {
    std::vector<TypeCellId>& known = reads_[function];
    for (std::size_t i = 0; i < reads.size(); ++i) {
      if (i < known.size() && known[i] == reads[i]) continue;
      readers_[reads[i].value()].push_back(function);
    }
    known.assign(reads.begin(), reads.end());
  }

  void Add(TypeCellId id, TypeId type) {
    TypeCell& cell = data_.cells[id];
    if (cell.is_declared || cell.is_wide) return;
    const TypeId joined = data_.types.Union(cell.type, type);
    if (joined == cell.type) return;
    cell.is_wide = joined == kUnknownType && type != kUnknownType && cell.type != kNothingType;
    cell.type = joined;
    for (const FunctionIndex reader : readers_[id.value()]) MarkDirty(reader);
  }

  // Who asked for it when it did not exist, or found only what classes above have under its name.
  void MarkReadersOfNewAttribute(const NewAttribute& attribute) {
    for (const FunctionIndex reader : readers_[data_.classes[attribute.owner].shape.value()]) MarkDirty(reader);
    for (const Ancestor& ancestor : data_.classes[attribute.owner].ancestors) {
      const BodySymbolId symbol = data_.symbols.Find(data_.classes[ancestor.class_index].scope, attribute.name);
      if (!symbol.IsValid()) continue;
      for (const FunctionIndex reader : readers_[data_.symbols.symbols[symbol].cell.value()]) MarkDirty(reader);
    }
  }

  // A function whose name the project never reads is called by somebody else, with anything.
  void OpenUnmentioned() {
    std::vector<bool> is_mentioned;
    const auto mention = [&](NameId name) {
      if (name.value() >= is_mentioned.size()) is_mentioned.resize(name.value() + 1024, false);
      is_mentioned[name.value()] = true;
    };
    for (std::size_t i = 0; i < data_.functions.size(); ++i) {
      const FunctionIndex index(i);
      if (!data_.IsProject(data_.functions[index].ref.module)) continue;
      const Function& function = data_.FunctionOf(index);
      for (const Instruction& instruction : function.instructions) {
        if (const auto* load = As<LoadAttr>(instruction)) mention(load->name);
        if (const auto* name = As<LoadName>(instruction)) mention(name->name);
      }
      // Nested functions are read from slots.
      if (function.kind == FunctionKind::kFunction && function.parent.IsValid()) {
        const FunctionRef ref = data_.functions[index].ref;
        const FunctionKind outer = data_.FunctionOf(FunctionRef{ref.module, function.parent}).kind;
        if (outer != FunctionKind::kModuleBody && outer != FunctionKind::kClassBody) mention(function.name);
      }
    }
    mention(data_.special.init);
    for (std::size_t i = 0; i < data_.functions.size(); ++i) {
      const FunctionIndex index(i);
      const Function& function = data_.FunctionOf(index);
      if (!data_.IsProject(data_.functions[index].ref.module) || function.kind != FunctionKind::kFunction) continue;
      if (function.name.value() < is_mentioned.size() && is_mentioned[function.name.value()]) continue;
      for (std::size_t p = 0; p < function.parameters.size(); ++p) Open(data_.ParameterCell(index, p));
    }
  }

  // Bodies of installed functions are visited when their results are asked for; who calls them is not known.
  void OpenLibraries() {
    for (std::size_t i = 0; i < data_.functions.size(); ++i) {
      const FunctionIndex index(i);
      FunctionData& data = data_.functions[index];
      const Function& function = data_.FunctionOf(index);
      if (!data_.HasLibraryBodies(data.ref.module) || function.kind != FunctionKind::kFunction) continue;
      for (std::size_t p = 0; p < function.parameters.size(); ++p) Open(data_.ParameterCell(index, p));
      const bool is_visible = !data.Has(FunctionTrait::kTrivialBody) && function.instructions.size() <= kMaxLibraryInstructions;
      if (is_visible) data.library_body = LibraryBody::kNotVisited;
    }
  }

  void VisitWanted(const std::vector<FunctionIndex>& wanted) {
    for (const FunctionIndex function : wanted) {
      LibraryBody& body = data_.functions[function].library_body;
      if (body != LibraryBody::kNotVisited) continue;
      if (data_.statistics.library_functions >= kMaxLibraryFunctions) {
        body = LibraryBody::kNone;
        for (const FunctionIndex reader : readers_[data_.ResultCell(function).value()]) MarkDirty(reader);
        continue;
      }
      body = LibraryBody::kVisited;
      ++data_.statistics.library_functions;
      MarkDirty(function);
    }
  }

  // Attributes of installed classes that no visited body has set.
  void OpenLibraryAttributes() {
    std::vector<TypeCellId> open;
    for (const auto& [key, cell] : data_.attributes) {
      if (data_.HasLibraryBodies(data_.classes[key.first].ref.module)) open.push_back(cell);
    }
    std::ranges::sort(open);
    for (const TypeCellId cell : open) {
      if (!Open(cell)) continue;
      for (const FunctionIndex reader : readers_[cell.value()]) MarkDirty(reader);
    }
  }

  bool Open(TypeCellId id) {
    TypeCell& cell = data_.cells[id];
    if (cell.is_declared || cell.type != kNothingType) return false;
    cell.type = kUnknownType;
    return true;
  }

  // Parameters that no call reached: nobody in the project calls the function, or only code that is never reached.
  void OpenUncalled() {
    for (std::size_t i = 0; i < data_.functions.size(); ++i) {
      const FunctionIndex index(i);
      const Function& function = data_.FunctionOf(index);
      for (std::size_t p = 0; p < function.parameters.size(); ++p) {
        const TypeCellId cell = data_.ParameterCell(index, p);
        if (!Open(cell)) continue;
        for (const FunctionIndex reader : readers_[cell.value()]) MarkDirty(reader);
      }
    }
  }

  Program::Data& data_;
  std::size_t threads_;
  std::vector<std::unique_ptr<Inference>> workers_;
  std::vector<VisitOutput> outputs_;
  IdVector<FunctionIndex, std::vector<TypeCellId>> reads_;
  IdVector<FunctionIndex, std::uint8_t> visits_;
  IdVector<FunctionIndex, std::uint8_t> levels_;
  IdVector<FunctionIndex, std::uint8_t> is_dirty_;
  std::vector<std::vector<FunctionIndex>> dirty_;  // by level
  std::vector<FunctionIndex> batch_;
  std::size_t dirty_count_ = 0;
  std::vector<absl::InlinedVector<FunctionIndex, 2>> readers_;  // of each cell
};

}  // namespace

void InferTypes(Program::Data& data) { Fixpoint(data).Run(); }

}  // namespace dangle
