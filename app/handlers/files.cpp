// Files that the outbox sends.
#include "handlers/files.hpp"

#include "bot/html.hpp"
#include "database/repositories/note_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "services/transcript/transcript_export.hpp"
#include "texts/history.hpp"
#include "texts/notes.hpp"

#include <fstream>

namespace aisha::handlers {

namespace {

/// A row's description: one of the three.
struct FileDescription {
    std::optional<std::string> object;
    std::optional<TranscriptId> transcript;
    std::optional<NoteId> note;
    std::optional<UserId> user;
    std::optional<ExportFormat> format;
    std::optional<Language> language;
};
BOOST_DESCRIBE_STRUCT(FileDescription, (), (object, transcript, note, user, format, language))

std::optional<ExportedTranscript> read_transcript(Context& context, Transaction& tx,
                                                  FileDescription const& what) {
    try {
        auto opened = context.transcripts.open_whole(tx, *what.user, *what.transcript);
        auto const zone = settings_repository::of_user(tx, *what.user).time_zone.value_or("");
        ExportedTranscript exported{std::move(opened.transcript), std::move(opened.segments), {}, {}, zone};
        exported.title = TranscriptService::name_of(exported.transcript);
        exported.about = texts::about_line(*what.language, exported.transcript, zone);
        return exported;
    } catch (Refusal const&) {
        return std::nullopt;  // deleted meanwhile
    }
}

awaitable<bool> write_transcript(Context& context, FileDescription what, std::filesystem::path to) {
    auto const exported =
        co_await context.database.read([&](Transaction& tx) { return read_transcript(context, tx, what); });
    if (!exported) co_return false;
    co_await offload(context.files, [&] { write_export(*exported, *what.format, to); });
    co_return true;
}

awaitable<bool> write_note(Context& context, FileDescription what, std::filesystem::path to) {
    auto const note = co_await context.database.read(
        [&](Transaction& tx) { return note_repository::find(tx, *what.user, *what.note); });
    if (!note || !note->content) co_return false;  // deleted meanwhile
    auto const text = bot::html::plain(texts::note(*what.language, *note)) + "\n";
    co_await offload(context.files, [&] {
        std::ofstream out(to, std::ios::binary);
        out << text;
        out.close();
        if (!out) throw std::runtime_error("cannot write " + to.filename().string());
    });
    co_return true;
}

awaitable<bool> write(Context& context, FileDescription what, std::filesystem::path to) {
    if (what.object) return context.store.get(*what.object, std::move(to));
    if (what.note) return write_note(context, std::move(what), std::move(to));
    return write_transcript(context, std::move(what), std::move(to));
}

}  // namespace

json::Value note_file(UserId user, Language language, NoteId note) {
    FileDescription description;
    description.note = note;
    description.user = user;
    description.language = language;
    return json::write(description);
}

json::Value stored_file(std::string key) {
    FileDescription description;
    description.object = std::move(key);
    return json::write(description);
}

json::Value export_of(Person const& person, TranscriptId transcript, ExportFormat format) {
    FileDescription description;
    description.transcript = transcript;
    description.user = person.id;
    description.format = format;
    description.language = person.language;
    return json::write(description);
}

std::shared_ptr<std::filesystem::path> vanishing(std::filesystem::path path) {
    return {new std::filesystem::path(std::move(path)), [](std::filesystem::path* owned) {
                std::error_code ignored;
                std::filesystem::remove_all(*owned, ignored);
                delete owned;
            }};
}

awaitable<std::optional<bot::SendableFile>> make_file(Context& context, json::Value source) {
    auto const what = json::read<FileDescription>(source);
    auto const file = vanishing(context.temporary_folder / ("send-" + context.clock.token(12)));
    if (!co_await write(context, what, *file)) co_return std::nullopt;
    co_return bot::SendableFile{*file, file};
}

std::string default_extension(MediaKind kind) {
    switch (kind) {
        case MediaKind::voice: return "ogg";
        case MediaKind::audio: return "mp3";
        case MediaKind::video:
        case MediaKind::video_note: return "mp4";
        case MediaKind::document: return "bin";
        case MediaKind::text: return "txt";
    }
    throw std::logic_error("no extension for this kind");
}

}  // namespace aisha::handlers
