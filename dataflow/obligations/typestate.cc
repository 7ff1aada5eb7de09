#include "dataflow/obligations/typestate.h"

namespace dangle {

std::string_view TypestateName(Typestate typestate) {
  switch (typestate) {
    case Typestate::kUnborn:
      return "unborn";
    case Typestate::kOwed:
      return "owed";
    case Typestate::kDischarged:
      return "discharged";
    case Typestate::kEscaped:
      return "escaped";
  }
  return "";
}

std::string ToText(TypestateSet set) {
  std::string text = "{";
  for (const Typestate typestate : kTypestates) {
    if (!set.Has(typestate)) continue;
    if (text.size() > 1) text += ", ";
    text += TypestateName(typestate);
  }
  return text + "}";
}

}  // namespace dangle
