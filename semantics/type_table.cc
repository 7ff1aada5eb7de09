#include "semantics/type_table.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "base/check.h"

namespace dangle {

namespace {

constexpr std::uint32_t kChunkBits = 10;
constexpr std::uint32_t kChunkSize = 1U << kChunkBits;
constexpr std::uint32_t kMaxChunks = 1U << 13;
constexpr std::uint32_t kShardBits = 4;
// The ids of types.h stand before all shards.
constexpr std::uint32_t kFixedTypes = 5;

// Five multiplications: types are looked up for nearly every instruction.
std::size_t HashOf(const Type& type) {
  std::uint64_t hash = static_cast<std::uint64_t>(type.kind) + 1;
  const auto mix = [&](std::uint32_t high, std::uint32_t low) {
    hash ^= (static_cast<std::uint64_t>(high) << 32) | low;
    hash *= 0x9E3779B97F4A7C15U;
    hash ^= hash >> 29;
  };
  mix(type.function.module.value(), type.function.function.value());
  mix(type.class_ref.module.value(), type.class_ref.class_id.value());
  mix(type.module.value(), type.name.value());
  for (const TypeId argument : type.arguments) mix(argument.value(), 0);
  return hash;
}

bool SameHead(const Type& a, const Type& b) {
  return a.kind == b.kind && a.function == b.function && a.class_ref == b.class_ref && a.module == b.module && a.name == b.name &&
         a.arguments.size() == b.arguments.size();
}

bool Same(const Type& a, const Type& b) { return SameHead(a, b) && std::ranges::equal(a.arguments, b.arguments); }

int Sign(std::strong_ordering order) { return order < 0 ? -1 : (order > 0 ? 1 : 0); }

}  // namespace

struct TypeTable::Record {
  TypeId self;  // so that a type that is no union can be seen as its only member
  Type type;
  std::unique_ptr<TypeId[]> arguments;
  std::uint32_t next_of_hash = kNoRecord;  // in the same shard
  std::uint8_t depth = 0;

  static constexpr std::uint32_t kNoRecord = 0xFFFFFFFFU;
};

struct TypeTable::Shard {
  using Chunk = std::array<Record, kChunkSize>;

  Record& RecordAt(std::uint32_t number) { return (*owned_chunks[number >> kChunkBits])[number & (kChunkSize - 1)]; }

  std::mutex mutex;
  absl::flat_hash_map<std::size_t, std::uint32_t> first_of_hash;
  std::uint32_t size = 0;
  std::vector<std::atomic<Chunk*>> chunks = std::vector<std::atomic<Chunk*>>(kMaxChunks);
  std::vector<std::unique_ptr<Chunk>> owned_chunks;
};

TypeTable::TypeTable(const std::vector<Module>& modules, const NameTable& names) : modules_(modules), names_(names) {
  for (auto& shard : shards_) shard = std::make_unique<Shard>();
  fixed_ = std::make_unique<Record[]>(kFixedTypes);
  fixed_[kNothingType.value()].type.kind = TypeKind::kNothing;
  fixed_[kUnknownType.value()].type.kind = TypeKind::kUnknown;
  fixed_[kNoneType.value()].type.kind = TypeKind::kNone;
  fixed_[kTrueType.value()].type.kind = TypeKind::kTrue;
  fixed_[kFalseType.value()].type.kind = TypeKind::kFalse;
  for (std::size_t i = 0; i < kFixedTypes; ++i) fixed_[i].self = TypeId(i);
}
TypeTable::~TypeTable() = default;

const TypeTable::Record& TypeTable::RecordOf(TypeId id) const {
  if (id.value() < kFixedTypes) return fixed_[id.value()];
  const std::uint32_t code = (id.value() & ~(kUnionBit | kTypeVarBit)) - kFixedTypes;
  const std::uint32_t number = code >> kShardBits;
  const Shard::Chunk* chunk = shards_[code & (kShards - 1)]->chunks[number >> kChunkBits].load(std::memory_order_acquire);
  return (*chunk)[number & (kChunkSize - 1)];
}

const Type& TypeTable::operator[](TypeId id) const { return RecordOf(id).type; }
bool TypeTable::IsOnly(TypeId id, TypeKind kind) const {
  const TypeMembers members = MembersOf(id);
  return !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) { return (*this)[member].kind == kind; });
}

bool TypeTable::MayBeTrue(TypeId id) const {
  const TypeMembers members = MembersOf(id);
  return std::any_of(members.begin(), members.end(),
                     [&](TypeId member) { return (*this)[member].kind == TypeKind::kTrue || (*this)[member].kind == TypeKind::kInstance; });
}

