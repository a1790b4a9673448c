// What a person says: texts, recordings, files.
#include "core/utf.hpp"
#include "sandbox/telegram/people_side.hpp"
#include "sandbox/telegram/photo_sizes.hpp"

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/trim.hpp>

#include <array>
#include <fstream>

namespace aisha::sandbox::telegram {

namespace {

constexpr std::size_t text_characters_max = 4096;
constexpr std::size_t caption_characters_max = 1024;
constexpr std::uint64_t upload_bytes_max = 60 * limits::mib;
constexpr std::size_t head_bytes = 65536;
/// Telegram's video notes are square; this is their usual side in pixels.
constexpr std::int64_t video_note_side = 384;

struct NewText {
    std::optional<std::int64_t> from;
    std::string text;
    std::optional<std::int64_t> reply_to_message_id;
};
BOOST_DESCRIBE_STRUCT(NewText, (), (from, text, reply_to_message_id))

struct Kind {
    std::string_view name;
    std::string_view mime_type;  ///< where the part has none
    bool has_duration;
};
constexpr std::array kinds{
    Kind{"voice", "audio/ogg", true},     Kind{"audio", "audio/mpeg", true},
    Kind{"video", "video/mp4", true},     Kind{"video_note", "video/mp4", true},
    Kind{"photo", "image/jpeg", false},   Kind{"document", "application/octet-stream", false},
    Kind{"animation", "video/mp4", true},
};

std::string field_text(net::Form const& form, std::string_view name) {
    auto const* const field = form.find(name);
    if (!field) return {};
    return utf::valid(field->value) ? field->value : utf::repaired(field->value);
}

std::optional<std::int64_t> field_number(net::Form const& form, std::string_view name) {
    auto const text = field_text(form, name);
    if (text.empty()) return std::nullopt;
    return read_number(text, name);
}

/// Seconds, perhaps with a fraction.
std::optional<std::int64_t> field_seconds(net::Form const& form) {
    auto const text = field_text(form, "duration");
    if (text.empty()) return std::nullopt;
    auto const seconds = read_number(text.substr(0, text.find('.')), "duration");
    if (seconds < 0) throw Problem(400, "duration must not be negative.");
    return seconds;
}

Kind const& kind_of(net::Form const& form) {
    auto const name = field_text(form, "kind");
    auto const* const found = std::ranges::find(kinds, name, &Kind::name);
    if (found == kinds.end())
        throw Problem(400, "kind must be voice, audio, video, video_note, photo, document or animation.");
    return *found;
}

std::string head_of(std::filesystem::path const& path) {
    std::string head(head_bytes, '\0');
    std::ifstream in(path, std::ios::binary);
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return head;
}

/// "audio/webm;codecs=opus" → "audio/webm"
std::string plain_type(std::string_view type) {
    auto text = boost::algorithm::to_lower_copy(std::string(type.substr(0, type.find(';'))));
    boost::algorithm::trim(text);
    return utf::valid(text) ? text : std::string();
}

/// Clients send longer texts as several messages.
std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> pieces;
    std::size_t begin = 0, characters = 0;
    for (std::size_t at = 0; at < text.size(); at += utf::code_point_size(text[at])) {
        if (characters++ == text_characters_max) {
            pieces.emplace_back(text.substr(begin, at - begin));
            begin = at;
            characters = 1;
        }
    }
    pieces.emplace_back(text.substr(begin));
    return pieces;
}

json::Value one_or_list(json::Array messages) {
    if (messages.size() == 1) return std::move(messages.front());
    return messages;
}

}  // namespace

awaitable<net::OutgoingResponse> PeopleSide::say(net::IncomingRequest const& request, Place where) {
    std::optional<net::Form> form;
    try {
        form = net::read_form(request);
    } catch (std::invalid_argument const& e) {
        throw Problem(400, e.what());
    }
    // What is written as JSON is taken for it, whatever type a client sends along by default.
    auto const* const text = std::get_if<std::string>(&request.body);
    bool const is_json = !form || (text && text->starts_with('{'));
    json::Value said;
    if (is_json) said = say_text(where, read_body(request));
    else said = co_await say_media(where, *form);
    co_return co_await saved(200, std::move(said));
}

json::Value PeopleSide::post(Place where, std::int64_t from, std::int64_t reply_to, json::Object content) {
    auto& world = parts_.world;
    auto& chat = world.chat(where.key);
    Message message{.id = world.next_message_id(), .from = from, .reply_to = reply_to};
    auto body = world.new_body(chat, message.id, from);
    for (auto& [name, value] : content) body[name] = std::move(value);
    message.body = std::move(body);
    auto const& added = world.add_message(chat, std::move(message));
    world.announce(chat, added, "message");
    return world.rendered(chat, added);
}

json::Value PeopleSide::say_text(Place where, json::Value const& body) {
    NewText wanted;
    try {
        wanted = json::read<NewText>(body);
    } catch (json::Error const& e) {
        throw Problem(400, e.what());
    }
    auto const from = wanted.from.value_or(where.key.chat);
    check_speaker(where, from);
    auto const reply_to = wanted.reply_to_message_id.value_or(0);
    if (reply_to != 0 && !parts_.world.chat(where.key).messages.contains(reply_to))
        throw Problem(400, "reply_to_message_id: there is no such message in this chat.");
    std::vector<FormattedText> texts;
    for (auto const& piece : pieces_of(wanted.text)) {
        auto text = cleaned({.text = piece, .entities = {}});
        if (!text.text.empty()) texts.push_back(std::move(text));
    }
    if (texts.empty()) throw Problem(400, "text must not be empty.");
    json::Array said;
    for (auto const& text : texts) {
        json::Object content{{"text", text.text}};
        if (!text.entities.empty()) content["entities"] = json::write(text.entities);
        said.push_back(post(where, from, reply_to, std::move(content)));
    }
    return one_or_list(std::move(said));
}

