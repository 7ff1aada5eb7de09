// Facts as text, for --print=facts.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "dataflow/obligations/followed_objects.h"

namespace dangle {
namespace {

// Where the text of what happens begins, behind the instruction.
constexpr std::size_t kColumn = 50;

constexpr std::array<std::string_view, 11> kUses = {"truth",     "comparison", "arithmetic", "index",    "iteration", "string",
                                                    "attribute", "membership", "entered",    "argument", "result"};

std::string_view RankText(RaiseRank rank) {
  switch (rank) {
    case RaiseRank::kExplicit:
      return "explicit";
    case RaiseRank::kCancel:
      return "cancel";
    case RaiseRank::kOutside:
      return "outside";
    case RaiseRank::kUnknown:
      return "unknown";
    case RaiseRank::kNever:
      return "never";
  }
  return "";
}

std::string_view TruthText(Truth truth) {
  switch (truth) {
    case Truth::kNone:
      return "None";
    case Truth::kEmpty:
      return "empty";
    case Truth::kTrue:
      return "true";
    case Truth::kFalse:
      return "false";
    case Truth::kNotNone:
      return "not None";
    case Truth::kUnknown:
      break;
  }
  return "unknown";
}

class FactsWriter {
 public:
  FactsWriter(const FunctionView& view, const SourceFile& file, std::string& text) : view_(view), file_(file), text_(text) {}

  // Where the function may be left, and which edges are never taken: the same for all objects.
  void WriteFrame() {
    const Function& function = view_.function();
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      std::string ways;
      if (view_.RaiseOf(ValueId(i)) < RaiseRank::kNever) ways += "raise: " + std::string(RankText(view_.RaiseOf(ValueId(i))));
      if (view_.CancelOf(ValueId(i)) < RaiseRank::kNever) ways += ways.empty() ? "cancel" : ", cancel";
      if (MayAbandon(function.instructions[ValueId(i)])) ways += ways.empty() ? "abandon" : ", abandon";
      if (!ways.empty()) WriteInstruction(ValueId(i), ways);
    }
    for (std::size_t b = 0; b < function.blocks.size(); ++b) {
      ForEachSuccessor(function, BlockId(b), [&](BlockId to, EdgeKind kind) {
        if (!view_.IsFeasible(BlockId(b), kind)) WriteEdge(BlockId(b), kind, "never to b" + std::to_string(to.value()));
      });
    }
  }

  void WriteObject(const FollowedObject& object) {
    text_ += "  " + TitleOf(view_, object, file_);
    for (const Protocol protocol : object.protocols) text_ += ", " + std::string(ProtocolName(protocol));
    if (object.is_captured) {
      text_ += ": captured by a closure, escapes\n";
      return;
    }
    if (object.facts.overflowed) {
      text_ += ": more holders than are tracked, escapes\n";
      return;
    }
    if (object.protocols.empty()) {
      text_ += ": nothing happens to it\n";
      return;
    }
    text_ += "\n";
    object_ = &object;
    WriteFacts(object.facts);
    for (const EdgeFact& edge : object.facts.edges) WriteEdge(edge.block, edge.kind, EdgeText(edge));
  }

 private:
  // All that one instruction does, on a line.
  void WriteFacts(const ObjectFacts& facts) {
    for (std::size_t i = 0; i < facts.facts.size();) {
      const ValueId at = facts.facts[i].at;
      std::string happens;
      for (; i < facts.facts.size() && facts.facts[i].at == at; ++i) {
        const std::string text = FactText(facts.facts[i]);
        if (!text.empty()) happens += (happens.empty() ? "" : "; ") + text;
      }
      if (!happens.empty()) WriteInstruction(at, happens);
    }
  }

  void WriteLine(std::string line, std::string_view happens) {
    text_ += line;
    text_.append(line.size() < kColumn ? kColumn - line.size() : 1, ' ');
    text_.append(happens).append("\n");
  }
  void WriteInstruction(ValueId at, std::string_view happens) {
    const PointText point = DescribeInstruction(view_, file_, at);
    const std::string line = std::to_string(point.line);
    WriteLine("    " + std::string(line.size() < 5 ? 5 - line.size() : 0, ' ') + line + "  " + point.instruction, happens);
  }
  void WriteEdge(BlockId block, EdgeKind kind, std::string_view happens) {
    WriteLine("           b" + std::to_string(block.value()) + " " + std::string(EdgeKindName(kind)), happens);
  }

