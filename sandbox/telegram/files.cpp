// Keeping bytes, and describing files as the Bot API does.
#include "sandbox/telegram/files.hpp"

#include "core/hash.hpp"

#include <boost/algorithm/string/case_conv.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <system_error>

namespace aisha::sandbox::telegram {

namespace fs = std::filesystem;

namespace {

fs::path temporary_folder() {
    auto pattern = (fs::temp_directory_path() / "aisha-sandbox-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        throw std::system_error(errno, std::generic_category(), "cannot make a temporary folder");
    return pattern;
}

void sync(fs::path const& path) {
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    int const result = descriptor < 0 ? -1 : ::fsync(descriptor);
    auto const error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (result != 0) throw std::system_error(error, std::generic_category(), "cannot sync " + path.string());
}

std::string lower_ending(std::string const& name) {
    auto ending = boost::algorithm::to_lower_copy(fs::path(name).extension().string());
    bool const plain = ending.size() <= 8 && std::ranges::all_of(ending, [](char c) {
                           return c == '.' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                       });
    return plain ? ending : std::string();
}

}  // namespace

FileStore::FileStore(std::optional<fs::path> folder)
    : temporary_(!folder), folder_(folder ? *folder / "files" : temporary_folder()) {
    fs::create_directories(folder_ / "new");
    for (auto const& leftover : fs::directory_iterator(folder_ / "new")) fs::remove(leftover.path());
}

FileStore::~FileStore() {
    thread_.join();
    std::error_code ignored;
    if (temporary_) fs::remove_all(folder_, ignored);
}

awaitable<Content> FileStore::keep(net::FormField const& field) {
    auto const path = scratch();
    co_return co_await offload(thread_, [this, &field, &path] {
        field.save(path);
        return move_in(path);
    });
}

awaitable<fs::path> FileStore::put_aside(net::FormField const& field) {
    auto const path = scratch();
    co_await offload(thread_, [&field, &path] { field.save(path); });
    co_return path;
}

awaitable<Content> FileStore::take_in(fs::path file) {
    co_return co_await offload(thread_, [this, &file] { return move_in(file); });
}

Content FileStore::move_in(fs::path const& file) const {
    Content const content{.sha256 = sha256_hex_of_file(file),
                          .size = static_cast<std::int64_t>(fs::file_size(file))};
    auto const to = path_of(content.sha256);
    fs::create_directories(to.parent_path());
    if (!temporary_) sync(file);
    fs::rename(file, to);
    if (!temporary_) sync(to.parent_path());
    return content;
}

fs::path FileStore::path_of(std::string const& sha256) const {
    return folder_ / sha256.substr(0, 2) / sha256;
}

fs::path FileStore::scratch() const { return folder_ / "new" / std::to_string(++scratches_); }

void FileStore::clear() {
    for (auto const& entry : fs::directory_iterator(folder_))
        if (entry.path().filename() != "new") fs::remove_all(entry.path());
}

std::string ending_of(StoredFile const& file) {
    if (file.kind == "voice") return ".oga";
    if (file.kind == "photo") return ".jpg";
    if (file.kind == "video_note") return ".mp4";
    auto ending = lower_ending(file.name);
    if (!ending.empty()) return ending;
    if (file.kind == "video" || file.kind == "animation") return ".mp4";
    return file.kind == "audio" ? ".mp3" : "";
}

json::Value media_field(StoredFile const& file) {
    if (file.sizes) return *file.sizes;
    json::Object media{{"file_id", file.id}, {"file_unique_id", file.unique_id}, {"file_size", file.size}};
    auto const& kind = file.kind;
    if (kind == "photo") {
        media["width"] = file.width;
        media["height"] = file.height;
        return json::Array{std::move(media)};
    }
    if (kind == "video" || kind == "animation") {
        media["width"] = file.width;
        media["height"] = file.height;
    }
    if (kind == "video_note") media["length"] = file.width;
    if (kind != "document") media["duration"] = file.duration;
    if (kind != "video_note" && !file.mime_type.empty()) media["mime_type"] = file.mime_type;
    if (kind != "voice" && kind != "video_note" && !file.name.empty()) media["file_name"] = file.name;
    if (kind == "audio" && !file.title.empty()) media["title"] = file.title;
    if (kind == "audio" && !file.performer.empty()) media["performer"] = file.performer;
    return media;
}

}  // namespace aisha::sandbox::telegram
