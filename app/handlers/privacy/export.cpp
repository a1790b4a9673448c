// Packing everything of a person into archives.
#include "core/limits/history.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "database/repositories/history_repository.hpp"
#include "database/repositories/job_repository.hpp"
#include "database/repositories/personal_data_repository.hpp"
#include "handlers/files.hpp"
#include "handlers/privacy/data_jobs.hpp"
#include "handlers/transcript/removal.hpp"
#include "services/documents/zip_writer.hpp"
#include "services/transcript/transcript_export.hpp"
#include "texts/privacy.hpp"

#include <filesystem>

namespace aisha::handlers::privacy {

namespace {

/// Archives one after the other, each small enough to be sent.
class Archives {
public:
    Archives(Context& context, ExportData const& job, JobRun const& run)
        : context_(context),
          job_(job),
          run_(run),
          folder_(vanishing(context.temporary_folder /
                            fmt::format("export-{}-{}", run.id, context.clock.token(8)))) {
        std::filesystem::create_directories(*folder_);
    }

    std::filesystem::path const& folder() const { return *folder_; }

    awaitable<void> add(std::string name, std::string bytes) {
        co_await make_room(bytes.size());
        archive_->add(name, std::move(bytes));
    }
    /// The file stays in the folder until its archive is finished.
    awaitable<void> add_file(std::string name, std::filesystem::path file) {
        co_await make_room(std::filesystem::file_size(file));
        archive_->add_file(name, file, ZipWriter::Packing::stored);
        files_.push_back(std::move(file));
    }
    /// The keys of all archives, in the store.
    awaitable<std::vector<std::string>> finish() {
        co_await finish_one();
        co_return std::move(keys_);
    }

private:
    awaitable<void> make_room(std::uintmax_t bytes) {
        if (archive_ && bytes_ + bytes > limits::archive_files_max) co_await finish_one();
        if (!archive_) archive_.emplace(path());
        bytes_ += bytes;
    }

    std::filesystem::path path() const { return *folder_ / fmt::format("archive-{}.zip", keys_.size() + 1); }

    awaitable<void> finish_one() {
        if (!archive_) co_return;
        co_await offload(context_.files, [this] { archive_->finish(); });
        auto const key = fmt::format("exports/{}/{}-{}.zip", job_.user, run_.id, keys_.size() + 1);
        co_await context_.store.put(key, path());
        co_await remove_where_unwanted(key);
        std::filesystem::remove(path());
        for (auto const& file : files_) std::filesystem::remove(file);
        files_.clear();
        archive_.reset();
        bytes_ = 0;
        keys_.push_back(key);
    }

    /// Everything of the person has been deleted meanwhile, this job too.
    awaitable<void> remove_where_unwanted(std::string key) {
        auto const state = co_await context_.database.read(
            [&](Transaction& tx) { return job_repository::state_of(tx, run_.id); });
        if (state == JobState::running) co_return;
        co_await context_.store.remove(key);
        throw std::runtime_error("the job is no longer wanted");
    }

