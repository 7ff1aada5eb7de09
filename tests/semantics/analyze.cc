#include "tests/semantics/analyze.h"

#include <algorithm>

#include "frontend/lower.h"
#include "frontend/syntax.h"

namespace dangle {

namespace {

constexpr std::string_view kMarker = "# --- ";
constexpr std::string_view kRevealed = "# revealed: ";

std::string ModuleNameOf(std::string_view path) {
  std::string name(path.substr(0, path.rfind('.')));
  std::ranges::replace(name, '/', '.');
  constexpr std::string_view kInit = ".__init__";
  if (std::string_view(name).ends_with(kInit)) name.resize(name.size() - kInit.size());
  return name;
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

}  // namespace

Analyzed::Analyzed(std::string_view text, std::size_t threads) {
  std::string path = "main.py";
  std::string body;
  const auto finish = [&] {
    if (!body.empty()) files_.emplace_back(path, body);
    body.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
    if (line.starts_with(kMarker)) {
      finish();
      path = line.substr(kMarker.size(), line.find_last_not_of(" \r\n") + 1 - kMarker.size());
    } else {
      body += line;
    }
  }
  finish();
  std::vector<Module> modules;
  NameCache cache(names_);
  LoweringScratch scratch;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const SyntaxTree tree = Parse(files_[i].text());
    const NameId name = names_.Intern(ModuleNameOf(files_[i].path()));
    const bool is_package = files_[i].path().find("__init__") != std::string::npos;
    modules.push_back(LowerModule(tree, files_[i], FileId(i), name, is_package, cache, LoweringOptions{}, scratch));
  }
  SemanticsOptions options;
  options.threads = threads;
  program_ = std::make_unique<Program>(Analyze(std::move(modules), names_, options));
}

FunctionRef Analyzed::Function(std::string_view name) const {
  for (std::size_t m = 0; m < files_.size(); ++m) {
    const Module& module = program_->module(ModuleId(m));
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      const FunctionRef ref{ModuleId(m), FunctionId(f)};
      if (program_->QualifiedName(ref) == name) return ref;
    }
  }
  return FunctionRef();
}

std::vector<std::string> Analyzed::Revealed() const {
  std::vector<std::pair<std::pair<std::size_t, std::uint32_t>, std::string>> found;
  for (std::size_t m = 0; m < files_.size(); ++m) {
    const Module& module = program_->module(ModuleId(m));
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      const auto& function = module.functions[FunctionId(f)];
      for (const Instruction& instruction : function.instructions) {
        const auto* call = As<Call>(instruction);
        if (call == nullptr || call->arguments.size != 1) continue;
        const auto* callee = As<LoadName>(function.instructions[call->callee.value()]);
        if (callee == nullptr || names_.Text(callee->name) != "reveal_type") continue;
        const ValueId value = function.ArgumentsOf(call->arguments)[0].value.value();
        const std::uint32_t line = files_[m].LineOf(instruction.range.begin);
        found.push_back({{m, line}, program_->Print(program_->TypeOf(FunctionRef{ModuleId(m), FunctionId(f)}, value))});
      }
    }
  }
  std::ranges::sort(found);
  std::vector<std::string> result;
  for (const auto& [where, type] : found) result.push_back(std::to_string(where.second) + ": " + type);
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<std::string> Analyzed::Expected() const {
  std::vector<std::string> result;
  for (const SourceFile& file : files_) {
    for (std::uint32_t line = 1; line <= file.line_count(); ++line) {
      const std::string_view text = file.LineText(line);
      const std::size_t begin = text.find(kRevealed);
      if (begin == std::string_view::npos) continue;
      std::string_view type = text.substr(begin + kRevealed.size());
      while (!type.empty() && IsSpace(type.back())) type.remove_suffix(1);
      result.push_back(std::to_string(line) + ": " + std::string(type));
    }
  }
  return result;
}

std::string DescribeResolution(const Program& program, const CallResolution& resolution) {
  std::string result;
  for (const CallTarget& target : resolution.targets) {
    if (!result.empty()) result += ", ";
    if (target.constructed.IsValid()) result += "new " + program.QualifiedName(target.constructed);
    if (target.constructed.IsValid() && target.function.IsValid()) result += ": ";
    if (target.function.IsValid()) result += program.QualifiedName(target.function);
  }
  if (result.empty()) return resolution.receiver_is_known ? "unknown method" : "unknown";
  if (!resolution.is_complete) result += " …";
  return result;
}

std::string Analyzed::Targets(std::string_view function, std::string_view text) const {
  const FunctionRef ref = Function(function);
  if (!ref.IsValid()) return "no such function";
  const auto& body = program_->function(ref);
  std::string result = "no such instruction";
  for (std::size_t i = 0; i < body.instructions.size(); ++i) {
    const Instruction& instruction = body.instructions[ValueId(i)];
    const bool has_target = Is<Call>(instruction) || Is<Await>(instruction) || Is<Enter>(instruction) || Is<Next>(instruction) ||
                            Is<struct Exit>(instruction) || Is<LoadAttr>(instruction) || Is<StoreAttr>(instruction);
    if (!has_target || files_[ref.module.value()].TextOf(instruction.range) != text) continue;
    if (!result.starts_with("no such")) continue;
    result = DescribeResolution(*program_, program_->Resolve(ref, ValueId(i)));
  }
  return result;
}

std::string Analyzed::Everything() const {
  std::string result;
  for (std::size_t m = 0; m < files_.size(); ++m) {
    const Module& module = program_->module(ModuleId(m));
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      const FunctionRef ref{ModuleId(m), FunctionId(f)};
      result += program_->QualifiedName(ref) + "\n";
      const auto& body = program_->function(ref);
      for (std::size_t i = 0; i < body.instructions.size(); ++i) {
        const CallResolution resolution = program_->Resolve(ref, ValueId(i));
        result += "  " + program_->Print(program_->TypeOf(ref, ValueId(i)));
        if (!resolution.targets.empty()) result += " = " + DescribeResolution(*program_, resolution);
        result += "\n";
      }
    }
  }
  return result;
}

}  // namespace dangle
