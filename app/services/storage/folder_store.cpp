// Objects in a folder: written beside, made durable, renamed.
#include "services/storage/folder_store.hpp"

#include "core/crash_point.hpp"
#include "core/errors.hpp"
#include "core/hash.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

namespace aisha {

namespace {

namespace fs = std::filesystem;

/// Names with `=` cannot be part of a key.
constexpr std::string_view incoming = "=incoming";
constexpr std::string_view object_prefix = "sha256=";
constexpr std::size_t copy_block = 1 << 16;
constexpr mode_t owner_only_file = 0600;
constexpr mode_t owner_only_folder = 0700;

[[noreturn]] void throw_unavailable(std::string_view what, fs::path const& where, int error) {
    throw Unavailable(fmt::format("storage: cannot {} {}: {}", what, where.string(),
                                  std::generic_category().message(error)));
}

/// An open file that closes itself.
class File {
public:
    File(fs::path path, int flags) : path_(std::move(path)), descriptor_(open(path_, flags)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }
    fs::path const& path() const { return path_; }

    /// Up to a block; empty at the end.
    std::string_view read(std::span<char> block) const {
        ssize_t size = 0;
        do size = ::read(descriptor_, block.data(), block.size());
        while (size < 0 && errno == EINTR);
        if (size < 0) throw_unavailable("read", path_, errno);
        return {block.data(), static_cast<std::size_t>(size)};
    }

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            auto const written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) throw_unavailable("write", path_, errno);
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    void sync() const {
        if (::fsync(descriptor_) != 0) throw_unavailable("make durable", path_, errno);
    }

private:
    static int open(fs::path const& path, int flags) {
        return ::open(path.c_str(), flags | O_CLOEXEC, owner_only_file);
    }

    fs::path path_;
    int descriptor_;
};

/// Removes a path at the end unless told to keep it.
class RemoveOnExit {
public:
    explicit RemoveOnExit(fs::path path) : path_(std::move(path)) {}
    ~RemoveOnExit() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    RemoveOnExit(RemoveOnExit const&) = delete;
    RemoveOnExit& operator=(RemoveOnExit const&) = delete;
    void keep() { path_.clear(); }

private:
    fs::path path_;
};

void sync_folder(fs::path const& folder) {
    File const file(folder, O_RDONLY | O_DIRECTORY);
    if (!file.is_open()) throw_unavailable("open", folder, errno);
    file.sync();
}

/// Makes `folder` and its missing parents durable, down from the first that exists.
void make_folder(fs::path const& folder) {
    if (::mkdir(folder.c_str(), owner_only_folder) == 0) return sync_folder(folder.parent_path());
    auto const error = errno;
    std::error_code ignored;
    if (error == EEXIST && fs::is_directory(folder, ignored)) return;
    if (error != ENOENT || !folder.has_relative_path()) throw_unavailable("make folder", folder, error);
    make_folder(folder.parent_path());
    if (::mkdir(folder.c_str(), owner_only_folder) != 0 && errno != EEXIST)
        throw_unavailable("make folder", folder, errno);
    sync_folder(folder.parent_path());
}

StoredObject copy(File const& from, File const& to) {
    std::array<char, copy_block> block;
    Sha256 hash;
    StoredObject result;
    for (auto bytes = from.read(block); !bytes.empty(); bytes = from.read(block)) {
        hash.add(bytes);
        to.write(bytes);
        result.size += bytes.size();
    }
    result.sha256 = hash.hex();
    return result;
}

/// A new file in the folder for incoming ones. It is locked while it is written, so that the cleaning of
/// another process knows it from one that was left behind.
struct Incoming {
    explicit Incoming(fs::path const& folder) : file(unused_name(folder), O_WRONLY | O_CREAT | O_EXCL) {
        if (!file.is_open()) throw_unavailable("write", file.path(), errno);
        removal.emplace(file.path());
        ::flock(file.descriptor(), LOCK_EX | LOCK_NB);
    }

    static fs::path unused_name(fs::path const& folder) {
        static std::atomic<std::uint64_t> number = 0;
        auto const waiting = folder / incoming;
        make_folder(waiting);
        while (true) {
            auto name = waiting / fmt::format("{}-{}", ::getpid(), number.fetch_add(1));
            if (::access(name.c_str(), F_OK) != 0) return name;
        }
    }

    File file;
    std::optional<RemoveOnExit> removal;
};

/// The files of a key's folder: one, or two where a put was interrupted before it removed the old one.
std::vector<fs::path> objects_of(fs::path const& key_folder) {
    std::vector<fs::path> result;
    std::error_code error;
    fs::directory_iterator entries(key_folder, error);
    if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) return result;
    if (error) throw_unavailable("read", key_folder, error.value());
    for (; entries != fs::directory_iterator(); entries.increment(error)) {
        if (error) throw_unavailable("read", key_folder, error.value());
        if (entries->path().filename().string().starts_with(object_prefix)) result.push_back(entries->path());
    }
    // The newest first: its put was the last, whether or not it returned.
    auto const written = [](fs::path const& file) {
        std::error_code gone;
        return fs::last_write_time(file, gone);
    };
    std::ranges::sort(result, std::ranges::greater(), written);
    return result;
}

