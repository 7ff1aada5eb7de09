#include "dataflow/interproc/contract.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "dataflow/interproc/call_effects.h"
#include "semantics/program_data.h"

namespace dangle {

namespace {

constexpr std::array<std::pair<std::string_view, Strength>, 3> kOwing = {
    {{"Owes", Strength::kMust}, {"Should", Strength::kShould}, {"Lazy", Strength::kLazy}}};
constexpr std::array<std::pair<std::string_view, CallRole>, 8> kRoles = {{{"needs_open", CallRole::kNeedsOpen},
                                                                          {"keeps_body", CallRole::kKeepsBody},
                                                                          {"once", CallRole::kOnce},
                                                                          {"writes", CallRole::kWrites},
                                                                          {"executes", CallRole::kExecutes},
                                                                          {"commits", CallRole::kCommits},
                                                                          {"begins", CallRole::kBegins},
                                                                          {"expires", CallRole::kExpires}}};

// Reads the words of the model language on the annotations of one stub function.
class WordReader {
 public:
  WordReader(const Program& program, const Module& module, const Function& function) : program_(program), module_(module), function_(function) {}

  // Of a library that no model describes: who it is given to may keep it, unless it is a plain value. A method borrows its receiver, and
  // releases it if it is called what a release is called, as for a method that is not known at all.
  Contract ReadLibrary(FunctionRef ref) const {
    Contract contract;
    contract.raises = function_.is_async ? RaiseRank::kOutside : RaiseRank::kUnknown;
    contract.raised_outside = RaisedClasses::Anything();
    const Program::Data& data = program_.data();
    const FunctionIndex index = data.IndexOf(ref);
    const bool has_receiver = function_.owner.IsValid() && !data.functions[index].Has(FunctionTrait::kStatic);
    for (std::size_t i = 0; i < function_.parameters.size(); ++i) {
      if (i == 0 && has_receiver) {
        const bool releases = IsReleaseMethod(program_.names().Text(function_.name));
        contract.parameters.push_back(releases ? DischargeContract(ProtocolSet::All()) : ParameterContract());
      } else {
        const TypeCell& cell = data.cells[data.ParameterCell(index, i)];
        contract.parameters.push_back(cell.is_declared && IsPlainValue(cell.type) ? ParameterContract() : EscapeContract());
      }
    }
    if (function_.returns.IsValid()) {
      const std::string_view name = NameOf(function_.returns);
      contract.returns = name != "NoReturn" && name != "Never";
    }
    return contract;
  }

  Contract Read() const {
    Contract contract;
    contract.raises = RaiseRank::kOutside;
    contract.parameters.reserve(function_.parameters.size());
    for (const Parameter& parameter : function_.parameters) contract.parameters.push_back(ReadParameter(parameter));
    ReadResult(contract);
    for (const ExpressionId decorator : function_.decorators) ReadDecorator(decorator, contract);
    SetRaised(contract);
    return contract;
  }

 private:
  // Modules whose functions fail with OSError: files, sockets, processes.
  bool IsAboutTheSystem() const {
    static constexpr std::array<std::string_view, 12> kModules = {"asyncio",   "builtins", "io",     "os",         "pathlib",  "select",
                                                                  "selectors", "shutil",   "socket", "subprocess", "tempfile", "posixpath"};
    const std::string_view module = program_.names().Text(module_.name);
    const std::string_view top = module.substr(0, module.find('.'));
    if (top == "builtins") return program_.names().Text(function_.name) == "open";
    return std::find(kModules.begin(), kModules.end(), top) != kModules.end();
  }

  // What it raises, when no `@raises` has said so.
  void SetRaised(Contract& contract) const {
    if (contract.raises != RaiseRank::kOutside || !contract.raised_outside.IsEmpty()) return;
    AddRaised(IsAboutTheSystem() ? program_.FindClass("builtins.OSError") : ClassRef(), contract);
  }

  static void AddRaised(ClassRef class_ref, Contract& contract) {
    if (class_ref.IsValid()) {
      contract.raised_outside.Add(class_ref);
    } else {
      contract.raised_outside = RaisedClasses::Anything();
    }
  }

  // A name as the stub's module sees it: its own, or a builtin.
  ClassRef ClassNamed(std::string_view name) const {
    std::string own(program_.names().Text(module_.name));
    own.append(".").append(name);
    const ClassRef found = program_.FindClass(own);
    return found.IsValid() ? found : program_.FindClass(std::string("builtins.").append(name));
  }

  // The last part of a (dotted) name: `Owes`, `models.Owes`. Empty for anything else.
  std::string_view NameOf(ExpressionId id) const {
    const Expression& expression = module_.expressions[id];
    const bool named = expression.kind == ExpressionKind::kName || expression.kind == ExpressionKind::kAttribute;
    return named && expression.name.IsValid() ? program_.names().Text(expression.name) : std::string_view();
  }

