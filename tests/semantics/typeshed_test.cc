#include "semantics/typeshed.h"

#include <string>

#include "gtest/gtest.h"

namespace dangle {
namespace {

TEST(TypeshedTest, FindsModulesOfTheVersion) {
  ASSERT_TRUE(FindTypeshed("asyncio.taskgroups", 12));
  EXPECT_FALSE(FindTypeshed("asyncio.taskgroups", 10));
  EXPECT_FALSE(FindTypeshed("distutils", 12));
  ASSERT_TRUE(FindTypeshed("distutils", 11));
  EXPECT_TRUE(FindTypeshed("distutils", 11)->is_package);
  EXPECT_TRUE(FindTypeshed("yaml", 12)->is_third_party);
  EXPECT_FALSE(FindTypeshed("nothing_of_this_name", 12));
}

TEST(TypeshedTest, TheIndexIsSorted) {
  for (std::size_t i = 1; i < TypeshedCount(); ++i) EXPECT_LT(TypeshedAt(i - 1).name, TypeshedAt(i).name);
  EXPECT_GT(TypeshedCount(), 1000U);
  EXPECT_EQ(TypeshedAt(TypeshedLowerBound("argparse")).name, "argparse");
}

TEST(TypeshedTest, DropsWhatIsOfOtherVersions) {
  const std::string packed = "a: int\n'@if 4096'\nb: int\n'@if 2048'\nc: int\n'@end'\n'@end'\n\"\"\"@if 2048\"\"\"\nd: int\n'@end'\ne: int\n";
  EXPECT_EQ(UnpackTypeshed(packed, 12), "a: int\nb: int\ne: int\n");
  EXPECT_EQ(UnpackTypeshed(packed, 11), "a: int\nd: int\ne: int\n");
  EXPECT_EQ(UnpackTypeshed(packed, 8), "a: int\ne: int\n");
}

}  // namespace
}  // namespace dangle
