#include "dataflow/exits/clause_reach.h"

#include <string_view>

namespace dangle {

namespace {

void AddClass(const Program& program, const Type& type, ClauseReach& reach) {
  if (type.kind != TypeKind::kClass || !type.class_ref.IsValid()) {
    reach.all_known = false;
    return;
  }
  const std::string_view name = program.names().Text(program.class_declaration(type.class_ref).name);
  if (name == "BaseException") {
    reach.takes_ordinary = reach.takes_cancellation = reach.takes_abandonment = true;
  } else if (name == "Exception") {
    reach.takes_ordinary = true;
  } else if (name == "CancelledError" || name == "Cancelled") {
    reach.takes_cancellation = true;
  } else if (name == "GeneratorExit") {
    reach.takes_abandonment = true;
  } else {
    reach.takes_some = true;
  }
}

// An element of a `tuple[type[E], ...]`: E, or some class below it.
void AddSomeClass(const Program& program, const Type& type, ClauseReach& reach) {
  ClauseReach one;
  one.all_known = true;
  AddClass(program, type, one);
  if (!one.all_known || one.takes_cancellation || one.takes_abandonment) {
    reach.all_known = false;
  } else {
    reach.takes_some = true;
  }
}

bool IsTupleOfAnyLength(const Program& program, const Type& type) {
  return type.kind == TypeKind::kInstance && type.class_ref.IsValid() && !program.IsProject(type.class_ref.module) && !type.arguments.empty() &&
         program.names().Text(program.class_declaration(type.class_ref).name) == "tuple";
}

}  // namespace

ClauseReach ReachOf(const Program& program, TypeId classes) {
  ClauseReach reach;
  const std::span<const TypeId> members = program.MembersOf(classes);
  reach.all_known = !members.empty();
  for (const TypeId member : members) {
    const Type& type = program.type(member);
    if (IsTupleOfAnyLength(program, type)) {
      for (const TypeId item : program.MembersOf(type.arguments[0])) AddSomeClass(program, program.type(item), reach);
      continue;
    }
    if (type.kind != TypeKind::kTuple) {
      AddClass(program, type, reach);
      continue;
    }
    for (const TypeId item : type.arguments) {
      for (const TypeId item_member : program.MembersOf(item)) AddClass(program, program.type(item_member), reach);
    }
  }
  return reach;
}

}  // namespace dangle
