// Transactions in one function: writes that no path commits, and those begun by hand that nobody ends (DNG307).
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "dataflow/obligations/misuse_finder.h"

namespace dangle {

namespace {

constexpr std::array<std::string_view, 5> kWritingWords = {"DELETE", "INSERT", "MERGE", "REPLACE", "UPDATE"};
constexpr std::array<std::string_view, 4> kEndingWords = {"COMMIT", "END", "PRAGMA", "ROLLBACK"};

bool IsIdentifierPart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view WordAt(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && IsIdentifierPart(text[size])) ++size;
  return text.substr(0, size);
}

bool IsWord(std::string_view word, std::string_view expected) {
  return std::equal(word.begin(), word.end(), expected.begin(), expected.end(),
                    [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; });
}

// The first word of the SQL that an expression stands for: of a literal, `text("INSERT …")`, `insert(table)`, `table.update()`.
std::string_view FirstWordOf(std::string_view text) {
  for (int depth = 0; depth < 3; ++depth) {
    while (!text.empty() && (std::isspace(static_cast<unsigned char>(text.front())) != 0 || text.front() == '(')) text.remove_prefix(1);
    const std::string_view prefix = WordAt(text);
    const std::size_t quote = prefix.size();
    const bool is_literal = quote < text.size() && quote <= 2 && (text[quote] == '"' || text[quote] == '\'');
    if (is_literal) {
      const std::size_t begin = text.find_first_not_of("\"'\\ \t\r\n", quote);
      return begin == std::string_view::npos ? std::string_view() : WordAt(text.substr(begin));
    }
    const std::size_t call = text.find('(');
    if (call == std::string_view::npos) return {};
    const std::size_t dot = text.substr(0, call).rfind('.');
    const std::string_view name = text.substr(dot == std::string_view::npos ? 0 : dot + 1, call - (dot == std::string_view::npos ? 0 : dot + 1));
    if (name != "text") return name;
    text.remove_prefix(call + 1);
  }
  return {};
}

template <std::size_t kSize>
bool IsOneOf(std::string_view word, const std::array<std::string_view, kSize>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view one) { return IsWord(word, one); });
}

}  // namespace

std::string_view MisuseFinder::TextOf(ValueId value) const {
  const FileId file = view_.program().module(view_.ref().module).file;
  return sources_[file].TextOf(function_.instructions[value].range);
}

// The first word of the SQL that the call runs.
std::string_view MisuseFinder::StatementOf(ValueId call) const {
  const std::span<const Argument> arguments = function_.ArgumentsOf(As<Call>(function_.instructions[call])->arguments);
  return arguments.empty() ? std::string_view() : FirstWordOf(TextOf(arguments[0].value.value()));
}

// The session or connection that the write goes to: the last one on the way back that can be committed.
std::optional<ValueId> MisuseFinder::OwnerOf(const CallEvent& write) const {
  const NameId commit = view_.program().names().Find("commit");
  if (!commit.IsValid()) return std::nullopt;
  std::optional<ValueId> owner;
  for (const ValueId origin : events_.OriginsOf(write.object)) {
    // What a `with` block binds says what it is; the manager may be something else.
    const ValueId typed = origin == events_.ObjectOf(write.object) ? write.object : origin;
    for (const ValueId value : {typed, origin}) {
      const std::span<const TypeId> members = view_.program().MembersOf(view_.program().TypeOf(view_.ref(), value));
      const bool commits = !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
        const Type& type = view_.program().type(member);
        return type.kind == TypeKind::kInstance && type.class_ref.IsValid() && view_.program().FindMethod(type.class_ref, commit).IsValid();
      });
      if (commits) owner = origin;
    }
  }
  return owner;
}

// Was it made here, by the library or by a factory that leaves it to its caller? A borrowed session its lender commits.
bool MisuseFinder::IsOwnConnection(ValueId made) const {
  if (const auto* await = As<Await>(function_.instructions[made])) made = await->value.value();
  const auto* call = As<Call>(function_.instructions[made]);
  if (call == nullptr) return false;
  const std::vector<FunctionRef> targets = events_.TargetsOf(made);
  const auto* method = As<LoadAttr>(function_.instructions[call->callee.value()]);
  // `with Session.begin() as session`, `with engine.begin() as connection`: the block commits.
  if (targets.empty() || (method != nullptr && view_.program().names().Text(method->name) == "begin")) return false;
  for (const Argument& argument : function_.ArgumentsOf(call->arguments)) {
    if (argument.kind == ArgumentKind::kDoubleStar) return false;
    if (argument.kind != ArgumentKind::kKeyword) continue;
    const std::string_view keyword = view_.program().names().Text(argument.keyword);
    if (keyword == "autocommit" || keyword == "isolation_level" || keyword == "uri") return false;
  }
  return std::all_of(targets.begin(), targets.end(), [&](FunctionRef target) {
    const auto& result = view_.contracts().Of(target).result;
    const bool owes = std::any_of(result.begin(), result.end(), [](const ResultOwes& one) { return one.protocol == Protocol::kRelease; });
    return owes || !view_.program().IsProject(target.module);
  });
}

