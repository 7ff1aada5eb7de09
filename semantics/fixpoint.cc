#include "semantics/fixpoint.h"

#include <algorithm>
#include <memory>

#include "absl/container/flat_hash_set.h"
#include "base/parallel.h"
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
    data_.is_capped.resize(count, 0);
    reads_.resize(count);
    visits_.resize(count, 0);
  }

  // Bodies first: they say what names are. Then constructors: they say what attributes are. Then all.
  void Run() {
    OpenUnmentioned();
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
    Iterate(std::move(bodies));
    Iterate(std::move(constructors));
    Iterate(std::move(others));
    Iterate(OpenUncalled());
    data_.statistics.functions = data_.functions.size();
  }

 private:
  void Iterate(std::vector<FunctionIndex> dirty) {
    while (!dirty.empty()) {
      VisitAll(dirty);
      Merge(dirty);
      dirty = NextDirty();
    }
  }

  void VisitAll(const std::vector<FunctionIndex>& dirty) {
    outputs_.resize(std::max(outputs_.size(), dirty.size()));
    ParallelFor(dirty.size(), threads_, [&](std::size_t i, std::size_t worker) {
      workers_[worker]->Visit(dirty[i], data_.values[dirty[i]], outputs_[i]);
    });
    data_.statistics.visits += dirty.size();
    for (const FunctionIndex function : dirty) ++visits_[function];
  }

  void Merge(const std::vector<FunctionIndex>& dirty) {
    changed_.assign(data_.cells.size(), 0);
    new_names_.clear();
    for (std::size_t i = 0; i < dirty.size(); ++i) {
      for (const Contribution& contribution : outputs_[i].contributions) Add(contribution.cell, contribution.type);
      for (const NewAttribute& attribute : outputs_[i].new_attributes) {
        const TypeCellId cell = AttributeCell(data_, attribute.owner, attribute.name);
        if (changed_.size() < data_.cells.size()) {
          changed_.resize(data_.cells.size(), 0);
          new_names_.insert(attribute.name);
        }
        Add(cell, attribute.type);
      }
      reads_[dirty[i]].assign(outputs_[i].reads.begin(), outputs_[i].reads.end());
    }
  }

  void Add(TypeCellId id, TypeId type) {
    TypeCell& cell = data_.cells[id];
    if (cell.is_declared || cell.is_wide) return;
    const TypeId joined = data_.types.Union(cell.type, type);
    if (joined == cell.type) return;
    cell.is_wide = joined == kUnknownType && type != kUnknownType && cell.type != kNothingType;
    cell.type = joined;
    changed_[id.value()] = 1;
  }

  std::vector<FunctionIndex> NextDirty() {
    std::vector<FunctionIndex> dirty;
    for (std::size_t i = 0; i < data_.functions.size(); ++i) {
      const FunctionIndex function(i);
      if (visits_[function] == 0 || data_.is_capped[function] != 0) continue;
      bool is_dirty = std::ranges::any_of(reads_[function], [&](TypeCellId cell) { return changed_[cell.value()] != 0; });
      is_dirty = is_dirty || ReadsNewAttribute(function);
      if (!is_dirty) continue;
      if (visits_[function] >= kMaxVisits) {
        data_.is_capped[function] = 1;
        ++data_.statistics.capped_functions;
        continue;
      }
      dirty.push_back(function);
    }
    return dirty;
  }

  // An attribute that did not exist when the function asked for it.
  bool ReadsNewAttribute(FunctionIndex function) const {
    if (new_names_.empty()) return false;
    for (const Instruction& instruction : data_.FunctionOf(function).instructions) {
      const auto* load = As<LoadAttr>(instruction);
      if (load != nullptr && new_names_.contains(load->name)) return true;
    }
    return false;
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

  bool Open(TypeCellId id) {
    TypeCell& cell = data_.cells[id];
    if (cell.is_declared || cell.type != kNothingType) return false;
    cell.type = kUnknownType;
    return true;
  }

  // Parameters that no call reached: nobody in the project calls the function, or only code that is never reached.
  std::vector<FunctionIndex> OpenUncalled() {
    changed_.assign(data_.cells.size(), 0);
    new_names_.clear();
    for (std::size_t i = 0; i < data_.functions.size(); ++i) {
      const FunctionIndex index(i);
      const Function& function = data_.FunctionOf(index);
      for (std::size_t p = 0; p < function.parameters.size(); ++p) {
        const TypeCellId cell = data_.ParameterCell(index, p);
        if (Open(cell)) changed_[cell.value()] = 1;
      }
    }
    return NextDirty();
  }

  Program::Data& data_;
  std::size_t threads_;
  std::vector<std::unique_ptr<Inference>> workers_;
  std::vector<VisitOutput> outputs_;
  IdVector<FunctionIndex, std::vector<TypeCellId>> reads_;
  IdVector<FunctionIndex, std::uint8_t> visits_;
  std::vector<std::uint8_t> changed_;
  absl::flat_hash_set<NameId> new_names_;
};

}  // namespace

void InferTypes(Program::Data& data) { Fixpoint(data).Run(); }

}  // namespace dangle
