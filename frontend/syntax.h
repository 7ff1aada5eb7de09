// The syntax tree of one file: what tree-sitter's Python grammar makes of it, as a flat table of 16-byte nodes in preorder.
//
//   x = f(a) + 1     module > expression_statement > assignment
//                      left:  identifier x
//                      right: binary_operator (op +) > left: call > …, right: integer 1
//
// The only place that sees tree-sitter is syntax.cc: its tree is copied in one cursor walk and freed, since the table takes a
// tenth of the memory and each later walk is a walk over an array. Kept are the named nodes and the few anonymous tokens that
// mean something; an operator, `async`, `from`, `*` and "there was a comma" are marks of the node that they belong to. Comments
// stand apart.
//
// Source: tree-sitter-python 0.25, grammar.js.
#ifndef DANGLE_FRONTEND_SYNTAX_H_
#define DANGLE_FRONTEND_SYNTAX_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "frontend/syntax_kinds.h"

namespace dangle {

// One row of the table. `size`: rows of the whole subtree, itself included, so the next sibling is `size` rows further.
struct SyntaxRecord {
  SyntaxKind kind = SyntaxKind::kOther;
  SyntaxField field = SyntaxField::kNone;  // what the node is to its parent
  SyntaxKind op = SyntaxKind::kOther;      // operator of binary_operator, unary_operator, boolean_operator, augmented_assignment
  std::uint8_t marks = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t size = 1;
};

class SyntaxChildren;

// A node as a value: one pointer, valid as long as its tree. A default-made node is no node.
class SyntaxNode {
 public:
  static constexpr std::uint8_t kMarkAsync = 1;     // `async def/for/with`, async comprehension clause
  static constexpr std::uint8_t kMarkComma = 2;     // a comma stands among the children: `x,` is a tuple
  static constexpr std::uint8_t kMarkStar = 4;      // `except*`
  static constexpr std::uint8_t kMarkFrom = 8;      // `yield from`
  static constexpr std::uint8_t kMarkMissing = 16;  // not in the text: tree-sitter put it in to go on
  static constexpr std::uint8_t kMarkParens = 32;   // round brackets stand among the children

  constexpr SyntaxNode() = default;
  constexpr explicit SyntaxNode(const SyntaxRecord* record) : record_(record) {}

  constexpr bool IsValid() const { return record_ != nullptr; }
  SyntaxKind kind() const { return record_->kind; }
  SyntaxField field() const { return record_->field; }
  SyntaxKind op() const { return record_->op; }
  SourceRange range() const { return {record_->begin, record_->end}; }
  bool IsAsync() const { return Has(kMarkAsync); }
  bool HasComma() const { return Has(kMarkComma); }
  bool HasStar() const { return Has(kMarkStar); }
  bool HasFrom() const { return Has(kMarkFrom); }
  bool IsMissing() const { return Has(kMarkMissing); }
  bool HasParens() const { return Has(kMarkParens); }
  bool HasChildren() const { return record_->size > 1; }
  // Rows of the subtree: a measure of its size.
  std::uint32_t size() const { return record_->size; }
  const SyntaxRecord* record() const { return record_; }

  inline SyntaxChildren children() const;
  // The first child; invalid without children.
  SyntaxNode first_child() const { return HasChildren() ? SyntaxNode(record_ + 1) : SyntaxNode(); }
  // The i-th child; invalid beyond the last. Linear in i: walk children() in loops.
  inline SyntaxNode child(std::size_t index) const;
  // The first child that is `field` to this node; invalid if none.
  inline SyntaxNode child(SyntaxField field) const;
  // The first child of this kind; invalid if none.
  inline SyntaxNode child(SyntaxKind kind) const;

  friend constexpr bool operator==(SyntaxNode, SyntaxNode) = default;

 private:
  bool Has(std::uint8_t mark) const { return (record_->marks & mark) != 0; }
  const SyntaxRecord* record_ = nullptr;
};

// The children of a node, in order.
class SyntaxChildren {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = SyntaxNode;
    using difference_type = std::ptrdiff_t;
    using pointer = const SyntaxNode*;
    using reference = SyntaxNode;
    Iterator() = default;
    explicit Iterator(const SyntaxRecord* record) : record_(record) {}
    SyntaxNode operator*() const { return SyntaxNode(record_); }
    Iterator& operator++() {
      record_ += record_->size;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator old = *this;
      ++*this;
      return old;
    }
    friend bool operator==(Iterator, Iterator) = default;

