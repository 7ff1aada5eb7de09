#include "ir/parser.h"

#include <gtest/gtest.h>

#include "ir/printer.h"

namespace dangle {
namespace {

// One of each kind. Not a function that makes sense: the parser does not ask for that.
constexpr std::string_view kEverything =
    R"(async func Client.load(self, /, url, x.3=..., *args, key=None, **more) generator incomplete
  slot self
  slot url cell
  slot count free in_memory outer 2
  slot x.3
  slot x.4
  slot args
  slot key
  slot more
  slot .8
  b0:
    %0 = param self
    %1 = const none
    %2 = const string "a \"quoted\" \\ \x0a # text"
    %3 = const unbound '
    %4 = load_name open !
    %5 = load_namespace open !
    store_name x, %4 !
    store_namespace x, move %4 !
    delete_name x !
    delete_namespace x !
    %10 = load_cell count !
    %11 = import 4 !
    bind x.3, move %4
    drop x.4
    drop .8
    drop %4
    %16 = hold %0
    %17 = load_attr %0, name !
    store_attr %0, name, move %17 !
    delete_attr %0, name !
    %20 = load_item %0, %1 !
    store_item %0, %1, %2 !
    delete_item %0, %1 !
    %23 = call move %4(%0, move %1, key=move %2, *%3, **move %4) !
    %24 = await move %23 !~
    %25 = yield %24 !^
    %26 = yield !^
    %27 = yield_from %24 !^
    %28 = unary not %1 !
    %29 = unary ~ %1 !
    %30 = binary + %1, %2 !
    %31 = binary **= %1, move %2 !
    %32 = compare not_in %1, %2 !
    %33 = make dict (%1, %2, **%3) !
    %34 = make tuple () !
    insert %33, %1 !
    insert %33, %1, move %2 !
    %37 = unpack %34, 3, star 1 !
    %38 = unpack %34, 2 !
    %39 = element %37, 2
    %40 = closure 3 (%1, key=%2)
    %41 = class 1 (%1, metaclass=%2) !
    %42 = iterate %1 !
    %43 = iterate_async %1 !
    %44 = enter %1 !
    %45 = enter_async %1 !~
    %46 = exit move %1 !
    %47 = exit_async move %1, %2 !~
    %48 = catch cancel
    %49 = match_exception %48, move %1
    %50 = match_exception_star %48, move %1
    %51 = match sequence %1, 2, star !
    %52 = match key %1, move %2, 0 !
    %53 = match attribute %1, 0, name !
    %54 = phi x.3 (%1, %2)
    %55 = phi (%1, %2)
    %56 = unknown (%1, %2) !
    jump b1 '
  b1:  from b0, b2 true, b0 raise  raise b2  cancel b3  abandon b3  survivors %4, %5
    branch move %1, b1, b2 !
  b2:
    %59 = next_async %1, b1, b2 !~
  b3:
    return
  b4:
    return move %1
  b5:
    raise move %1, %2 !
  b6:
    raise !
  b7:
    reraise move %48 !~
  b8:
    unreachable
)";

TEST(Parser, ReadsWhatThePrinterPrints) {
  NameTable names;
  const absl::StatusOr<Function> function = ParseFunction(kEverything, names);
  ASSERT_TRUE(function.ok()) << function.status();
  EXPECT_EQ(function->parameters.size(), 6U);
  EXPECT_TRUE(function->parameters[4].default_is_none);
  EXPECT_EQ(PrintFunction(*function, names), kEverything);
}

TEST(Parser, SaysWhereItFails) {
  NameTable names;
  const auto error = [&](std::string_view text) { return std::string(ParseFunction(text, names).status().message()); };
  EXPECT_EQ(error("func f()\n  b0:\n    fly %1\n"), "line 3: unknown instruction 'fly'");
  EXPECT_EQ(error("func f()\n  b0:\n    %1 = const none\n"), "line 3: expected %0");
  EXPECT_EQ(error("func f()\n  b0:\n    const none\n"), "line 3: this makes a value: write %0 =");
  EXPECT_EQ(error("func f()\n  b0:\n    bind x, %1\n"), "line 3: no slot 'x'");
  EXPECT_EQ(error("func f(a)\n  b0:\n    return\n"), "line 3: parameter 'a' has no slot");
  EXPECT_EQ(error("method f()\n"), "line 1: unknown word 'method'");
  EXPECT_EQ(error(""), "line 0: expected a block");
}

TEST(Printer, DrawsAGraph) {
  NameTable names;
  Module module;
  module.functions.push_back(*ParseFunction("func f()\n  b0:\n    jump b1\n  b1:  from b0\n    unreachable\n", names));
  const std::string dot = PrintModuleDot(module, names);
  EXPECT_NE(dot.find("f0_b0 -> f0_b1"), std::string::npos);
}

}  // namespace
}  // namespace dangle
