// What only a folder can get wrong; the contract is tested in object_store_contract_test.cpp.
#include "services/storage/folder_store.hpp"

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "tests/support/run.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace aisha::tests {
namespace {

namespace fs = std::filesystem;

/// The only file of the key's folder.
fs::path file_of(fs::path const& folder, std::string const& key) {
    for (auto const& entry : fs::directory_iterator(folder / key))
        if (entry.path().filename().string().starts_with("sha256=")) return entry.path();
    return {};
}

class FolderStoreTest : public ::testing::Test {
protected:
    fs::path root() const { return folder_.path() / "deep" / "storage"; }

    /// Paths of all files below the store, relative to it.
    std::vector<std::string> files() const {
        std::vector<std::string> result;
        for (auto const& entry : fs::recursive_directory_iterator(root()))
            if (entry.is_regular_file()) result.push_back(fs::relative(entry.path(), root()).string());
        std::ranges::sort(result);
        return result;
    }

    void put(FolderStore& store, std::string key, std::string_view bytes) {
        run(loop_, store.put(std::move(key), folder_.write("source", bytes)));
    }

    asio::io_context loop_{1};
    TemporaryFolder folder_;
    asio::thread_pool pool_{2};
};

TEST_F(FolderStoreTest, makes_its_folder_and_names_files_by_their_hash) {
    FolderStore store(pool_, root(), silent_log());
    put(store, "a/b.ogg", "old");
    put(store, "a/b.ogg", "bytes");
    EXPECT_EQ(files(), std::vector<std::string>{"a/b.ogg/sha256=" + sha256_hex("bytes")});
}

TEST_F(FolderStoreTest, files_and_folders_are_for_their_owner_alone) {
    auto const mask = ::umask(0);
    FolderStore store(pool_, root(), silent_log());
    put(store, "a/b", "bytes");
    ::umask(mask);
    EXPECT_EQ(fs::status(file_of(root(), "a/b")).permissions(), fs::perms(0600));
    for (auto const& folder : {root(), root() / "a", root() / "a/b"})
        EXPECT_EQ(fs::status(folder).permissions(), fs::perms(0700)) << folder;
}

TEST_F(FolderStoreTest, a_removed_object_leaves_no_folders) {
    FolderStore store(pool_, root(), silent_log());
    put(store, "users/1/a.ogg", "a");
    put(store, "users/2/b.ogg", "b");
    run(loop_, store.remove("users/1/a.ogg"));
    EXPECT_FALSE(fs::exists(root() / "users/1"));
    EXPECT_TRUE(fs::exists(root() / "users/2"));
    run(loop_, store.remove("users/2/b.ogg"));
    EXPECT_FALSE(fs::exists(root() / "users"));
    EXPECT_TRUE(fs::exists(root()));
}

TEST_F(FolderStoreTest, another_store_finds_the_objects) {
    { FolderStore(pool_, root(), silent_log()); }
    FolderStore first(pool_, root(), silent_log());
    put(first, "a", "bytes");
    FolderStore second(pool_, root() / "", silent_log());
    EXPECT_TRUE(run(loop_, second.get("a", folder_.path() / "fetched")));
    EXPECT_EQ(read_file(folder_.path() / "fetched"), "bytes");
}

TEST_F(FolderStoreTest, a_start_removes_what_was_left_half_written_but_not_what_is_being_written) {
    fs::create_directories(root() / "=incoming");
    std::ofstream(root() / "=incoming" / "left") << "half";
    std::ofstream(root() / "=incoming" / "busy") << "half";
    int const busy = ::open((root() / "=incoming" / "busy").c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_EQ(::flock(busy, LOCK_EX), 0);
    FolderStore store(pool_, root(), silent_log());
    EXPECT_EQ(files(), std::vector<std::string>{"=incoming/busy"});
    ::close(busy);
}

TEST_F(FolderStoreTest, after_an_interrupted_replacement_the_newer_object_counts) {
    FolderStore store(pool_, root(), silent_log());
    put(store, "a", "old");
    auto const old = file_of(root(), "a");
    fs::rename(old, folder_.path() / "kept");
    put(store, "a", "new");
    fs::rename(folder_.path() / "kept", old);  // as if the put had died before it removed the old one
    fs::last_write_time(old, fs::last_write_time(old) - std::chrono::hours(1));
    EXPECT_TRUE(run(loop_, store.get("a", folder_.path() / "fetched")));
    EXPECT_EQ(read_file(folder_.path() / "fetched"), "new");
    put(store, "a", "newest");
    EXPECT_EQ(files(), std::vector<std::string>{"a/sha256=" + sha256_hex("newest")});
}

/// A size that no file may pass stands for a disk that is full: the write fails half-way in the same place.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit const now{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(FullDisk const&) = delete;
    FullDisk& operator=(FullDisk const&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

TEST_F(FolderStoreTest, a_full_disk_is_unavailable_and_leaves_the_old_object_and_nothing_else) {
    FolderStore store(pool_, root(), silent_log());
    put(store, "a", "old");
    auto const before = files();
    auto const file = folder_.write("large", std::string(200'000, 'x'));
    {
        FullDisk const full(100'000);
        EXPECT_THROW(run(loop_, store.put("a", file)), Unavailable);
        EXPECT_THROW(run(loop_, store.put("b", file)), Unavailable);
    }
    EXPECT_EQ(files(), before);
    {
        FullDisk const full(1000);
        EXPECT_THROW(run(loop_, store.check()), Unavailable);
    }
    run(loop_, store.put("a", file));
    {
        FullDisk const full(100'000);
        EXPECT_THROW(run(loop_, store.get("a", folder_.path() / "fetched")), Unavailable);
    }
    EXPECT_FALSE(fs::exists(folder_.path() / "fetched"));
    EXPECT_TRUE(run(loop_, store.get("a", folder_.path() / "fetched")));
}

TEST_F(FolderStoreTest, a_place_that_cannot_be_a_folder_is_unavailable) {
    auto const file = folder_.write("file", "not a folder");
    EXPECT_THROW(FolderStore(pool_, file, silent_log()), Unavailable);
    EXPECT_THROW(FolderStore(pool_, file / "below", silent_log()), Unavailable);
    EXPECT_THROW(FolderStore(pool_, "/proc/self/storage", silent_log()), Unavailable);
}

}  // namespace
}  // namespace aisha::tests
