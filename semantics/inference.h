// The types of the values of one function: one sparse pass over its SSA values (a few, where loops feed phis).
//
//   async def load(self, url):            self: instance(Client), from its class
//       resp = await self.http.get(url)   attribute cell of (Client, http), method get, its coroutine, what that returns
//       return resp                       contributes to the result cell of load
//
// Source: Wegman and Zadeck, Constant Propagation with Conditional Branches (TOPLAS 1991), for the sparse pass over SSA.
#ifndef DANGLE_SEMANTICS_INFERENCE_H_
#define DANGLE_SEMANTICS_INFERENCE_H_

#include <vector>

#include "semantics/narrowing.h"
#include "semantics/type_queries.h"

namespace dangle {

// Passes over a function whose loops still change their phis; beyond it these phis are unknown. Types grow by a union member a
// pass.
inline constexpr int kMaxPasses = 6;
// A tuple display with more elements has the type tuple[union of its elements].
inline constexpr std::size_t kMaxTupleItems = 16;

class Inference {
 public:
  explicit Inference(Program::Data& data);

  // Infers the types of the function's values from the frozen cells; `values` has one entry an instruction afterwards, and `refined`
  // says where tests make an operand's type sharper.
  void Visit(FunctionIndex function, std::vector<TypeId>& values, std::vector<RefinedUse>& refined, VisitOutput& output);

 private:
  struct Transfer;

  bool RunPass(bool is_last);
  void VisitBlock(BlockId id);
  TypeId OfPhi(const Phi& phi);
  TypeId OfExit(const struct Exit& exit);
  TypeId TypeOf(Operand operand) { return TypeOf(operand.value()); }
  TypeId TypeOf(ValueId value) {
    if (!value.IsValid()) return kNothingType;
    const TypeId type = narrowing_.Of(value);
    if (type != (*values_)[value.value()]) refined_->push_back({current_, value, type});
    return type;
  }
  TypeId Of(ValueId id, const Instruction& instruction);
  TypeId OfCall(const struct Call& call, bool is_implicit);
  bool IsLeftByDecorator(TypeId decorated) const;
  TypeId OfBinary(const Binary& binary);
  TypeId OfConst(const Const& constant);
  TypeId OfContainer(const MakeContainer& container);
  TypeId OfElement(const Element& element);
  TypeId OfClosure(const MakeClosure& closure);
  TypeId OfName(const LoadName& load);
  TypeId OfItem(const LoadItem& load);
  void StoreName(const struct StoreName& store);
  void BindSlot(const Bind& bind);
  void InsertElement(const Insert& insert);
  void EscapeArguments(PoolRange arguments);
  BodySymbolId SymbolOf(NameId name, NameScope scope) const;

  Program::Data& data_;
  TypeTable& types_;
  TypeQueries queries_;
  Narrowing narrowing_;
  FunctionIndex index_;
  FunctionRef ref_;
  const Function* function_ = nullptr;
  std::vector<TypeId>* values_ = nullptr;
  std::vector<RefinedUse>* refined_ = nullptr;
  ValueId current_;        // the instruction that is passed
  BlockId current_block_;  // and its block
  std::vector<CallArgument> arguments_;
  std::size_t next_name_ = 0;  // of data_.loaded_names
  std::array<TypeId, 10> constants_ = {};
};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_INFERENCE_H_