   private:
    const SyntaxRecord* record_ = nullptr;
  };

  SyntaxChildren(const SyntaxRecord* begin, const SyntaxRecord* end) : begin_(begin), end_(end) {}
  Iterator begin() const { return Iterator(begin_); }
  Iterator end() const { return Iterator(end_); }
  bool empty() const { return begin_ == end_; }

 private:
  const SyntaxRecord* begin_;
  const SyntaxRecord* end_;
};

inline SyntaxChildren SyntaxNode::children() const { return {record_ + 1, record_ + record_->size}; }

inline SyntaxNode SyntaxNode::child(std::size_t index) const {
  for (const SyntaxNode node : children()) {
    if (index-- == 0) return node;
  }
  return {};
}
inline SyntaxNode SyntaxNode::child(SyntaxField wanted) const {
  for (const SyntaxNode node : children()) {
    if (node.field() == wanted) return node;
  }
  return {};
}
inline SyntaxNode SyntaxNode::child(SyntaxKind wanted) const {
  for (const SyntaxNode node : children()) {
    if (node.kind() == wanted) return node;
  }
  return {};
}

// A place that the grammar could not read: an ERROR node, or a token that is missing. In order of the source.
struct SyntaxError {
  SourceRange range;
  SyntaxKind parent = SyntaxKind::kOther;  // in what it stands
  bool is_missing = false;
};

// The table of one file. Does not hold the text.
class SyntaxTree {
 public:
  SyntaxNode root() const { return SyntaxNode(records_.data()); }
  std::span<const SyntaxRecord> records() const { return records_; }
  const std::vector<SyntaxError>& errors() const { return errors_; }
  const std::vector<SourceRange>& comments() const { return comments_; }

  // Puts `map(offset)` in the place of every offset: for a tree whose text was changed before it was parsed.
  template <typename Map>
  void MapOffsets(const Map& map) {
    const auto map_range = [&](auto& range) {
      range.begin = map(range.begin);
      range.end = map(range.end);
    };
    for (SyntaxRecord& record : records_) map_range(record);
    for (SyntaxError& error : errors_) map_range(error.range);
    for (SourceRange& comment : comments_) map_range(comment);
  }

  // Leaves out the subtrees of rows of which `drop(row)` is true. It is asked in preorder, and not about rows below a dropped one.
  template <typename Drop>
  void DropRows(const Drop& drop);

 private:
  friend class SyntaxParser;
  friend void UnpackTree(std::string_view packed, std::string_view shapes, SyntaxTree& tree);
  std::vector<SyntaxRecord> records_;
  std::vector<SyntaxError> errors_;
  std::vector<SourceRange> comments_;
};

template <typename Drop>
void SyntaxTree::DropRows(const Drop& drop) {
  struct Open {
    std::size_t end;  // the old row behind the subtree
    std::size_t row;  // the new row
  };
  std::vector<Open> open;
  std::size_t kept = 0;
  const auto close = [&](std::size_t at) {
    for (; !open.empty() && open.back().end <= at; open.pop_back())
      records_[open.back().row].size = static_cast<std::uint32_t>(kept - open.back().row);
  };
  for (std::size_t at = 0; at < records_.size();) {
    close(at);
    const SyntaxRecord row = records_[at];
    if (drop(row)) {
      at += row.size;
      continue;
    }
    if (row.size > 1) open.push_back({at + row.size, kept});
    records_[kept++] = row;
    ++at;
  }
  close(records_.size());
  records_.resize(kept);
}

// Parses file after file; one for each thread.
class SyntaxParser {
 public:
  SyntaxParser();
  ~SyntaxParser();
  SyntaxParser(SyntaxParser&&) noexcept;
  SyntaxParser& operator=(SyntaxParser&&) noexcept;

  // Never fails: what cannot be read is an ERROR node. `text`: valid UTF-8, shorter than 2 GiB.
  SyntaxTree Parse(std::string_view text);
  // As Parse, into a tree whose memory is used again.
  void ParseInto(std::string_view text, SyntaxTree& tree);
  // tree-sitter alone, its tree thrown away: what a scan is measured against. Returns the number of nodes of the tree.
  std::size_t ParseOnly(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Parses one text with a parser of its own.
SyntaxTree Parse(std::string_view text);

}  // namespace dangle

#endif  // DANGLE_FRONTEND_SYNTAX_H_