/// Another task may remove the key's folder, left empty, between its making and the rename.
void move_into(fs::path const& from, fs::path const& key_folder, fs::path const& target) {
    constexpr int attempts = 5;
    for (int attempt = 1;; ++attempt) {
        make_folder(key_folder);
        if (::rename(from.c_str(), target.c_str()) == 0) break;
        if (errno != ENOENT || attempt == attempts) throw_unavailable("write", target, errno);
    }
    sync_folder(key_folder);
}

StoredObject put_blocking(fs::path const& folder, std::string const& key, fs::path const& source) {
    File const from(source, O_RDONLY);
    if (!from.is_open()) throw std::runtime_error("storage: no file to put: " + source.string());
    Incoming to(folder);
    auto const stored = copy(from, to.file);
    to.file.sync();
    reach(CrashPoint::object_written);
    auto const key_folder = folder / key;
    auto const target = key_folder / (std::string(object_prefix) + stored.sha256);
    // Listed before ours is there: what another put brings at the same time is not ours to remove.
    auto const replaced = objects_of(key_folder);
    move_into(to.file.path(), key_folder, target);
    to.removal->keep();
    bool removed = false;
    for (auto const& old : replaced)
        if (old != target && ::unlink(old.c_str()) == 0) removed = true;
    if (removed) sync_folder(key_folder);
    return stored;
}

/// Opens the object, looking again where it was replaced between the look and the opening.
std::unique_ptr<File> open_object(fs::path const& key_folder) {
    constexpr int attempts = 5;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto const objects = objects_of(key_folder);
        if (objects.empty()) return nullptr;
        auto file = std::make_unique<File>(objects.front(), O_RDONLY);
        if (file->is_open()) return file;
        if (errno != ENOENT) throw_unavailable("read", objects.front(), errno);
    }
    throw Unavailable("storage: an object changes faster than it can be read: " + key_folder.string());
}

bool get_blocking(fs::path const& folder, std::string const& key, fs::path const& to) {
    auto const from = open_object(folder / key);
    if (!from) return false;
    File const target(to, O_WRONLY | O_CREAT | O_TRUNC);
    if (!target.is_open()) throw_unavailable("write", to, errno);
    RemoveOnExit removal(to);
    auto const stored = copy(*from, target);
    if (std::string(object_prefix) + stored.sha256 != from->path().filename())
        throw std::runtime_error("storage: the object " + key + " is not what was put: its SHA-256 differs");
    removal.keep();
    return true;
}

void remove_blocking(fs::path const& folder, std::string const& key) {
    auto const key_folder = folder / key;
    auto const objects = objects_of(key_folder);
    if (objects.empty()) return;
    for (auto const& object : objects)
        if (::unlink(object.c_str()) != 0 && errno != ENOENT) throw_unavailable("remove", object, errno);
    sync_folder(key_folder);
    // Folders that are empty now go too; one that is not stays, and so do its parents.
    for (auto empty = key_folder; empty != folder && ::rmdir(empty.c_str()) == 0;)
        empty = empty.parent_path();
}

void check_blocking(fs::path const& folder) {
    constexpr std::size_t sample_bytes = 4096;
    Incoming const sample(folder);
    sample.file.write(std::string(sample_bytes, 'x'));
    sample.file.sync();
}

/// How many files of dead processes were removed.
int remove_left_behind(fs::path const& folder) {
    int removed = 0;
    std::error_code error;
    for (fs::directory_iterator entry(folder / incoming, error), end; !error && entry != end;
         entry.increment(error)) {
        File const file(entry->path(), O_RDONLY);
        if (!file.is_open() || ::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) continue;
        if (::unlink(entry->path().c_str()) == 0) ++removed;
    }
    return removed;
}

}  // namespace

FolderStore::FolderStore(asio::thread_pool& pool, fs::path folder, Log log)
    : pool_(pool), folder_(fs::absolute(folder).lexically_normal()), log_(std::move(log)) {
    if (!folder_.has_filename()) folder_ = folder_.parent_path();  // "storage/" is "storage"
    make_folder(folder_);
    if (auto const removed = remove_left_behind(folder_); removed > 0)
        log_.info("storage_left_behind_removed", "files", removed);
}

awaitable<StoredObject> FolderStore::put(std::string key, fs::path file) {
    require_valid_key(key);
    co_return co_await offload(pool_, [&] { return put_blocking(folder_, key, file); });
}

awaitable<bool> FolderStore::get(std::string key, fs::path to) {
    require_valid_key(key);
    co_return co_await offload(pool_, [&] { return get_blocking(folder_, key, to); });
}

awaitable<void> FolderStore::remove(std::string key) {
    require_valid_key(key);
    co_await offload(pool_, [&] { remove_blocking(folder_, key); });
}

awaitable<void> FolderStore::check() {
    co_await offload(pool_, [&] { check_blocking(folder_); });
}

}  // namespace aisha
