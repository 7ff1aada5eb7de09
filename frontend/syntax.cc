#include "frontend/syntax.h"

#include <tree_sitter/api.h>

#include <array>
#include <cstring>
#include <utility>

#include "base/check.h"

extern "C" const TSLanguage* tree_sitter_python();

namespace dangle {
namespace {

struct KindName {
  SyntaxKind kind;
  bool is_named;
  const char* name;
};

constexpr KindName kKindNames[] = {
#define DANGLE_ROW(enumerator, name) {SyntaxKind::enumerator, true, name},
    DANGLE_SYNTAX_NAMED_KINDS(DANGLE_ROW)
#undef DANGLE_ROW
#define DANGLE_ROW(enumerator, name) {SyntaxKind::enumerator, false, name},
        DANGLE_SYNTAX_TOKEN_KINDS(DANGLE_ROW)
#undef DANGLE_ROW
};

constexpr const char* kFieldNames[] = {"",
#define DANGLE_ROW(enumerator, name) name,
                                       DANGLE_SYNTAX_FIELDS(DANGLE_ROW)
#undef DANGLE_ROW
};

constexpr std::size_t kMaxSymbols = 512;  // the grammar has 274
constexpr std::size_t kMaxFields = 64;    // the grammar has 32

// The grammar's numbers to ours. Built from names, so that another version of the grammar with other numbers does not matter.
struct Numbers {
  std::array<SyntaxKind, kMaxSymbols> kinds{};
  std::array<SyntaxField, kMaxFields> fields{};
};

Numbers MakeNumbers() {
  Numbers numbers;
  const TSLanguage* language = tree_sitter_python();
  const std::uint32_t symbols = ts_language_symbol_count(language);
  DANGLE_CHECK(symbols <= kMaxSymbols);
  for (std::uint32_t i = 0; i < symbols; ++i) {
    const auto symbol = static_cast<TSSymbol>(i);
    const TSSymbolType type = ts_language_symbol_type(language, symbol);
    if (type != TSSymbolTypeRegular && type != TSSymbolTypeAnonymous) continue;
    for (const KindName& row : kKindNames) {
      if (row.is_named != (type == TSSymbolTypeRegular)) continue;
      if (std::strcmp(row.name, ts_language_symbol_name(language, symbol)) == 0) numbers.kinds[i] = row.kind;
    }
  }
  const std::uint32_t fields = ts_language_field_count(language);
  DANGLE_CHECK(fields < kMaxFields);
  for (std::uint32_t i = 1; i <= fields; ++i) {
    const char* name = ts_language_field_name_for_id(language, static_cast<TSFieldId>(i));
    for (std::size_t j = 1; j < std::size(kFieldNames); ++j) {
      if (std::strcmp(kFieldNames[j], name) == 0) numbers.fields[i] = static_cast<SyntaxField>(j);
    }
  }
  return numbers;
}

const Numbers& TheNumbers() {
  static const Numbers numbers = MakeNumbers();
  return numbers;
}

// Has no children that anyone asks for, so the walk does not go down.
bool IsLeaf(SyntaxKind kind) {
  switch (kind) {
    case SyntaxKind::kIdentifier:
    case SyntaxKind::kInteger:
    case SyntaxKind::kFloat:
    case SyntaxKind::kTrue:
    case SyntaxKind::kFalse:
    case SyntaxKind::kNone:
    case SyntaxKind::kEllipsis:
    case SyntaxKind::kPassStatement:
    case SyntaxKind::kBreakStatement:
    case SyntaxKind::kContinueStatement:
    case SyntaxKind::kTypeConversion:
    case SyntaxKind::kWildcardImport:
    case SyntaxKind::kImportPrefix:
      return true;
    default:
      return false;
  }
}

bool IsOperatorNode(SyntaxKind kind) {
  return kind == SyntaxKind::kBinaryOperator || kind == SyntaxKind::kUnaryOperator || kind == SyntaxKind::kBooleanOperator ||
         kind == SyntaxKind::kAugmentedAssignment;
}

// Only strings with an `f` or `t` in their prefix have interpolations.
bool MayInterpolate(std::string_view string) {
  for (const char c : string) {
    if (c == '"' || c == '\'') return false;
    if (c == 'f' || c == 'F' || c == 't' || c == 'T') return true;
  }
  return false;
}

bool IsPartOfString(SyntaxKind kind) {
  return kind == SyntaxKind::kStringStart || kind == SyntaxKind::kStringContent || kind == SyntaxKind::kStringEnd ||
         kind == SyntaxKind::kEscapeSequence || kind == SyntaxKind::kEscapeInterpolation;
}

// A token's meaning for its parent. True if it is to stand in the table itself.
bool NoteToken(SyntaxKind token, SyntaxRecord& parent) {
  switch (token) {
    case SyntaxKind::kOther:
      return false;
    case SyntaxKind::kCommaToken:
      parent.marks |= SyntaxNode::kMarkComma;
      return false;
    case SyntaxKind::kOpenParenToken:
      parent.marks |= SyntaxNode::kMarkParens;
      return false;
    case SyntaxKind::kAsyncToken:
      parent.marks |= SyntaxNode::kMarkAsync;
      return false;
    case SyntaxKind::kFromToken:
      parent.marks |= SyntaxNode::kMarkFrom;
      return false;
    case SyntaxKind::kColonToken:
      return parent.kind == SyntaxKind::kSlice;
    case SyntaxKind::kUnderscoreToken:
      return true;
    case SyntaxKind::kStarToken:
    case SyntaxKind::kDoubleStarToken:
      if (parent.kind == SyntaxKind::kExceptClause) parent.marks |= SyntaxNode::kMarkStar;
      break;
    default:
      break;
  }
  if (IsOperatorNode(parent.kind)) {
    parent.op = token;
    return false;
  }
  return parent.kind == SyntaxKind::kComparisonOperator ||
         ((token == SyntaxKind::kMinusToken || token == SyntaxKind::kPlusToken) && parent.kind != SyntaxKind::kError);
}

}  // namespace

const char* NameOf(SyntaxKind kind) {
  for (const KindName& row : kKindNames) {
    if (row.kind == kind) return row.name;
  }
  return kind == SyntaxKind::kError ? "ERROR" : "other";
}

const char* NameOf(SyntaxField field) { return kFieldNames[static_cast<std::size_t>(field)]; }

struct SyntaxParser::State {
  TSParser* parser = nullptr;
  std::vector<std::uint32_t> open;  // rows whose subtree is being walked

