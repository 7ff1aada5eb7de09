// DNG308: an attribute of an object of an AsyncSession that has to be loaded when it is read, where nothing can wait for it.
//
//   await session.commit()
//   return user.id           # the commit has expired it: MissingGreenlet
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/misuse_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG308",
    .name = "implicit-io-in-async-orm",
    .severity = Severity::kP1,
    .summary = "An attribute of an object of an AsyncSession that must be loaded when it is read: MissingGreenlet.",
    .why =
        "Reading the attribute runs a query, and outside an awaited AsyncSession call there is nothing that could wait for it: SQLAlchemy raises "
        "MissingGreenlet here, after 'commit()' for every column, since by default the commit expires what was loaded.",
    .page = {},
};

void Check(const FunctionContext& context, const Misuse& misuse, std::vector<Claim>& claims) {
  const bool is_expired = misuse.kind == MisuseKind::kReadAfterCommit;
  if (!is_expired && misuse.kind != MisuseKind::kReadUnloaded) return;
  const Confidence confidence = misuse.always && misuse.is_certain ? Confidence::kHigh : Confidence::kMedium;
  Finding finding = BeginFinding(context, kRule, context.At(misuse.second).range, Severity::kP1, confidence);
  if (!misuse.always) finding.confidence_reason = "only some of the paths that come here commit";
  if (!misuse.is_certain) finding.confidence_reason = "the session is given, and could have been told to keep what it has loaded";
  const std::string read = context.ShortText(misuse.second);
  const std::string object = ObjectName(context, misuse.object);
  const std::string name(context.program().names().Text(As<LoadAttr>(context.At(misuse.second))->name));
  if (is_expired) {
    finding.message = "'" + read + "' has to be loaded again after the commit at line " + std::to_string(context.LineOf(misuse.first)) +
                      ", and nothing can wait for that here.";
    finding.trace = {{context.LocationOf(context.At(misuse.first).range), "the commit expires what the session has loaded", true},
                     {context.LocationOf(context.At(misuse.second).range), "and this asks for it: MissingGreenlet", true}};
    finding.fixes = {{"Load it anew first", "await session.refresh(" + object + ")", {}},
                     {"Keep what was loaded", "async_sessionmaker(engine, expire_on_commit=False)", {}}};
  } else {
    finding.message = "'" + read + "' is a relationship that was not loaded with '" + object + "', and nothing can wait for that here.";
    finding.trace = {{context.LocationOf(context.At(misuse.first).range), "loaded here without it", true},
                     {context.LocationOf(context.At(misuse.second).range), "and this asks for it: MissingGreenlet", true}};
    finding.fixes = {{"Load it with the object", "options=[selectinload(type(" + object + ")." + name + ")]", {}}};
  }
  ClaimMisuse(context, misuse, std::move(finding), claims);
}

}  // namespace

const MisuseChecker kImplicitIoInOrm = {&kRule, &Check};

}  // namespace dangle
