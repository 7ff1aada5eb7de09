// Operators, truth, equality, and how values stand in the log.
#include <algorithm>
#include <optional>

#include "tests/interpreter/interpreter.h"

namespace dangle::interpreter {
namespace {

// The number of an int or bool.
std::optional<std::int64_t> NumberOf(const Object* object) {
  if (const auto* number = object->As<std::int64_t>()) return *number;
  if (const auto* truth = object->As<bool>()) return *truth ? 1 : 0;
  return std::nullopt;
}

constexpr std::string_view kBinaryMethods[] = {"add", "sub",    "mul",    "matmul", "truediv", "floordiv", "mod",
                                               "pow", "lshift", "rshift", "and",    "or",      "xor"};

// CPython has each small integer and the empty tuple once.
bool Same(const Object* left, const Object* right) {
  if (left == right) return true;
  if (left->type != right->type) return false;
  const auto* left_number = left->As<std::int64_t>();
  if (left_number != nullptr) return *left_number == *right->As<std::int64_t>();
  const auto* items = left->As<Sequence>();
  return items != nullptr && items->items.empty() && right->As<Sequence>()->items.empty() && left->type->As<ClassObject>()->name == "tuple";
}

template <typename T>
bool Ordered(CompareOperator op, const T& left, const T& right) {
  switch (op) {
    case CompareOperator::kLess:
      return left < right;
    case CompareOperator::kLessEqual:
      return left <= right;
    case CompareOperator::kGreater:
      return left > right;
    default:
      return left >= right;
  }
}

}  // namespace

Result Interpreter::Truth(Object* object, bool& truth) {
  truth = true;
  if (object->As<None>() != nullptr) truth = false;
  if (const auto number = NumberOf(object)) truth = *number != 0;
  if (const auto* text = object->As<std::string>()) truth = !text->empty();
  if (const auto* sequence = object->As<Sequence>()) truth = !sequence->items.empty();
  if (const auto* dict = object->As<Dict>()) truth = !dict->entries.empty();
  if (object->As<Instance>() == nullptr) return {};
  if (Object* const method = FindOnType(object->type, Name("__bool__"))) {
    Result result = CallWith(method, {Ref(object)});
    if (!result.ok()) return result;
    truth = result.value.get() == true_.get();
  }
  return {};
}

Result Interpreter::Length(Object* object) {
  if (const auto* sequence = object->As<Sequence>()) return Value(MakeInt(static_cast<std::int64_t>(sequence->items.size())));
  if (const auto* dict = object->As<Dict>()) return Value(MakeInt(static_cast<std::int64_t>(dict->entries.size())));
  if (const auto* text = object->As<std::string>()) return Value(MakeInt(static_cast<std::int64_t>(text->size())));
  return CallMethod(object, "__len__", {});
}

Result Interpreter::Unary(UnaryOperator op, Object* operand) {
  if (op == UnaryOperator::kNot) {
    bool truth = false;
    Result result = Truth(operand, truth);
    return result.ok() ? Value(MakeBool(!truth)) : result;
  }
  const auto number = NumberOf(operand);
  if (!number) return Error("TypeError");
  switch (op) {
    case UnaryOperator::kMinus:
      return Value(MakeInt(-*number));
    case UnaryOperator::kInvert:
      return Value(MakeInt(~*number));
    default:
      return Value(MakeInt(*number));
  }
}

Result Interpreter::Arithmetic(BinaryOperator op, std::int64_t left, std::int64_t right) {
  switch (op) {
    case BinaryOperator::kAdd:
      return Value(MakeInt(left + right));
    case BinaryOperator::kSubtract:
      return Value(MakeInt(left - right));
    case BinaryOperator::kMultiply:
      return Value(MakeInt(left * right));
    case BinaryOperator::kAnd:
      return Value(MakeInt(left & right));
    case BinaryOperator::kOr:
      return Value(MakeInt(left | right));
    case BinaryOperator::kXor:
      return Value(MakeInt(left ^ right));
    case BinaryOperator::kFloorDivide:
    case BinaryOperator::kModulo: {
      if (right == 0) return Error("ZeroDivisionError");
      const std::int64_t remainder = (left % right + right) % right;
      return Value(MakeInt(op == BinaryOperator::kModulo ? remainder : (left - remainder) / right));
    }
    default:
      return Error("TypeError");
  }
}

Result Interpreter::Binary(BinaryOperator op, bool in_place, Object* left, Object* right) {
  const auto left_number = NumberOf(left);
  const auto right_number = NumberOf(right);
  if (left_number && right_number) return Arithmetic(op, *left_number, *right_number);
  if (op == BinaryOperator::kAdd) {
    const auto* left_text = left->As<std::string>();
    const auto* right_text = right->As<std::string>();
    if (left_text != nullptr && right_text != nullptr) return Value(MakeString(*left_text + *right_text));
    auto* sequence = left->As<Sequence>();
    if (sequence != nullptr && in_place && left->type == FindType("list")) {
      std::vector<Ref> more;
      Result result = ListOf(right, more);
      if (!result.ok()) return result;
      sequence->items.insert(sequence->items.end(), more.begin(), more.end());
      return Value(Ref(left));
    }
    if (sequence != nullptr && left->type == right->type && left->type != FindType("set")) {
      Sequence joined = *sequence;
      const auto& more = right->As<Sequence>()->items;
      joined.items.insert(joined.items.end(), more.begin(), more.end());
      return Value(heap_.Make(std::move(joined), left->type));
    }
  }
  const std::string name(kBinaryMethods[static_cast<std::size_t>(op)]);
  for (const std::string& method : {"__i" + name + "__", "__" + name + "__"}) {
    if (!in_place && method[2] == 'i') continue;
    if (Object* const found = FindOnType(left->type, Name(method))) return CallWith(found, {Ref(left), Ref(right)});
  }
  return Error("TypeError");
}

Result Interpreter::Compare(CompareOperator op, Object* left, Object* right) {
  switch (op) {
    case CompareOperator::kIs:
      return Value(MakeBool(Same(left, right)));
    case CompareOperator::kIsNot:
      return Value(MakeBool(!Same(left, right)));
    case CompareOperator::kIn:
      return Contains(right, left);
    case CompareOperator::kNotIn: {
      Result result = Contains(right, left);
      return result.ok() ? Value(MakeBool(result.value.get() != true_.get())) : result;
    }
    case CompareOperator::kEqual:
    case CompareOperator::kNotEqual:
      if (Object* const method = left->As<Instance>() != nullptr ? FindOnType(left->type, Name("__eq__")) : nullptr) {
        Result result = CallWith(method, {Ref(left), Ref(right)});
        return result.ok() && op == CompareOperator::kNotEqual ? Unary(UnaryOperator::kNot, result.value.get()) : result;
      }
      return Value(MakeBool(Equal(left, right) == (op == CompareOperator::kEqual)));
    default:
      break;
  }
  const auto left_number = NumberOf(left);
  const auto right_number = NumberOf(right);
  if (left_number && right_number) return Value(MakeBool(Ordered(op, *left_number, *right_number)));
  const auto* left_text = left->As<std::string>();
  const auto* right_text = right->As<std::string>();
  if (left_text != nullptr && right_text != nullptr) return Value(MakeBool(Ordered(op, *left_text, *right_text)));
  constexpr std::string_view kMethods[] = {"__lt__", "__le__", "__gt__", "__ge__"};
  const auto index = static_cast<std::size_t>(op) - static_cast<std::size_t>(CompareOperator::kLess);
  if (Object* const method = FindOnType(left->type, Name(kMethods[index]))) return CallWith(method, {Ref(left), Ref(right)});
  return Error("TypeError");
}

Result Interpreter::Contains(Object* container, Object* item) {
  if (auto* dict = container->As<Dict>()) return Value(MakeBool(FindKey(*dict, item) != nullptr));
  if (const auto* sequence = container->As<Sequence>()) {
    const auto is_it = [&](const Ref& entry) { return Equal(entry.get(), item); };
    return Value(MakeBool(std::any_of(sequence->items.begin(), sequence->items.end(), is_it)));
  }
  if (const auto* text = container->As<std::string>(); text != nullptr && item->As<std::string>() != nullptr) {
    return Value(MakeBool(text->find(*item->As<std::string>()) != std::string::npos));
  }
  if (Object* const method = FindOnType(container->type, Name("__contains__"))) return CallWith(method, {Ref(container), Ref(item)});
  return Error("TypeError");
}

bool Interpreter::Equal(const Object* left, const Object* right) const {
  if (left == right) return true;
  const auto left_number = NumberOf(left);
  const auto right_number = NumberOf(right);
  if (left_number && right_number) return *left_number == *right_number;
  if (left->As<std::string>() != nullptr && right->As<std::string>() != nullptr) return *left->As<std::string>() == *right->As<std::string>();
  const auto* left_items = left->As<Sequence>();
  const auto* right_items = right->As<Sequence>();
  if (left_items == nullptr || right_items == nullptr || left->type != right->type) return false;
  const auto same = [this](const Ref& a, const Ref& b) { return Equal(a.get(), b.get()); };
  return std::equal(left_items->items.begin(), left_items->items.end(), right_items->items.begin(), right_items->items.end(), same);
}

// As `show` in tests/differential/run_reference.py does it; a list may hold itself.
std::string Interpreter::Show(const Object* object, int depth) const {
  if (depth > kMaxShown) return "...";
  if (object == nullptr) return "unbound";
  if (object->As<None>() != nullptr) return "None";
  if (const auto* truth = object->As<bool>()) return *truth ? "True" : "False";
  if (const auto* number = object->As<std::int64_t>()) return std::to_string(*number);
  if (const auto* text = object->As<std::string>()) return *text;
  if (const auto* type = object->As<ClassObject>()) return std::string(type->name);
  std::vector<std::string> parts;
  const auto joined = [&parts](std::string_view open, std::string_view close) {
    std::string text(open);
    for (const std::string& part : parts) text += (text.size() > 1 ? ", " : "") + part;
    return text + std::string(close);
  };
  if (const auto* sequence = object->As<Sequence>()) {
    for (const Ref& item : sequence->items) parts.push_back(Show(item.get(), depth + 1));
    if (object->type == FindType("set")) {
      std::sort(parts.begin(), parts.end());
      return joined("{", "}");
    }
    return object->type == FindType("list") ? joined("[", "]") : joined("(", ")");
  }
  if (const auto* dict = object->As<Dict>()) {
    for (const auto& [key, value] : dict->entries) parts.push_back(Show(key.get(), depth + 1) + ": " + Show(value.get(), depth + 1));
    return joined("{", "}");
  }
  if (const auto* instance = object->As<Instance>()) {
    const Object* name = IsA(object, "BaseException") ? nullptr : instance->attributes.Find(names_.Intern("name"));
    if (name != nullptr) return "<" + Show(name, depth + 1) + ">";
  }
  return std::string(object->type->As<ClassObject>()->name);
}

}  // namespace dangle::interpreter
