#include "dataflow/obligations/misuse_finder.h"

#include <algorithm>
#include <array>

namespace dangle {

MisuseFinder::MisuseFinder(const FunctionView& view, const SourceSet& sources, ForwardSolver<TwoInstanceState>& solver, std::vector<Misuse>& misuses)
    : view_(view), function_(view.function()), sources_(sources), solver_(solver), misuses_(misuses), events_(view), conditions_(view) {}

bool MisuseFinder::Has(CallEventKind kind) const {
  return std::any_of(events_.all().begin(), events_.all().end(), [&](const CallEvent& event) { return event.kind == kind; });
}

// `facts_` is built.
ObjectOutcome MisuseFinder::Solve(RaiseRank max_rank) {
  conditions_.AddConditionsTo(facts_);
  if (facts_.overflowed) return {};
  ObjectOutcome outcome = SolveObject(view_, facts_, Protocol::kRelease, max_rank, solver_);
  return outcome.converged ? outcome : ObjectOutcome();
}

bool MisuseFinder::IsAt(ValueId value, const AccessPath& path) const { return events_.PathOf(value) == path; }

bool MisuseFinder::ComesFrom(ValueId value, const AccessPath& path) const {
  const std::vector<ValueId> origins = events_.OriginsOf(value);
  return std::any_of(origins.begin(), origins.end(), [&](ValueId origin) { return IsAt(origin, path); });
}

// `if not conn.closed:`, `if lock.locked():`: who asks for its state knows what to do.
bool MisuseFinder::IsAskedFor(const AccessPath& path) const {
  constexpr std::array<std::string_view, 6> kQuestions = {"closed", "closing", "is_closed", "is_closing", "is_connected", "locked"};
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    const auto* load = As<LoadAttr>(function_.instructions[ValueId(i)]);
    if (load == nullptr || std::find(kQuestions.begin(), kQuestions.end(), view_.program().names().Text(load->name)) == kQuestions.end()) continue;
    if (IsAt(load->object.value(), path)) return true;
  }
  return false;
}

// `body = await resp.read()`: what was read stays readable.
bool MisuseFinder::IsReadBefore(const CallEvent& use, const CallEvent& release) const {
  const std::optional<AccessPath> path = events_.PathOf(use.object);
  return path && std::any_of(events_.all().begin(), events_.all().end(), [&](const CallEvent& event) {
           return event.kind == CallEventKind::kKeepBody && event.at < release.at && IsAt(event.object, *path);
         });
}

// Clean-ups are lowered once for each way out: one place in the source is told once.
void MisuseFinder::Add(Misuse misuse) {
  const SourceRange range = function_.instructions[misuse.second].range;
  const bool is_known = std::any_of(misuses_.begin(), misuses_.end(), [&](const Misuse& other) {
    return other.kind == misuse.kind && other.function == misuse.function && function_.instructions[other.second].range == range;
  });
  if (!is_known) misuses_.push_back(misuse);
}

void MisuseFinder::FindUsesAfterRelease() {
  if (!Has(CallEventKind::kRelease) || !Has(CallEventKind::kUse)) return;
  for (const CallEvent& release : events_.all()) {
    if (release.kind != CallEventKind::kRelease) continue;
    const std::optional<AccessPath> path = events_.PathOf(release.object);
    if (!path) continue;
    std::vector<const CallEvent*> uses;
    for (const CallEvent& event : events_.all()) {
      const bool is_use = event.kind == CallEventKind::kUse && event.at != release.at;
      if (!is_use || !ComesFrom(event.object, *path) || IsReadBefore(event, release) || IsExpectedToRaise(event.at)) continue;
      uses.push_back(&event);
    }
    if (uses.empty() || IsAskedFor(*path)) continue;
    PathFactsBuilder facts(view_, *path, facts_);
    facts.EndAnew();
    for (const CallEvent* use : uses) facts.Use(use->at);
    facts.Birth(release.at);
    for (const ValueUseEvent& found : Solve(RaiseRank::kOutside).uses) {
      const auto use = std::find_if(uses.begin(), uses.end(), [&](const CallEvent* one) { return one->at == found.at; });
      Add({MisuseKind::kUsedAfterRelease, view_.ref(), release.at, found.at, (*use)->object, found.always, true});
      break;
    }
  }
}