  struct Word {
    std::string_view name;
    std::span<const ExpressionId> arguments;
  };
  // `Name[a, b]` as a word and its arguments.
  std::optional<Word> WordOf(ExpressionId id) const {
    if (!id.IsValid() || module_.expressions[id].kind != ExpressionKind::kSubscript) return std::nullopt;
    const std::span<const ExpressionId> children = module_.ChildrenOf(id);
    if (children.empty()) return std::nullopt;
    return Word{NameOf(children[0]), children.subspan(1)};
  }

  ProtocolSet ProtocolsOf(ExpressionId id) const {
    const std::string_view name = NameOf(id);
    if (name == "Any") return ProtocolSet::All();
    for (const Protocol protocol : kProtocols) {
      if (ProtocolName(protocol) == name) return ProtocolSet(protocol);
    }
    return {};
  }

  // Whether the word's arguments limit it to some ways out: `Discharges[Release, OnReturn]`.
  bool AppliesOn(std::span<const ExpressionId> arguments, WayOut way) const {
    bool limited = false;
    for (const ExpressionId argument : arguments) {
      const std::string_view name = NameOf(argument);
      if (name == "OnReturn" && way == WayOut::kReturn) return true;
      if (name == "OnRaise" && way == WayOut::kRaise) return true;
      if (name == "OnCancel" && way == WayOut::kCancel) return true;
      limited = limited || name == "OnReturn" || name == "OnRaise" || name == "OnCancel";
    }
    return !limited;
  }

  ParameterContract ReadParameter(const Parameter& parameter) const {
    ParameterContract contract;
    const std::optional<Word> word = WordOf(parameter.annotation);
    if (!word || word->arguments.empty()) return contract;
    const bool takes = word->name == "Takes";
    if (!takes && word->name != "Discharges") return contract;
    const Effect effect = takes ? kEscape : kDischarge;
    const ProtocolSet protocols = ProtocolsOf(word->arguments[0]);
    for (const Protocol protocol : kProtocols) {
      if (!protocols.Contains(protocol)) continue;
      for (const WayOut way : kWaysOut) {
        if (AppliesOn(word->arguments, way)) contract.Set(protocol, way, effect);
      }
    }
    return contract;
  }

  // Text, numbers, None: nothing that owes anything.
  bool IsPlainValue(TypeId id) const {
    const std::span<const TypeId> members = program_.MembersOf(id);
    return !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
      const Type& type = program_.type(member);
      if (type.kind == TypeKind::kNone || type.kind == TypeKind::kTrue || type.kind == TypeKind::kFalse) return true;
      if (type.kind != TypeKind::kInstance) return false;
      const Program::Data& data = program_.data();
      static constexpr std::array kPlain = {WellKnown::kInt,   WellKnown::kStr,     WellKnown::kBytes,
                                            WellKnown::kFloat, WellKnown::kComplex, WellKnown::kBool};
      return std::any_of(kPlain.begin(), kPlain.end(), [&](WellKnown which) { return data.Is(type.class_ref, which); });
    });
  }

  void ReadOwes(ExpressionId annotation, std::int16_t element, Contract& contract) const {
    const std::optional<Word> word = WordOf(annotation);
    if (!word || word->arguments.empty()) return;
    const auto strength = std::find_if(kOwing.begin(), kOwing.end(), [&](const auto& known) { return known.first == word->name; });
    if (strength == kOwing.end()) return;
    const ProtocolSet protocols = ProtocolsOf(word->arguments[0]);
    for (const Protocol protocol : kProtocols) {
      if (protocols.Contains(protocol)) contract.result.push_back({protocol, element, true, strength->second});
    }
  }

  void ReadResult(Contract& contract) const {
    // `__init__(self: Owes[Release])`: what the constructor makes owes it.
    if (!function_.parameters.empty()) ReadOwes(function_.parameters[0].annotation, ResultOwes::kWhole, contract);
    // `acquire(self: Acquires[Lock])`: the permit is owed by whoever called it.
    if (!function_.parameters.empty()) {
      const std::optional<Word> word = WordOf(function_.parameters[0].annotation);
      if (word && word->name == "Acquires") contract.result.push_back({Protocol::kLock, ResultOwes::kWhole, true});
    }
    if (!function_.returns.IsValid()) return;
    ReadOwes(function_.returns, ResultOwes::kWhole, contract);
    const std::string_view name = NameOf(function_.returns);
    contract.returns = name != "NoReturn" && name != "Never";
    const std::optional<Word> word = WordOf(function_.returns);
    if (!word) return;
    if (word->name == "tuple" || word->name == "Tuple") {
      for (std::size_t i = 0; i < word->arguments.size(); ++i) ReadOwes(word->arguments[i], static_cast<std::int16_t>(i), contract);
    }
    if (word->name == "Same" && !word->arguments.empty()) contract.same_as = ParameterNamed(word->arguments[0]);
  }

