#include "dataflow/obligations/effect.h"

namespace dangle {
namespace {

void AppendAlternatives(TypestateSet set, std::string& text) {
  bool first = true;
  for (const Typestate typestate : kTypestates) {
    if (!set.Has(typestate)) continue;
    if (!first) text += " | ";
    first = false;
    text += TypestateName(typestate);
  }
}

}  // namespace

std::string ToText(Effect effect) {
  if (effect.IsBottom()) return "never";
  std::string text;
  for (const Typestate before : kTypestates) {
    const TypestateSet after = effect.Row(before);
    if (after.IsOnly(before)) continue;
    if (!text.empty()) text += ", ";
    text += TypestateName(before);
    text += " -> ";
    if (after.IsBottom()) text += "never";
    AppendAlternatives(after, text);
  }
  return text.empty() ? "borrow" : text;
}

}  // namespace dangle