  State() : parser(ts_parser_new()) { DANGLE_CHECK(ts_parser_set_language(parser, tree_sitter_python())); }
  ~State() { ts_parser_delete(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  TSTree* Run(std::string_view text) {
    TSTree* tree = ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
    DANGLE_CHECK(tree != nullptr);
    return tree;
  }
};

SyntaxParser::SyntaxParser() : state_(std::make_unique<State>()) {}
SyntaxParser::~SyntaxParser() = default;
SyntaxParser::SyntaxParser(SyntaxParser&&) noexcept = default;
SyntaxParser& SyntaxParser::operator=(SyntaxParser&&) noexcept = default;

SyntaxTree SyntaxParser::Parse(std::string_view text) {
  SyntaxTree tree;
  ParseInto(text, tree);
  return tree;
}

std::size_t SyntaxParser::ParseOnly(std::string_view text) {
  TSTree* tree = state_->Run(text);
  const std::size_t count = ts_node_descendant_count(ts_tree_root_node(tree));
  ts_tree_delete(tree);
  return count;
}

void SyntaxParser::ParseInto(std::string_view text, SyntaxTree& tree) {
  const Numbers& numbers = TheNumbers();
  TSTree* parsed = state_->Run(text);
  const TSNode root = ts_tree_root_node(parsed);
  const bool has_errors = ts_node_has_error(root);

  std::vector<SyntaxRecord>& records = tree.records_;
  std::vector<std::uint32_t>& open = state_->open;
  records.clear();
  tree.errors_.clear();
  tree.comments_.clear();
  open.clear();
  records.push_back({SyntaxKind::kModule, SyntaxField::kNone, SyntaxKind::kOther, 0, 0, static_cast<std::uint32_t>(text.size()), 1});
  open.push_back(0);

  TSTreeCursor cursor = ts_tree_cursor_new(root);
  // The root is an ERROR node itself where nothing fits: its children are then the module's.
  if (ts_node_symbol(root) == static_cast<TSSymbol>(-1))
    tree.errors_.push_back({{ts_node_start_byte(root), ts_node_end_byte(root)}, SyntaxKind::kModule, false});
  bool more = ts_tree_cursor_goto_first_child(&cursor);
  while (more) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const TSSymbol symbol = ts_node_symbol(node);
    const std::uint32_t parent = open.back();
    SyntaxKind kind = SyntaxKind::kError;
    if (symbol < kMaxSymbols) kind = numbers.kinds[symbol];
    bool keep = false;
    if (kind == SyntaxKind::kComment) {
      tree.comments_.push_back({ts_node_start_byte(node), ts_node_end_byte(node)});
    } else if (kind == SyntaxKind::kLineContinuation || IsPartOfString(kind)) {
      keep = false;
    } else if (kind == SyntaxKind::kOther || kind >= SyntaxKind::kPlusToken) {
      keep = NoteToken(kind, records[parent]);
    } else {
      keep = true;
    }
    const bool is_missing = has_errors && ts_node_is_missing(node);
    if (is_missing || kind == SyntaxKind::kError) {
      tree.errors_.push_back({{ts_node_start_byte(node), ts_node_end_byte(node)}, records[parent].kind, is_missing});
    }
    bool descend = false;
    if (keep) {
      SyntaxRecord record;
      record.kind = kind;
      const TSFieldId field = ts_tree_cursor_current_field_id(&cursor);
      record.field = numbers.fields[field];
      record.begin = ts_node_start_byte(node);
      record.end = ts_node_end_byte(node);
      if (is_missing) record.marks |= SyntaxNode::kMarkMissing;
      descend = !IsLeaf(kind) && kind < SyntaxKind::kPlusToken &&
                (kind != SyntaxKind::kString || has_errors || MayInterpolate(text.substr(record.begin, record.end - record.begin)));
      records.push_back(record);
    }
    if (descend) {
      open.push_back(static_cast<std::uint32_t>(records.size() - 1));
      if (ts_tree_cursor_goto_first_child(&cursor)) continue;
      open.pop_back();
    }
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      records[open.back()].size = static_cast<std::uint32_t>(records.size()) - open.back();
      open.pop_back();
      if (open.empty()) {
        more = false;
        break;
      }
      ts_tree_cursor_goto_parent(&cursor);
    }
  }
  ts_tree_cursor_delete(&cursor);
  ts_tree_delete(parsed);
}

SyntaxTree Parse(std::string_view text) { return SyntaxParser().Parse(text); }

}  // namespace dangle
