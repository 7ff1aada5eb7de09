// What an object of an asynchronous ORM session reads by itself, where nothing can wait for it (DNG308).
//
//   session.add(user)
//   await session.commit()         birth: what the session has loaded is expired
//   await session.refresh(user)    ended for user
//   return user.id                 read while expired: MissingGreenlet
//
// Source: SQLAlchemy's documentation, "Preventing Implicit IO when Using AsyncSession".
#include <algorithm>
#include <array>
#include <string_view>

#include "dataflow/obligations/misuse_finder.h"

namespace dangle {

namespace {

// `session.get(User, 1)`, `(await session.scalars(select(User))).first()`: so deep the class is looked for.
constexpr int kMaxModelDepth = 8;

constexpr std::array<std::string_view, 8> kLoaders = {"execute", "get", "get_one", "merge", "refresh", "scalar", "scalars", "stream"};
constexpr std::array<std::string_view, 10> kEager = {"contains_eager", "defaultload", "immediateload", "joinedload",   "lazyload",
                                                     "noload",         "options",     "raiseload",     "selectinload", "subqueryload"};

template <std::size_t kSize>
bool IsListed(std::string_view name, const std::array<std::string_view, kSize>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

// Its class body makes columns or relationships.
bool MisuseFinder::IsModel(ClassRef class_ref) const {
  const Program& program = view_.program();
  if (!class_ref.IsValid() || !program.IsProject(class_ref.module)) return false;
  for (const ClassRef base : program.class_info(class_ref).mro) {
    if (!program.IsProject(base.module)) continue;
    const Function& body = program.module(base.module).functions[program.class_declaration(base).body];
    for (const Instruction& at : body.instructions) {
      const auto* call = As<Call>(at);
      if (call == nullptr) continue;
      const Instruction& callee = body.instructions[call->callee.value()];
      const auto* name = As<LoadName>(callee);
      const auto* attribute = As<LoadAttr>(callee);
      if (name == nullptr && attribute == nullptr) continue;
      const std::string_view text = program.names().Text(name != nullptr ? name->name : attribute->name);
      if (text == "mapped_column" || text == "relationship" || text == "Column") return true;
    }
  }
  return false;
}

ClassRef MisuseFinder::ModelOf(ValueId value) const {
  ClassRef found;
  for (const TypeId member : view_.program().MembersOf(view_.program().TypeOf(view_.ref(), value))) {
    const Type& type = view_.program().type(member);
    if (type.kind == TypeKind::kNone) continue;
    if (type.kind != TypeKind::kInstance || found.IsValid()) return LoadedModel(value);
    found = type.class_ref;
  }
  return IsModel(found) ? found : LoadedModel(value);
}

// The model that a call is told to load, by the first class object among its arguments.
ClassRef MisuseFinder::ModelIn(ValueId argument, int depth) const {
  for (const TypeId member : view_.program().MembersOf(view_.program().TypeOf(view_.ref(), argument))) {
    const Type& type = view_.program().type(member);
    if (type.kind == TypeKind::kClass && IsModel(type.class_ref)) return type.class_ref;
  }
  const Instruction& at = function_.instructions[argument];
  if (depth >= kMaxModelDepth) return {};
  if (const auto* load = As<LoadAttr>(at)) return ModelIn(load->object.value(), depth + 1);
  const auto* call = As<Call>(at);
  if (call == nullptr) return {};
  // `select(User).where(…)`: what the chain begins with.
  const auto* method = As<LoadAttr>(function_.instructions[call->callee.value()]);
  if (method != nullptr && Is<Call>(function_.instructions[method->object.value()])) return ModelIn(method->object.value(), depth + 1);
  const std::span<const Argument> arguments = function_.ArgumentsOf(call->arguments);
  if (arguments.empty() || Is<LoadAttr>(function_.instructions[arguments[0].value.value()])) return {};
  return ModelIn(arguments[0].value.value(), depth + 1);
}

// `await session.get(User, 1)`, `await session.scalar(select(User))`.
ClassRef MisuseFinder::LoadedModel(ValueId value) const {
  const auto* await = As<Await>(function_.instructions[value]);
  const auto* call = await == nullptr ? nullptr : As<Call>(function_.instructions[await->value.value()]);
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function_.instructions[call->callee.value()]);
  if (method == nullptr || call->arguments.size == 0) return {};
  const std::string_view name = view_.program().names().Text(method->name);
  const std::vector<FunctionRef> targets = events_.TargetsOf(await->value.value());
  const bool is_library = !targets.empty() && !view_.program().IsProject(targets[0].module) && view_.program().function(targets[0]).is_async;
  if (!is_library || (name != "get" && name != "get_one" && name != "scalar" && name != "merge")) return {};
  return ModelIn(function_.ArgumentsOf(call->arguments)[0].value.value(), 0);
}

// "" if the attribute is no relationship, else how it is loaded: "select" if nothing else is said.
std::string_view MisuseFinder::RelationshipLoading(ClassRef class_ref, NameId name) const {
  const Program& program = view_.program();
  for (const ClassRef base : program.class_info(class_ref).mro) {
    if (!program.IsProject(base.module)) continue;
    const Function& body = program.module(base.module).functions[program.class_declaration(base).body];
    for (const Instruction& at : body.instructions) {
      const auto* store = As<StoreName>(at);
      if (store == nullptr || store->name != name) continue;
      const auto* call = As<Call>(body.instructions[store->value.value()]);
      const auto* callee = call == nullptr ? nullptr : As<LoadName>(body.instructions[call->callee.value()]);
      if (callee == nullptr || program.names().Text(callee->name) != "relationship") return {};
      for (const Argument& argument : body.ArgumentsOf(call->arguments)) {
        if (argument.kind != ArgumentKind::kKeyword || program.names().Text(argument.keyword) != "lazy") continue;
        const auto* how = As<Const>(body.instructions[argument.value.value()]);
        return how != nullptr && how->text.IsValid() ? program.names().Text(how->text) : "unknown";
      }
      return "select";
    }
  }
  return {};
}

// Is the object one of this session: added to it, or loaded by it?
bool MisuseFinder::IsAttached(const AccessPath& object, const AccessPath& session) const {
  const auto gives = [&](ValueId call_id) {
    const auto* call = As<Call>(function_.instructions[call_id]);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function_.instructions[call->callee.value()]);
    return method != nullptr && IsAt(method->object.value(), session);
  };
  if (object.root.IsValid() && object.attributes.empty()) {
    const auto* await = As<Await>(function_.instructions[object.root]);
    if (await != nullptr && gives(await->value.value())) return true;
  }
  return std::any_of(events_.all().begin(), events_.all().end(), [&](const CallEvent& event) {
    if (event.kind != CallEventKind::kWrite || !gives(event.at)) return false;
    const std::span<const Argument> arguments = function_.ArgumentsOf(As<Call>(function_.instructions[event.at])->arguments);
    return !arguments.empty() && IsAt(arguments[0].value.value(), object);
  });
}

bool MisuseFinder::IsEager() const {
  return std::any_of(function_.instructions.begin(), function_.instructions.end(), [&](const Instruction& at) {
    const auto* name = As<LoadName>(at);
    const auto* attribute = As<LoadAttr>(at);
    if (name == nullptr && attribute == nullptr) return false;
    return IsListed(view_.program().names().Text(name != nullptr ? name->name : attribute->name), kEager);
  });
}

void MisuseFinder::AddExpiredReads(const CallEvent& commit, const AccessPath& session) {
  std::vector<AccessPath> told;
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    const auto* load = As<LoadAttr>(function_.instructions[ValueId(i)]);
    if (load == nullptr) continue;
    const std::optional<AccessPath> path = events_.PathOf(load->object.value());
    if (!path || *path == session || !path->attributes.empty() || std::find(told.begin(), told.end(), *path) != told.end()) continue;
    const ClassRef model = ModelOf(load->object.value());
    if (!model.IsValid() || !IsAttached(*path, session)) continue;
    told.push_back(*path);
    PathFactsBuilder facts(view_, *path, facts_);
    facts.EndAnew();
    for (std::size_t k = 0; k < function_.instructions.size(); ++k) {
      const auto* call = As<Call>(function_.instructions[ValueId(k)]);
      const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function_.instructions[call->callee.value()]);
      if (method == nullptr || !IsAt(method->object.value(), session)) continue;
      if (IsListed(view_.program().names().Text(method->name), kLoaders)) facts.End(ValueId(k));
    }
    for (std::size_t k = 0; k < function_.instructions.size(); ++k) {
      const auto* read = As<LoadAttr>(function_.instructions[ValueId(k)]);
      if (read == nullptr || !IsAt(read->object.value(), *path) || view_.program().names().Text(read->name).starts_with("_")) continue;
      if (view_.program().FindMethod(model, read->name).IsValid() || !view_.program().AttributeType(model, read->name)) continue;
      facts.Use(ValueId(k));
    }
    facts.Birth(commit.at);
    for (const ValueUseEvent& found : Solve(ObligationTransfer::kNoExceptions).uses) {
      Add({MisuseKind::kReadAfterCommit, view_.ref(), commit.at, found.at, As<LoadAttr>(function_.instructions[found.at])->object.value(),
           found.always, session.root.IsValid() && !Is<Param>(function_.instructions[session.root])});
      break;
    }
  }
}