std::span<const TypeId> TypeTable::SpanOfMembers(TypeId id) const {
  if (id == kNothingType) return {};
  const Record& record = RecordOf(id);
  if (record.type.kind == TypeKind::kUnion) return record.type.arguments;
  return {&record.self, 1};
}

TypeId TypeTable::InternExact(const Type& type) {
  const std::size_t hash = HashOf(type);
  const auto shard_number = static_cast<std::uint32_t>(hash >> 40) & (kShards - 1);
  Shard& shard = *shards_[shard_number];
  const std::lock_guard lock(shard.mutex);
  const auto [entry, is_new] = shard.first_of_hash.try_emplace(hash, Record::kNoRecord);
  bool has_type_var = type.kind == TypeKind::kTypeVar;
  for (const TypeId argument : type.arguments) has_type_var |= HasTypeVar(argument);
  const auto id_of = [&](std::uint32_t number) {
    std::uint32_t id = ((number << kShardBits) | shard_number) + kFixedTypes;
    if (type.kind == TypeKind::kUnion) id |= kUnionBit;
    if (has_type_var) id |= kTypeVarBit;
    return TypeId(id);
  };
  for (std::uint32_t number = entry->second; number != Record::kNoRecord; number = shard.RecordAt(number).next_of_hash) {
    if (Same(shard.RecordAt(number).type, type)) return id_of(number);
  }
  const std::uint32_t number = shard.size++;
  const std::uint32_t chunk_number = number >> kChunkBits;
  DANGLE_CHECK(chunk_number < kMaxChunks);
  if (chunk_number == shard.owned_chunks.size()) {
    shard.owned_chunks.push_back(std::make_unique<Shard::Chunk>());
    shard.chunks[chunk_number].store(shard.owned_chunks.back().get(), std::memory_order_release);
  }
  Record& record = shard.RecordAt(number);
  record.type = type;
  record.self = id_of(number);
  record.next_of_hash = entry->second;
  entry->second = number;
  if (!type.arguments.empty()) {
    record.arguments = std::make_unique<TypeId[]>(type.arguments.size());
    std::ranges::copy(type.arguments, record.arguments.get());
    record.type.arguments = {record.arguments.get(), type.arguments.size()};
    for (const TypeId argument : type.arguments) {
      record.depth = std::max(record.depth, static_cast<std::uint8_t>(RecordOf(argument).depth + 1));
    }
  }
  return id_of(number);
}

TypeId TypeTable::Intern(const Type& type) {
  switch (type.kind) {
    case TypeKind::kNothing:
      return kNothingType;
    case TypeKind::kUnknown:
      return kUnknownType;
    case TypeKind::kNone:
      return kNoneType;
    case TypeKind::kTrue:
      return kTrueType;
    case TypeKind::kFalse:
      return kFalseType;
    default:
      break;
  }
  const bool is_deep = std::ranges::any_of(type.arguments, [&](TypeId id) { return RecordOf(id).depth + 1 > kMaxTypeDepth; });
  if (!is_deep) return InternExact(type);
  const std::vector<TypeId> unknown(type.arguments.size(), kUnknownType);
  Type flat = type;
  flat.arguments = unknown;
  return InternExact(flat);
}

TypeId TypeTable::Instance(ClassRef class_ref, std::span<const TypeId> arguments) {
  Type type;
  type.kind = TypeKind::kInstance;
  type.class_ref = class_ref;
  type.arguments = arguments;
  return Intern(type);
}

TypeId TypeTable::ClassObject(ClassRef class_ref) {
  Type type;
  type.kind = TypeKind::kClass;
  type.class_ref = class_ref;
  return Intern(type);
}

TypeId TypeTable::ClassObjectsOf(TypeId of) {
  if (HasTypeVar(of)) return Instance(metaclass_, of);
  TypeId result = kNothingType;
  for (const TypeId member : MembersOf(of)) {
    const Type& type = (*this)[member];
    result = Union(result, type.kind == TypeKind::kInstance ? ClassObject(type.class_ref) : kUnknownType);
  }
  return result;
}

TypeId TypeTable::OfFunction(TypeKind kind, FunctionRef function, std::span<const TypeId> arguments) {
  Type type;
  type.kind = kind;
  type.function = function;
  type.arguments = arguments;
  return Intern(type);
}

TypeId TypeTable::OfModule(ModuleId module) {
  Type type;
  type.kind = TypeKind::kModule;
  type.module = module;
  return Intern(type);
}

TypeId TypeTable::Tuple(std::span<const TypeId> items) {
  Type type;
  type.kind = TypeKind::kTuple;
  type.arguments = items;
  return Intern(type);
}

TypeId TypeTable::TypeVar(ModuleId module, NameId name) {
  Type type;
  type.kind = TypeKind::kTypeVar;
  type.module = module;
  type.name = name;
  return Intern(type);
}

