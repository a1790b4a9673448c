// Methods that send files, and getFile.
#include "sandbox/telegram/methods.hpp"
#include "sandbox/telegram/validation.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <array>

namespace aisha::sandbox::telegram {

namespace {

/// https://core.telegram.org/bots/api#sending-files
constexpr std::int64_t photo_bytes_max = 10'000'000;
constexpr std::int64_t upload_bytes_max = 50'000'000;
/// https://core.telegram.org/bots/api#sendphoto
constexpr std::int64_t photo_sides_max = 10'000;
constexpr std::int64_t photo_ratio_max = 20;
/// https://core.telegram.org/bots/api#sendmediagroup
constexpr std::size_t album_min = 2;
constexpr std::size_t album_max = 10;

std::string_view default_mime_type(std::string_view kind) {
    if (kind == "voice") return "audio/ogg";
    if (kind == "audio") return "audio/mpeg";
    if (kind == "video" || kind == "video_note" || kind == "animation") return "video/mp4";
    return kind == "photo" ? "image/jpeg" : "application/octet-stream";
}

std::int64_t number_at(json::Object const& values, std::string_view name) {
    auto const* const value = values.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

std::string string_at(json::Object const& values, std::string_view name) {
    auto const* const value = values.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

void check_photo(StoredFile& file, std::string_view head) {
    if (file.size > photo_bytes_max) bad_request("file is too big");
    auto const size = picture_size(head);
    if (!size) bad_request("IMAGE_PROCESS_FAILED");
    std::tie(file.width, file.height) = *size;
    if (file.width + file.height > photo_sides_max || file.width > photo_ratio_max * file.height ||
        file.height > photo_ratio_max * file.width)
        bad_request("PHOTO_INVALID_DIMENSIONS");
}

StoredFile const& new_file(MethodCall& call, json::Object const& values, Upload const& upload,
                           std::string kind, Chat const& chat) {
    if (upload.content.size == 0) bad_request("file must be non-empty");
    if (upload.content.size > upload_bytes_max) throw ApiError(413, "Request Entity Too Large");
    StoredFile file{.bot = chat.key.bot, .kind = std::move(kind), .sha256 = upload.content.sha256};
    file.size = upload.content.size;
    file.name = upload.name;
    file.mime_type = upload.mime_type.empty() ? std::string(default_mime_type(file.kind)) : upload.mime_type;
    file.duration = number_at(values, "duration");
    file.width = number_at(values, file.kind == "video_note" ? "length" : "width");
    file.height = number_at(values, "height");
    file.title = string_at(values, "title");
    file.performer = string_at(values, "performer");
    if (file.kind == "photo") {
        check_photo(file, upload.head);
        if (upload.sizes.empty()) bad_request("IMAGE_PROCESS_FAILED");
        auto sizes = upload.sizes;
        for (auto& size : sizes) size.bot = file.bot;
        return call.world.add_photo(std::move(sizes));
    }
    return call.world.add_file(std::move(file));
}

/// How TDLib calls the kinds in its errors.
std::string spelt_kind(std::string_view kind) {
    if (kind == "video_note") return "VideoNote";
    if (kind == "voice") return "VoiceNote";
    std::string name(kind);
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
}

/// Sends one file of `kind`, whose parameter has the same name.
json::Value send_file(MethodCall& call, std::string const& kind) {
    refuse_unbuilt(call);
    auto& chat = writable_chat_of(call);
    auto const& values = call.parameters.values;
    auto const caption = formatted_text(call, values, caption_place, caption_characters_max);
    auto const& file = file_of(call, values, kind, kind, chat);
    auto message = new_message(call, chat);
    auto& body = message.body.as_object();
    body[kind] = media_field(file);
    // "For backward compatibility, when this field is set, the document field will also be set."
    if (kind == "animation") body["document"] = media_field(file);
    put_text(body, caption_place, caption);
    return call.world.rendered(chat, call.world.add_message(chat, std::move(message)));
}

/// Documents and audio files keep to themselves.
void check_album(json::Array const& media) {
    if (media.size() < album_min) bad_request("too few media to send as an album");
    if (media.size() > album_max) bad_request("too many messages to send as an album");
    auto const type_of = [](json::Value const& item) {
        return item.is_object() ? string_at(item.get_object(), "type") : std::string();
    };
    auto const first = type_of(media.front());
    for (auto const& item : media) {
        auto const type = type_of(item);
        if (type != "photo" && type != "video" && type != "audio" && type != "document") {
            if (type == "live_photo") not_implemented("live photos");
            bad_request("can't parse media: type must be one of photo, video, audio, document");
        }
        bool const alone = type == "audio" || type == "document" || first == "audio" || first == "document";
        if (alone && type != first)
            bad_request(fmt::format("{} can't be mixed with other media types", spelt_kind(type)));
    }
}

}  // namespace

StoredFile const& file_of(MethodCall& call, json::Object const& values, std::string_view parameter,
                          std::string kind, Chat const& chat) {
    if (auto const* const upload = call.parameters.upload(parameter))
        return new_file(call, values, *upload, std::move(kind), chat);
    auto const given = string_at(values, parameter);
    constexpr std::string_view attach = "attach://";
    if (given.starts_with(attach)) {
        auto const* const upload = call.parameters.upload(given.substr(attach.size()));
        if (!upload) bad_request("wrong file identifier/HTTP URL specified");
        return new_file(call, values, *upload, std::move(kind), chat);
    }
    if (boost::algorithm::istarts_with(given, "http://") || boost::algorithm::istarts_with(given, "https://"))
        not_implemented("sending files by URL");
    auto const* const file = call.world.find_file(call.bot.record.id, given);
    if (!file) bad_request("wrong file identifier/HTTP URL specified");
    if (file->kind != kind)
        bad_request(fmt::format("can't use file of type {} as {}", spelt_kind(file->kind), spelt_kind(kind)));
    return *file;
}

json::Value send_photo(MethodCall& call) { return send_file(call, "photo"); }
json::Value send_audio(MethodCall& call) { return send_file(call, "audio"); }
json::Value send_voice(MethodCall& call) { return send_file(call, "voice"); }
json::Value send_video(MethodCall& call) { return send_file(call, "video"); }
json::Value send_video_note(MethodCall& call) { return send_file(call, "video_note"); }
json::Value send_document(MethodCall& call) { return send_file(call, "document"); }
json::Value send_animation(MethodCall& call) { return send_file(call, "animation"); }

json::Value send_media_group(MethodCall& call) {
    refuse_unbuilt(call);
    auto& chat = writable_chat_of(call);
    auto const* const media = call.parameters.find("media");
    if (!media || !media->is_array()) bad_request("field \"media\" must be of type Array");
    check_album(media->get_array());
    // Everything is checked before anything is sent.
    std::vector<Message> messages;
    for (auto const& item : media->get_array()) {
        auto const& values = item.get_object();
        auto const kind = string_at(values, "type");
        validate_object(call.contract, "InputMedia", item, "can't parse media");
        auto const caption = formatted_text(call, values, caption_place, caption_characters_max);
        auto const& file = file_of(call, values, "media", kind, chat);
        auto message = new_message(call, chat);
        message.body.as_object()[kind] = media_field(file);
        put_text(message.body.as_object(), caption_place, caption);
        messages.push_back(std::move(message));
    }
    auto const group = std::to_string(call.world.clock().random() >> 1U);
    json::Array sent;
    for (auto& message : messages) {
        message.body.as_object()["media_group_id"] = group;
        sent.push_back(call.world.rendered(chat, call.world.add_message(chat, std::move(message))));
    }
    return sent;
}

json::Value get_file(MethodCall& call) {
    auto const* const file = call.world.find_file(call.bot.record.id, call.parameters.text("file_id"));
    if (!file) bad_request("wrong file_id or the file is temporarily unavailable");
    auto const& local_path = call.world.local_path;
    if (!local_path && file->size > static_cast<std::int64_t>(limits::telegram_download_max))
        bad_request("file is too big");
    return json::Object{{"file_id", file->id},
                        {"file_unique_id", file->unique_id},
                        {"file_size", file->size},
                        {"file_path", local_path ? local_path(file->sha256).string() : file->path}};
}

}  // namespace aisha::sandbox::telegram
