// Phase 2 alone: what the bare parse costs, which every scan is measured against, and what our table adds to it.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "frontend/syntax.h"

namespace dangle {
namespace {

// A module of `functions` async functions with the constructs that real services have.
std::string ModuleText(std::size_t functions) {
  std::string text = "import asyncio\n\n";
  for (std::size_t i = 0; i < functions; ++i) {
    text += "async def load_" + std::to_string(i) + R"((session, url: str, *, retries: int = 3) -> dict[str, int]:
    """Loads one page, at most `retries` times."""
    for attempt in range(retries):
        try:
            async with session.get(f"{url}/items?page={attempt}") as response:
                rows = [row["id"] for row in await response.json() if row.get("active")]
                return {"count": len(rows), "first": rows[0] if rows else None}
        except (OSError, asyncio.TimeoutError) as error:
            await asyncio.sleep(0.1 * 2 ** attempt)
    return {}


)";
  }
  return text;
}

template <typename Run>
void Measure(benchmark::State& state, const Run& run) {
  const std::string text = ModuleText(static_cast<std::size_t>(state.range(0)));
  SyntaxParser parser;
  for ([[maybe_unused]] auto iteration : state) run(parser, text);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetComplexityN(state.range(0));
}

void BM_ParseOnly(benchmark::State& state) {
  Measure(state, [](SyntaxParser& parser, const std::string& text) { benchmark::DoNotOptimize(parser.ParseOnly(text)); });
}
BENCHMARK(BM_ParseOnly)->RangeMultiplier(8)->Range(8, 512)->Complexity(benchmark::oN);

void BM_ParseIntoTable(benchmark::State& state) {
  SyntaxTree tree;
  Measure(state, [&](SyntaxParser& parser, const std::string& text) {
    parser.ParseInto(text, tree);
    benchmark::DoNotOptimize(tree.root());
  });
}
BENCHMARK(BM_ParseIntoTable)->RangeMultiplier(8)->Range(8, 512)->Complexity(benchmark::oN);

}  // namespace
}  // namespace dangle