awaitable<json::Value> PeopleSide::say_media(Place where, net::Form const& form) {
    auto const from = field_number(form, "from").value_or(where.key.chat);
    check_speaker(where, from);
    auto const reply_to = field_number(form, "reply_to_message_id").value_or(0);
    if (reply_to != 0 && !parts_.world.chat(where.key).messages.contains(reply_to))
        throw Problem(400, "reply_to_message_id: there is no such message in this chat.");
    auto const& kind = kind_of(form);
    auto const caption = cleaned({.text = field_text(form, "caption"), .entities = {}});
    if (characters(caption.text) > caption_characters_max)
        throw Problem(400, fmt::format("caption must have at most {} characters.", caption_characters_max));

    // Each is one file, or the sizes of one photo.
    std::vector<std::vector<StoredFile>> files;
    for (auto const& field : form.fields) {
        if (!field.filename || field.name != "file") continue;
        if (kind.name == "photo") files.push_back(co_await received_photo(field, where));
        else files.push_back({co_await received(field, form, where)});
    }
    if (files.empty()) throw Problem(400, "file is missing: a part with a filename.");

    // Nothing below waits, so that an album stays together.
    check_speaker(where, from);
    auto group = field_text(form, "media_group");
    if (group == "1" || group == "true") group = std::to_string(parts_.world.clock().random() >> 1U);
    json::Array said;
    for (auto& file : files) {
        auto const& added = kind.name == "photo" ? parts_.world.add_photo(std::move(file))
                                                 : parts_.world.add_file(std::move(file.front()));
        json::Object content{{kind.name, media_field(added)}};
        if (said.empty() && !caption.text.empty()) {
            content["caption"] = caption.text;
            if (!caption.entities.empty()) content["caption_entities"] = json::write(caption.entities);
        }
        if (!group.empty()) content["media_group_id"] = group;
        said.push_back(post(where, from, reply_to, std::move(content)));
    }
    co_return one_or_list(std::move(said));
}

awaitable<StoredFile> PeopleSide::received(net::FormField const& field, net::Form const& form, Place where) {
    if (field.file_size() > upload_bytes_max)
        throw Problem(413, "The file is over 60 MB, which is the most the sandbox takes.");
    auto const& kind = kind_of(form);
    auto const content = co_await parts_.files.keep(field);
    StoredFile file{.bot = where.key.bot, .kind = std::string(kind.name), .sha256 = content.sha256};
    file.size = content.size;
    file.mime_type = plain_type(field.content_type);
    if (file.mime_type.empty()) file.mime_type = kind.mime_type;
    file.name = utf::valid(*field.filename) ? *field.filename : utf::repaired(*field.filename);
    auto const head = head_of(parts_.files.path_of(file.sha256));
    constexpr std::string_view matroska = "\x1A\x45\xDF\xA3";
    if (file.kind == "voice" && head.starts_with(matroska)) co_await become_ogg(file);
    if (kind.has_duration) {
        auto const given = field_seconds(form);
        file.duration = given ? *given : co_await probed_seconds(file.sha256);
    }
    if (file.kind == "video_note") file.width = field_number(form, "length").value_or(video_note_side);
    else file.width = field_number(form, "width").value_or(0);
    if (file.kind == "video" || file.kind == "animation")
        file.height = field_number(form, "height").value_or(0);
    co_return file;
}

/// As a client sends it: made small, everything but the picture left behind.
awaitable<std::vector<StoredFile>> PeopleSide::received_photo(net::FormField const& field, Place where) {
    if (field.file_size() > upload_bytes_max)
        throw Problem(413, "The file is over 60 MB, which is the most the sandbox takes.");
    auto const original = co_await parts_.files.put_aside(field);
    std::vector<StoredFile> sizes;
    std::optional<std::string> unavailable;
    try {
        sizes = co_await make_photo_sizes(parts_.files, parts_.media, original);
    } catch (Unavailable const& e) {
        unavailable = e.what();
    }
    std::filesystem::remove(original);
    if (unavailable) throw Problem(503, fmt::format("The photo cannot be scaled: {}.", *unavailable));
    if (sizes.empty())
        throw Problem(400, "This cannot be read as a photo (JPEG, PNG, WebP, HEIC). Send it as a file.");
    for (auto& size : sizes) size.bot = where.key.bot;
    co_return sizes;
}

/// Browsers record WebM, Telegram's voice messages are Ogg. What is no sound WebM stays as it is.
awaitable<void> PeopleSide::become_ogg(StoredFile& file) {
    auto const out = parts_.files.scratch();
    try {
        co_await parts_.media.remux_to_ogg(parts_.files.path_of(file.sha256), out);
    } catch (Refusal const&) {
        co_return;
    } catch (Unavailable const& e) {
        throw Problem(503, fmt::format("The recording cannot be converted to Ogg: {}.", e.what()));
    }
    auto const content = co_await parts_.files.take_in(out);
    file.sha256 = content.sha256;
    file.size = content.size;
    file.mime_type = "audio/ogg";
}

awaitable<std::int64_t> PeopleSide::probed_seconds(std::string sha256) {
    try {
        auto const info = co_await parts_.media.probe(parts_.files.path_of(sha256));
        if (info.duration) co_return std::chrono::round<std::chrono::seconds>(*info.duration).count();
    } catch (Refusal const&) {
        // No media: its length is as unknown as a client's would be.
    } catch (Unavailable const& e) {
        parts_.log.warning("sandbox_probe_failed", "error", e.what());
    }
    co_return 0;
}

}  // namespace aisha::sandbox::telegram
