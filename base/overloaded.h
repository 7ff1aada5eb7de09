// Overloaded: one callable from several lambdas, for std::visit over a closed set. A missing case does not compile.
#ifndef DANGLE_BASE_OVERLOADED_H_
#define DANGLE_BASE_OVERLOADED_H_

namespace dangle {

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace dangle

#endif  // DANGLE_BASE_OVERLOADED_H_
