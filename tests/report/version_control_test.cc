#include "report/version_control.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace dangle {
namespace {

namespace fs = std::filesystem;

class VersionControlTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    root_ = fs::path(testing::TempDir()) / ("dangle_vcs_" + name + "_" + std::to_string(getpid()));
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  const std::string commit_ = "0123456789abcdef0123456789abcdef01234567";
  const std::string config_ =
      "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = https://x.example/f\n[remote \"origin\"]\n"
      "\tfetch = +refs/heads/*:refs/remotes/origin/*\n\turl = https://user:secret@x.example/shop.git\n[branch \"main\"]\n\turl = "
      "no\n";
  fs::path root_;
};

TEST_F(VersionControlTest, ABranch) {
  Write(".git/HEAD", "ref: refs/heads/feature/x\n");
  Write(".git/refs/heads/feature/x", commit_ + "\n");
  Write(".git/config", config_);
  const auto found = ReadVersionControl(root_);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->repository_uri, "https://x.example/shop.git");
  EXPECT_EQ(found->revision, commit_);
  EXPECT_EQ(found->branch, "feature/x");
}

TEST_F(VersionControlTest, PackedRefs) {
  Write(".git/HEAD", "ref: refs/heads/main\n");
  Write(".git/packed-refs", "# pack-refs with: peeled\n" + std::string(40, 'f') + " refs/heads/mainline\n" + commit_ + " refs/heads/main\n^" +
                                std::string(40, 'e') + "\n");
  Write(".git/config", config_);
  ASSERT_TRUE(ReadVersionControl(root_).has_value());
  EXPECT_EQ(ReadVersionControl(root_)->revision, commit_);
}

TEST_F(VersionControlTest, DetachedHead) {
  Write(".git/HEAD", commit_ + "\n");
  Write(".git/config", config_);
  ASSERT_TRUE(ReadVersionControl(root_).has_value());
  EXPECT_EQ(ReadVersionControl(root_)->branch, "");
}

TEST_F(VersionControlTest, LinkedWorktree) {
  Write("main/.git/config", config_);
  Write("main/.git/refs/heads/side", commit_);
  Write("main/.git/worktrees/side/HEAD", "ref: refs/heads/side\n");
  Write("main/.git/worktrees/side/commondir", "../..\n");
  Write("side/.git", "gitdir: ../main/.git/worktrees/side\n");
  const auto found = ReadVersionControl(root_ / "side");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->revision, commit_);
  EXPECT_EQ(found->branch, "side");
}

TEST_F(VersionControlTest, WhatIsNoCheckoutHasNone) {
  EXPECT_FALSE(ReadVersionControl(root_).has_value());
  Write(".git/HEAD", "ref: refs/heads/main\n");  // no commit yet
  Write(".git/config", config_);
  EXPECT_FALSE(ReadVersionControl(root_).has_value());
  Write(".git/HEAD", "ref: ../../etc/passwd\n");
  EXPECT_FALSE(ReadVersionControl(root_).has_value());
  Write(".git/HEAD", commit_);
  Write(".git/config", "[remote \"origin\"]\n\turl = /srv/shop.git\n");
  EXPECT_FALSE(ReadVersionControl(root_).has_value());
}

TEST(RepositoryUriTest, Forms) {
  EXPECT_EQ(RepositoryUri("https://x.example/a/b.git"), "https://x.example/a/b.git");
  EXPECT_EQ(RepositoryUri("https://token@x.example/a"), "https://x.example/a");
  EXPECT_EQ(RepositoryUri("https://x.example/a@b"), "https://x.example/a@b");
  EXPECT_EQ(RepositoryUri("git@x.example:a/b.git"), "ssh://x.example/a/b.git");
  EXPECT_EQ(RepositoryUri("ssh://git@x.example:22/a"), "ssh://x.example:22/a");
  EXPECT_EQ(RepositoryUri("/srv/a.git"), "");
  EXPECT_EQ(RepositoryUri("../a.git"), "");
  EXPECT_EQ(RepositoryUri("C:/a.git"), "");
  EXPECT_EQ(RepositoryUri("file:///srv/a.git"), "");
  EXPECT_EQ(RepositoryUri("https://x.example/a b"), "");
  EXPECT_EQ(RepositoryUri(""), "");
}

}  // namespace
}  // namespace dangle