std::vector<CallEvent> MisuseFinder::Unlocks(const AccessPath& path) const {
  std::vector<CallEvent> found;
  for (const CallEvent& event : events_.all()) {
    const bool is_release = event.kind == CallEventKind::kUnlock || event.kind == CallEventKind::kRelease;
    if (is_release && IsAt(event.object, path)) found.push_back(event);
  }
  return found;
}

// `with suppress(ValueError): limit.release()`, `with pytest.raises(ValueError):`, `except RuntimeError:`: that it may raise is known.
bool MisuseFinder::IsExpectedToRaise(ValueId call_id) const {
  const BlockId handler = function_.blocks[view_.BlockOf(call_id)].on_raise;
  if (!handler.IsValid() || Is<Exit>(function_.instructions[call_id])) return false;
  const Block& block = function_.blocks[handler];
  for (std::uint32_t i = block.first; i < block.first + block.size; ++i) {
    const Instruction& at = function_.instructions[ValueId(i)];
    if (Is<MatchException>(at)) return true;
    const auto* exit = As<Exit>(at);
    if (exit == nullptr || !exit->manager.IsValid()) continue;
    const auto* call = As<Call>(function_.instructions[exit->manager.value()]);
    if (call == nullptr) continue;
    const auto* name = As<LoadName>(function_.instructions[call->callee.value()]);
    const auto* attribute = As<LoadAttr>(function_.instructions[call->callee.value()]);
    if (name == nullptr && attribute == nullptr) continue;
    const std::string_view text = view_.program().names().Text(name != nullptr ? name->name : attribute->name);
    if (text == "suppress" || text.find("aises") != std::string_view::npos) return true;
  }
  return false;
}

// A semaphore that is only released here counts what others wait for.
bool MisuseFinder::IsLockedHere(const AccessPath& path) const {
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    const auto* enter = As<Enter>(function_.instructions[ValueId(i)]);
    if (enter != nullptr && IsAt(enter->manager, path)) return true;
  }
  return std::any_of(events_.all().begin(), events_.all().end(),
                     [&](const CallEvent& event) { return event.kind == CallEventKind::kLock && IsAt(event.object, path); });
}

void MisuseFinder::FindSecondReleases() {
  for (const CallEvent& first : events_.all()) {
    const bool is_unlock = first.kind == CallEventKind::kUnlock;
    if (!is_unlock && first.kind != CallEventKind::kRelease) continue;
    const std::optional<AccessPath> path = events_.PathOf(first.object);
    if (!path) continue;
    const std::vector<CallEvent> releases = Unlocks(*path);
    const bool is_once = std::any_of(releases.begin(), releases.end(), [](const CallEvent& release) { return release.is_once; });
    if (!is_once || (is_unlock && !IsLockedHere(*path)) || IsAskedFor(*path)) continue;
    PathFactsBuilder facts(view_, *path, facts_);
    facts.EndAnew();
    for (const CallEvent& event : events_.all()) {
      if (event.kind == CallEventKind::kLock && IsAt(event.object, *path)) facts.End(event.at);
    }
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      const auto* enter = As<Enter>(function_.instructions[ValueId(i)]);
      if (enter != nullptr && IsAt(enter->manager, *path)) facts.End(ValueId(i));
    }
    for (const CallEvent& release : releases) {
      if (release.is_once && !IsExpectedToRaise(release.at)) facts.Use(release.at);
    }
    facts.Birth(first.at);
    for (const ValueUseEvent& found : Solve(RaiseRank::kOutside).uses) {
      Add({MisuseKind::kReleasedTwice, view_.ref(), first.at, found.at, first.object, found.always, true});
      break;
    }
  }
}

}  // namespace dangle