TypeId TypeTable::Union(TypeId a, TypeId b) {
  if (a == b || b == kNothingType) return a;
  if (a == kNothingType) return b;
  const std::array<TypeId, 2> both{a, b};
  return UnionOf(both);
}

void TypeTable::AddMember(Members& members, TypeId member) {
  const Type& type = (*this)[member];
  for (TypeId& other : members) {
    if (other == member) return;
    const Type& known = (*this)[other];
    if (!SameHead(known, type) || type.arguments.empty()) continue;
    absl::InlinedVector<TypeId, 4> joined;
    // Within arguments unknown is the top: a registry of many kinds must not grow and widen in turns.
    for (std::size_t i = 0; i < type.arguments.size(); ++i) {
      const TypeId left = known.arguments[i];
      const TypeId right = type.arguments[i];
      joined.push_back(left == kUnknownType || right == kUnknownType ? kUnknownType : Union(left, right));
    }
    Type merged = known;
    merged.arguments = joined;
    other = Intern(merged);
    return;
  }
  members.push_back(member);
}

// True | False is bool, and bool | True, too: otherwise a cell that is joined with both in turn would never stand still.
void TypeTable::JoinBooleans(Members& members) {
  const auto is_literal = [](TypeId id) { return id == kTrueType || id == kFalseType; };
  const auto literals = std::ranges::count_if(members, is_literal);
  if (literals == 0) return;
  const TypeId whole = Instance(bool_class_);
  if (literals == 1 && std::ranges::find(members, whole) == members.end()) return;
  members.erase(std::remove_if(members.begin(), members.end(), is_literal), members.end());
  AddMember(members, whole);
}

TypeId TypeTable::UnionOf(std::span<const TypeId> types) {
  Members members;
  for (const TypeId& type : types) {
    for (const TypeId member : MembersOf(type)) AddMember(members, member);
  }
  if (members.empty()) return kNothingType;
  if (members.size() == 1) return members.front();
  if (bool_class_.IsValid()) {
    JoinBooleans(members);
    if (members.size() == 1) return members.front();
  }
  if (members.size() > kMaxUnionMembers) {
    TypeId result = kNothingType;
    for (const TypeId member : members) {
      const Type& type = (*this)[member];
      if (type.kind != TypeKind::kCoroutine) return kUnknownType;
      result = Union(result, type.arguments[0]);
    }
    return OfFunction(TypeKind::kCoroutine, FunctionRef(), result);
  }
  std::ranges::sort(members, [&](TypeId a, TypeId b) { return CompareMembers(a, b) < 0; });
  Type type;
  type.kind = TypeKind::kUnion;
  type.arguments = members;
  return Intern(type);
}

int TypeTable::CompareModules(ModuleId a, ModuleId b) const {
  if (a == b) return 0;
  if (!a.IsValid() || !b.IsValid()) return a.IsValid() ? 1 : -1;
  const int order = names_.Text(modules_[a.value()].name).compare(names_.Text(modules_[b.value()].name));
  return order != 0 ? order : Sign(a <=> b);
}

int TypeTable::CompareFunctions(FunctionRef a, FunctionRef b) const {
  const int order = CompareModules(a.module, b.module);
  return order != 0 ? order : Sign(a.function <=> b.function);
}

int TypeTable::CompareClasses(ClassRef a, ClassRef b) const {
  const int order = CompareModules(a.module, b.module);
  return order != 0 ? order : Sign(a.class_id <=> b.class_id);
}

// Classes and functions by module name and place in the source; what has no name of its own (None, unknown) comes last.
int TypeTable::CompareMembers(TypeId a, TypeId b) const {
  if (a == b) return 0;
  const Type& left = (*this)[a];
  const Type& right = (*this)[b];
  const auto rank = [](TypeKind kind) {
    if (kind == TypeKind::kNone) return 100;
    if (kind == TypeKind::kUnknown) return 101;
    return static_cast<int>(kind);
  };
  if (left.kind != right.kind) return rank(left.kind) - rank(right.kind);
  if (const int order = CompareClasses(left.class_ref, right.class_ref); order != 0) return order;
  if (const int order = CompareFunctions(left.function, right.function); order != 0) return order;
  if (const int order = CompareModules(left.module, right.module); order != 0) return order;
  if (left.name != right.name) return names_.Text(left.name).compare(names_.Text(right.name));
  if (left.arguments.size() != right.arguments.size()) return left.arguments.size() < right.arguments.size() ? -1 : 1;
  for (std::size_t i = 0; i < left.arguments.size(); ++i) {
    if (const int order = CompareMembers(left.arguments[i], right.arguments[i]); order != 0) return order;
  }
  return 0;
}

}  // namespace dangle