  std::int16_t ParameterNamed(ExpressionId id) const {
    const NameId name = module_.expressions[id].name;
    for (std::size_t i = 0; i < function_.parameters.size(); ++i) {
      if (name.IsValid() && function_.parameters[i].name == name) return static_cast<std::int16_t>(i);
    }
    return -1;
  }

  void ReadDecorator(ExpressionId id, Contract& contract) const {
    if (NameOf(id) == "raises_never") contract.raises = RaiseRank::kNever;
    if (NameOf(id) == "raises_seldom") contract.raises = RaiseRank::kUnknown;
    for (const auto& [name, role] : kRoles) {
      if (NameOf(id) == name) contract.roles.Add(role);
    }
    if (module_.expressions[id].kind != ExpressionKind::kCall) return;
    const std::span<const ExpressionId> children = module_.ChildrenOf(id);
    if (!children.empty() && NameOf(children[0]) == "raises") {
      for (const ExpressionId child : children.subspan(1)) AddRaised(ClassNamed(NameOf(child)), contract);
      return;
    }
    if (children.size() < 2 || NameOf(children[0]) != "suspends") return;
    const NameId how = module_.expressions[children[1]].name;
    if (!how.IsValid()) return;
    const std::string_view text = program_.names().Text(how);
    contract.suspends = text == "never" ? Suspends::kNever : text == "always" ? Suspends::kAlways : Suspends::kMaybe;
  }

  const Program& program_;
  const Module& module_;
  const Function& function_;
};

std::string_view EffectWord(const ParameterContract& contract, Protocol protocol) {
  const Effect effect = contract.Of(protocol, WayOut::kReturn);
  if (effect == kDischarge) return "Discharges";
  if (effect == kEscape) return "Takes";
  return effect == kBorrow ? "" : "May";
}

void PrintParameter(const ParameterContract& contract, std::string& out) {
  for (const Protocol protocol : kProtocols) {
    const std::string_view word = EffectWord(contract, protocol);
    if (word.empty()) continue;
    out.append(" ").append(word).append("[").append(ProtocolName(protocol)).append("]");
  }
}

}  // namespace

ParameterContract::ParameterContract() {
  for (auto& ways : effects) ways.fill(kBorrow);
}

bool ParameterContract::IsBorrow() const { return *this == ParameterContract(); }

Contract ReadContract(const Program& program, FunctionRef function) {
  const WordReader reader(program, program.module(function.module), program.function(function));
  return program.OriginOf(function.module) >= ModuleOrigin::kTypeshed ? reader.ReadLibrary(function) : reader.Read();
}

std::string PrintContract(const Program& program, FunctionRef function, const Contract& contract) {
  const Function& declared = program.function(function);
  std::string out = declared.is_async ? "async def " : "def ";
  out.append(program.QualifiedName(function)).append("(");
  for (std::size_t i = 0; i < declared.parameters.size(); ++i) {
    if (i > 0) out.append(", ");
    out.append(program.names().Text(declared.parameters[i].name)).append(":");
    if (i < contract.parameters.size() && !contract.parameters[i].IsBorrow()) {
      PrintParameter(contract.parameters[i], out);
    } else {
      out.append(" Borrows");
    }
  }
  out.append(")");
  for (const ResultOwes& owes : contract.result) {
    out.append(owes.always ? " -> " : " -> May").append(owes.always ? kOwing[static_cast<std::size_t>(owes.strength)].first : "Owe");
    out.append("[").append(ProtocolName(owes.protocol));
    if (owes.element != ResultOwes::kWhole) out.append(", ").append(std::to_string(owes.element));
    out.append(owes.or_none ? "] | None" : "]");
  }
  if (contract.same_as >= 0) {
    const auto index = static_cast<std::size_t>(contract.same_as);
    out.append(" -> Same[").append(program.names().Text(declared.parameters[index].name)).append("]");
  }
  if (!contract.returns) out.append(" -> NoReturn");
  for (const auto& [name, role] : kRoles) {
    if (contract.roles.Has(role)) out.append(" ").append(name);
  }
  if (contract.raises == RaiseRank::kNever) out.append(" raises_never");
  if (contract.raises == RaiseRank::kUnknown) out.append(" raises_seldom");
  if (contract.raises == RaiseRank::kExplicit) out.append(" raises");
  return out;
}

}  // namespace dangle