    Context& context_;
    ExportData job_;
    JobRun run_;
    std::shared_ptr<std::filesystem::path> folder_;
    std::optional<ZipWriter> archive_;
    std::uintmax_t bytes_ = 0;
    std::vector<std::filesystem::path> files_;
    std::vector<std::string> keys_;
};

std::string data_file(Transaction& tx, UserId user) {
    json::Object all;
    for (auto const& rule : personal_data_repository::rules())
        if (!rule.exported.empty()) all[rule.table] = personal_data_repository::exported_rows(tx, user, rule);
    return json::dump(all) + "\n";
}

/// A recording with its text: what was said and the sound itself.
awaitable<void> add_transcript(Context& context, Archives& archives, ExportData const& job, TranscriptId id) {
    auto const found = co_await context.database.read([&](Transaction& tx) {
        std::optional<TranscriptService::Opened> opened;
        if (auto transcript = transcript_repository::find(tx, job.user, id))
            opened = {std::move(*transcript), transcript_repository::segments(tx, id)};
        return opened;
    });
    if (!found) co_return;
    auto const& transcript = found->transcript;
    if (transcript.text) {
        ExportedTranscript const what{
            transcript, found->segments, TranscriptService::name_of(transcript), {}, {}};
        for (auto const format : {ExportFormat::txt, ExportFormat::json}) {
            auto const file = archives.folder() / fmt::format("{}.{}", id, json::name_of(format));
            co_await offload(context.files, [&] { write_export(what, format, file); });
            co_await archives.add_file(fmt::format("texts/{}.{}", id, json::name_of(format)), file);
        }
    }
    auto const file = archives.folder() / fmt::format("original-{}", id);
    if (!transcript.audio_key || !co_await context.store.get(*transcript.audio_key, file)) co_return;
    if (std::filesystem::file_size(file) > limits::archive_files_max) {
        std::filesystem::remove(file);
        co_await archives.add(fmt::format("recordings/{}.txt", id),
                              "This recording is too large for an archive that Telegram takes from a bot.\n");
        co_return;
    }
    auto extension = std::filesystem::path(transcript.file_name.value_or("")).extension().string();
    if (extension.empty()) extension = "." + default_extension(transcript.kind);
    co_await archives.add_file(fmt::format("recordings/{}{}", id, extension), file);
}

/// The photos of an avatar, as they are kept.
awaitable<void> add_avatar(Context& context, Archives& archives, AvatarId id) {
    auto const photos = co_await context.database.read(
        [&](Transaction& tx) { return avatar_photo_repository::valid(tx, id); });
    for (auto const& photo : photos) {
        auto const file = archives.folder() / fmt::format("photo-{}", photo.id);
        if (co_await context.avatars.store.get(photo.object_key.value(), file))
            co_await archives.add_file(fmt::format("avatars/{}/{}.jpg", id, photo.id), file);
    }
}

void send_archives(Context& context, Transaction& tx, ExportData const& job,
                   std::vector<std::string> const& keys) {
    for (std::size_t number = 1; number <= keys.size(); ++number) {
        bot::OutgoingFile file;
        file.chat_id = job.chat;
        file.name = keys.size() == 1 ? "aisha.zip" : fmt::format("aisha-{}.zip", number);
        file.mime_type = "application/zip";
        file.source = stored_file(keys[number - 1]);
        file.caption = texts::export_part(job.language, number, keys.size());
        file.otherwise = texts::privacy(job.language).export_refused;
        context.outbox.send(tx, file, job.user);
    }
    transcript::remove_objects(context, tx, job.user, keys, limits::exports_kept_for);
}

}  // namespace

JobPolicy export_policy() { return {.at_once = 1, .timeout = std::chrono::hours(2)}; }

awaitable<Outcome> run_export(Context& context, ExportData job, JobRun run) {
    Archives archives(context, job, run);
    co_await archives.add("data.json", co_await context.database.read(
                                           [&](Transaction& tx) { return data_file(tx, job.user); }));
    constexpr int portion = 500;
    TranscriptId last{};
    for (;;) {
        auto const ids = co_await context.database.read(
            [&](Transaction& tx) { return history_repository::all_of_user(tx, job.user, last, portion); });
        if (ids.empty()) break;
        for (auto const id : ids) co_await add_transcript(context, archives, job, id);
        last = ids.back();
    }
    auto const avatars = co_await context.database.read(
        [&](Transaction& tx) { return context.avatars.service.list(tx, job.user); });
    for (auto const& avatar : avatars) co_await add_avatar(context, archives, avatar.id);
    auto const keys = co_await archives.finish();
    co_return Done{[&context, job, keys](Transaction& tx) { send_archives(context, tx, job, keys); }};
}

void export_failed(Context& context, Transaction& tx, ExportData const& job, JobFailure const& /*failure*/) {
    context.outbox.send(tx, message_to(job.chat, texts::privacy(job.language).export_failed));
}

}  // namespace aisha::handlers::privacy
