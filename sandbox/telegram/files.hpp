// The bytes of files, kept once by their SHA-256, and what they are.
#pragma once

#include "core/json.hpp"
#include "net/form.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace aisha::sandbox::telegram {

/// Bytes that are kept.
struct Content {
    std::string sha256;
    std::int64_t size = 0;
};

/// A folder of contents. Work on bytes is done on a thread of its own.
class FileStore {
public:
    /// Without a folder: a temporary one that goes with this object.
    explicit FileStore(std::optional<std::filesystem::path> folder);
    ~FileStore();
    FileStore(FileStore const&) = delete;
    FileStore& operator=(FileStore const&) = delete;

    /// Keeps the bytes of a form's file; on disk when it returns. `field` must outlive the call.
    awaitable<Content> keep(net::FormField const& field);
    /// Writes them into a file for work on them, which the caller removes. `field` must outlive the call.
    awaitable<std::filesystem::path> put_aside(net::FormField const& field);
    /// Moves a file in.
    awaitable<Content> take_in(std::filesystem::path file);
    /// Where the bytes are.
    std::filesystem::path path_of(std::string const& sha256) const;
    /// A new path for work on a file, in the same file system.
    std::filesystem::path scratch() const;
    /// Removes all bytes.
    void clear();

private:
    Content move_in(std::filesystem::path const& file) const;

    bool temporary_;
    std::filesystem::path folder_;
    mutable std::uint64_t scratches_ = 0;
    asio::thread_pool thread_{1};
};

/// A file as one bot knows it. https://core.telegram.org/bots/api#file
struct StoredFile {
    std::string id;         ///< file_id
    std::string unique_id;  ///< file_unique_id: the same for the same bytes sent as the same kind
    std::int64_t bot = 0;   ///< whose it is; 0 for files in groups, which all bots there can fetch
    std::string kind;       ///< "voice", "audio", "video", "video_note", "photo", "document", "animation"
    std::string path;       ///< file_path, "voice/file_7.oga"
    std::string sha256;
    std::int64_t size = 0;
    std::string mime_type;
    std::string name;
    std::int64_t duration = 0;  ///< seconds
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::string title;
    std::string performer;
    std::optional<json::Value> sizes = {};  ///< of a photo: all of its PhotoSizes, this one among them
};
BOOST_DESCRIBE_STRUCT(StoredFile, (),
                      (id, unique_id, bot, kind, path, sha256, size, mime_type, name, duration, width, height,
                       title, performer, sizes))

/// The field of a Message that holds a file of that kind: an object, or for photos a list of sizes.
json::Value media_field(StoredFile const& file);

/// The ending that the service gives files of this kind: ".oga", ".jpg" …
std::string ending_of(StoredFile const& file);

/// Width and height of a PNG, JPEG, GIF or WebP by its header; nothing where it is none of them.
std::optional<std::pair<std::int64_t, std::int64_t>> picture_size(std::string_view head);

}  // namespace aisha::sandbox::telegram