// Does nobody else get it, who could commit?
bool MisuseFinder::StaysHere(ValueId value) const {
  for (const ValueId user : view_.UsesOf(value)) {
    const Instruction& at = function_.instructions[user];
    if (Is<Drop>(at) || Is<LoadAttr>(at) || Is<Exit>(at) || Is<Branch>(at) || Is<Compare>(at) || Is<Unary>(at)) continue;
    if (const auto* bind = As<Bind>(at); bind != nullptr && view_.IsOwn(bind->slot)) continue;
    if ((Is<Enter>(at) || Is<Hold>(at) || Is<Await>(at)) && StaysHere(user)) continue;
    if (const auto* call = As<Call>(at); call != nullptr && call->callee.value() != value) {
      const std::vector<FunctionRef> targets = events_.TargetsOf(user);
      const bool is_library = !targets.empty() && std::none_of(targets.begin(), targets.end(),
                                                               [&](FunctionRef target) { return view_.program().IsProject(target.module); });
      if (is_library && events_.ClosedBy(user).IsValid() && StaysHere(user)) continue;
    }
    return false;
  }
  return true;
}

// `async with session.begin():`, `conn.autocommit = True`, `conn.execution_options(…)`.
bool MisuseFinder::CommitsByItself(ValueId owner) const {
  const std::optional<AccessPath> path = events_.PathOf(owner);
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    const Instruction& at = function_.instructions[ValueId(i)];
    const auto names = [&](NameId name) {
      const std::string_view text = view_.program().names().Text(name);
      return text.find("autocommit") != std::string_view::npos || text.find("isolation_level") != std::string_view::npos ||
             text == "execution_options" || text == "set_session" || text == "run_sync";
    };
    if (const auto* store = As<StoreAttr>(at); store != nullptr && names(store->name) && IsAt(store->object.value(), *path)) return true;
    if (const auto* load = As<LoadAttr>(at); load != nullptr && names(load->name) && IsAt(load->object.value(), *path)) return true;
    if (const auto* enter = As<Enter>(at)) {
      const std::vector<ValueId> origins = events_.OriginsOf(enter->manager);
      const bool is_begun = origins.size() > 1 && std::any_of(events_.all().begin(), events_.all().end(), [&](const CallEvent& event) {
                              return event.kind == CallEventKind::kBegin && event.at == origins[0] && IsAt(event.object, *path);
                            });
      if (is_begun) return true;
    }
  }
  return false;
}

void MisuseFinder::AddTransaction(ValueId birth, ValueId owner, bool is_begin) {
  const std::optional<AccessPath> path = events_.PathOf(owner);
  if (!path || !path->root.IsValid() || !path->attributes.empty() || !StaysHere(path->root)) return;
  PathFactsBuilder facts(view_, *path, facts_);
  facts.EndAnew();
  bool has_end = false;
  for (const CallEvent& event : events_.all()) {
    const bool ends = event.kind == CallEventKind::kCommit || (event.kind == CallEventKind::kExecute && IsOneOf(StatementOf(event.at), kEndingWords));
    // A transaction ends with its connection's, too.
    const bool is_of_owner = is_begin && ComesFrom(owner, events_.PathOf(event.object).value_or(AccessPath()));
    if (ends && (ComesFrom(event.object, *path) || is_of_owner)) {
      facts.End(event.at);
      has_end = true;
    }
  }
  // A method of the project's, or one that is not known, may commit.
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    const auto* call = As<Call>(function_.instructions[ValueId(i)]);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function_.instructions[call->callee.value()]);
    if (method == nullptr || ValueId(i) == birth || !IsAt(method->object.value(), *path)) continue;
    const std::vector<FunctionRef> targets = events_.TargetsOf(ValueId(i));
    const bool is_library = !targets.empty() && std::none_of(targets.begin(), targets.end(),
                                                             [&](FunctionRef target) { return view_.program().IsProject(target.module); });
    if (is_library) continue;
    facts.End(ValueId(i));
    has_end = true;
  }
  facts.Birth(birth);
  for (const Violation& violation : Solve(ObligationTransfer::kNoExceptions).violations) {
    if (violation.way != WayOut::kReturn) continue;
    Add({MisuseKind::kTransactionLost, view_.ref(), birth, violation.at, owner, !has_end, !is_begin});
    break;
  }
}

void MisuseFinder::FindLostTransactions() {
  std::vector<AccessPath> told;
  for (const CallEvent& event : events_.all()) {
    const bool is_write =
        event.kind == CallEventKind::kWrite || (event.kind == CallEventKind::kExecute && IsOneOf(StatementOf(event.at), kWritingWords));
    if (!is_write) continue;
    const std::optional<ValueId> owner = OwnerOf(event);
    const std::optional<AccessPath> path = owner ? events_.PathOf(*owner) : std::nullopt;
    if (!path || !path->root.IsValid() || std::find(told.begin(), told.end(), *path) != told.end()) continue;
    if (!IsOwnConnection(path->root) || CommitsByItself(*owner)) continue;
    const std::size_t known = misuses_.size();
    AddTransaction(event.at, *owner, false);
    if (misuses_.size() > known) told.push_back(*path);
  }
  for (const CallEvent& event : events_.all()) {
    if (event.kind != CallEventKind::kBegin) continue;
    ValueId made = event.at;
    const std::span<const ValueId> uses = view_.UsesOf(made);
    if (uses.size() == 1 && Is<Await>(function_.instructions[uses[0]])) made = uses[0];
    const std::span<const ValueId> users = view_.UsesOf(made);
    const bool is_entered = std::any_of(users.begin(), users.end(), [&](ValueId user) { return Is<Enter>(function_.instructions[user]); });
    const bool is_kept = std::any_of(users.begin(), users.end(), [&](ValueId user) { return Is<Bind>(function_.instructions[user]); });
    const bool is_started = made != event.at || std::any_of(users.begin(), users.end(), [&](ValueId user) {
                              const auto* load = As<LoadAttr>(function_.instructions[user]);
                              return load != nullptr && view_.program().names().Text(load->name) == "start";
                            });
    if (!is_entered && is_kept && is_started) AddTransaction(made, made, true);
  }
}

}  // namespace dangle