  std::string SlotText(std::uint8_t slot) const { return slot == Fact::kNoSlot ? "it" : NameOfSlot(view_, object_->facts, TrackedSlot(slot)); }

  std::string FactText(const Fact& fact) const {
    const std::string slot = SlotText(fact.slot);
    switch (fact.kind) {
      case FactKind::kBirth:
        return "made, in " + slot;
      case FactKind::kBind:
        return slot + " takes it";
      case FactKind::kBindFrom:
        return slot + " takes what " + SlotText(fact.from) + " holds";
      case FactKind::kBindOther:
        return slot + (fact.truth == Truth::kUnknown ? " changes" : " is " + std::string(TruthText(fact.truth)));
      case FactKind::kInsert:
        return slot + " holds it too";
      case FactKind::kInsertFrom:
        return slot + " holds too what " + SlotText(fact.from) + " holds";
      case FactKind::kDrop:
        return slot + " ends";
      case FactKind::kEffect:
        return EffectText(fact.index, fact.from);
      case FactKind::kUse:
        return SlotText(fact.from) + " used as value: " + std::string(kUses[static_cast<std::size_t>(fact.use)]);
      case FactKind::kReturn:
        return SlotText(fact.from) + " returned" + (fact.index == ResultOwes::kWhole ? "" : " as element " + std::to_string(fact.index));
    }
    return {};
  }

  std::string EffectText(std::int32_t index, std::uint8_t through) const {
    const ParameterContract& contract = object_->facts.contracts[static_cast<std::size_t>(index)];
    std::string text;
    for (const Protocol protocol : object_->protocols) {
      const Effect normal = contract.Of(protocol, WayOut::kReturn);
      const Effect raised = contract.Of(protocol, WayOut::kRaise);
      const Effect cancelled = contract.Of(protocol, WayOut::kCancel);
      if (normal == kBorrow && raised == kBorrow && cancelled == kBorrow) continue;
      if (!text.empty()) text += ", ";
      text += object_->protocols.size() > 1 ? std::string(ProtocolName(protocol)) + " " : "";
      text += ToText(normal);
      if (raised != normal) text += " (on raise: " + ToText(raised) + ")";
      if (cancelled != normal) text += " (on cancel: " + ToText(cancelled) + ")";
    }
    return text.empty() ? text : SlotText(through) + ": " + text;
  }

  std::string EdgeText(const EdgeFact& edge) const {
    if (edge.is_infeasible) return "never: the object itself was asked";
    if (edge.contract >= 0) return EffectText(edge.contract, edge.slot);
    return SlotText(edge.slot) + " is " + std::string(TruthText(edge.truth));
  }

  const FunctionView& view_;
  const SourceFile& file_;
  std::string& text_;
  const FollowedObject* object_ = nullptr;
};

}  // namespace

std::string NameOfSlot(const FunctionView& view, const ObjectFacts& facts, TrackedSlot slot) {
  if (slot.index() >= facts.slots.size()) return "?";
  const TrackedName& name = facts.slots[slot.index()];
  if (name.temporary.IsValid()) return "%" + std::to_string(name.temporary.value());
  if (name.variable.IsValid()) return std::string(view.program().names().Text(view.function().slots[name.variable].name));
  if ((kParameterHolders & slot.mask()) != 0 && facts.root.is_parameter) return "the caller";
  // A condition that is asked more than once has a slot of its own.
  const auto asked = std::find_if(facts.facts.begin(), facts.facts.end(),
                                  [&](const Fact& fact) { return fact.kind == FactKind::kBindOther && fact.slot == slot.index(); });
  return asked == facts.facts.end() ? "the frame" : "%" + std::to_string(asked->at.value());
}

std::string FactsAsText(const FunctionView& view, const std::vector<FollowedObject>& objects, const SourceFile& file) {
  std::string text;
  FactsWriter writer(view, file, text);
  text += "  ways out\n";
  writer.WriteFrame();
  for (const FollowedObject& object : objects) writer.WriteObject(object);
  return text;
}

}  // namespace dangle
