// Two processes and one file.
#include "database/file_lock.hpp"

#include "tests/support/run.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace aisha::tests {
namespace {

constexpr int let_in = 0;
constexpr int refused = 1;
constexpr int otherwise = 2;

struct FileLockTest : testing::Test {
    /// What another process finds when it tries.
    int attempt_elsewhere() const {
        auto const child = ::fork();
        if (child == 0) ::_exit(attempt());
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : otherwise;
    }
    int attempt() const {
        try {
            FileLock const lock(file);
            return let_in;
        } catch (FileInUse const& error) {
            return error.what() == "the database " + file.string() + " is in use by another process"
                       ? refused
                       : otherwise;
        } catch (...) {
            return otherwise;
        }
    }

    TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "a.db";
};

TEST_F(FileLockTest, a_second_process_is_refused_by_name) {
    {
        FileLock const lock(file);
        EXPECT_EQ(attempt_elsewhere(), refused);
    }
    EXPECT_EQ(attempt_elsewhere(), let_in);
}

TEST_F(FileLockTest, a_child_does_not_keep_what_its_parent_held) {
    std::array<int, 2> gate{};
    ASSERT_EQ(::pipe(gate.data()), 0);
    std::optional<FileLock> lock(file);
    auto const child = ::fork();
    if (child == 0) {
        char byte = 0;
        ::close(gate[1]);
        ::_exit(::read(gate[0], &byte, 1) == 0 ? 0 : 1);
    }
    lock.reset();
    EXPECT_EQ(attempt_elsewhere(), let_in);
    ::close(gate[0]);
    ::close(gate[1]);
    ::waitpid(child, nullptr, 0);
}

TEST_F(FileLockTest, a_folder_that_is_not_there_is_a_config_error) {
    EXPECT_THROW(FileLock(folder.path() / "none" / "a.db"), ConfigError);
}

}  // namespace
}  // namespace aisha::tests