void MisuseFinder::AddUnloadedReads() {
  if (IsEager()) return;
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    const auto* load = As<LoadAttr>(function_.instructions[ValueId(i)]);
    if (load == nullptr) continue;
    const std::optional<AccessPath> path = events_.PathOf(load->object.value());
    if (!path || !path->root.IsValid() || !path->attributes.empty()) continue;
    const auto* await = As<Await>(function_.instructions[path->root]);
    const ClassRef model = await == nullptr ? ClassRef() : LoadedModel(path->root);
    if (!model.IsValid() || RelationshipLoading(model, load->name) != "select") continue;
    const bool is_loaded = std::any_of(function_.instructions.begin(), function_.instructions.end(), [&](const Instruction& at) {
      const auto* method = As<LoadAttr>(at);
      return method != nullptr &&
             (view_.program().names().Text(method->name) == "refresh" || view_.program().names().Text(method->name) == "run_sync");
    });
    if (!is_loaded) Add({MisuseKind::kReadUnloaded, view_.ref(), await->value.value(), ValueId(i), load->object.value(), true, true});
  }
}

void MisuseFinder::FindImplicitReads(bool keeps_loaded) {
  if (!function_.is_async) return;
  AddUnloadedReads();
  if (keeps_loaded) return;
  for (const CallEvent& event : events_.all()) {
    if (event.kind != CallEventKind::kExpire) continue;
    const std::optional<AccessPath> session = events_.PathOf(event.object);
    if (session) AddExpiredReads(event, *session);
  }
}

}  // namespace dangle
