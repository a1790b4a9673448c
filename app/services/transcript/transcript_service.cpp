// The rules of transcripts.
#include "services/transcript/transcript_service.hpp"

#include "core/limits/history.hpp"
#include "core/utf.hpp"
#include "database/repositories/history_repository.hpp"
#include "database/repositories/note_repository.hpp"
#include "database/repositories/quota_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "services/transcript/search_terms.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aisha {

namespace repository = transcript_repository;
using enum TranscriptStatus;

namespace {

/// Nothing came of it, so it does not count against the person's quotas.
void give_back(Transaction& tx, TranscriptId id) {
    quota_repository::give_back(tx, QuotaKind::audio, id.value);
    quota_repository::give_back(tx, QuotaKind::texts, id.value);
}

/// One line of the first words, without space at its ends.
std::string first_words(std::string_view text, std::size_t units_max) {
    std::string words;
    for (char const c : utf::repaired(text.substr(0, units_max * 8))) {
        bool const space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (space && (words.empty() || words.back() == ' ')) continue;
        words += space ? ' ' : c;
    }
    while (words.ends_with(' ')) words.pop_back();
    return std::string(utf::utf16_prefix(words, units_max));
}

std::int64_t page_within(std::int64_t page, std::int64_t total) {
    auto const last = std::max<std::int64_t>((total - 1) / limits::history_page_rows, 0);
    return std::clamp<std::int64_t>(page, 0, last);
}

/// What the person calls it, else what the chat model does, else its file or its first words.
template <class Named>
std::string name_from(Named const& named, std::string_view words) {
    auto const& file_name = named.file_name;
    if (named.title) return *named.title;
    if (named.made_title) return *named.made_title;
    if (file_name && !file_name->empty()) {
        // Without the extension, which says nothing about what was said.
        auto const dot = file_name->rfind('.');
        return utf::repaired(file_name->substr(0, dot == 0 ? std::string::npos : dot));
    }
    return std::string(words);
}

}  // namespace

std::optional<TranscriptId> TranscriptService::receive(Transaction& tx, Recording const& recording) {
    if (recording.file_size) {
        if (*recording.file_size == 0) throw Refusal(RefusalReason::file_empty);
        if (static_cast<limits::Bytes>(*recording.file_size) > limits::telegram_download_max)
            throw Refusal(RefusalReason::file_too_big);
    }
    auto const now = clock_.now();
    std::optional<Time> expires_at;
    if (auto const days = settings_repository::of_user(tx, recording.user_id).keep_days)
        expires_at = now + std::chrono::days(*days);
    return repository::insert(tx, recording, now, expires_at);
}

std::optional<Transcript> TranscriptService::begin(Transaction& tx, TranscriptId id) {
    if (!repository::change_status(tx, id, queued, working, working)) return std::nullopt;
    return repository::find_for_job(tx, id);
}

bool TranscriptService::complete(Transaction& tx, TranscriptId id, repository::Result const& result) {
    if (!repository::change_status(tx, id, working, queued, completed)) return false;
    repository::set_result(tx, id, result, clock_.now());
    quota_repository::correct(tx, QuotaKind::audio, id.value, result.duration.count());
    note_repository::forget(tx, id);
    if (auto const transcript = repository::find_for_job(tx, id)) prepare(tx, *transcript);
    return true;
}

void TranscriptService::continue_text(Transaction& tx, TranscriptId id, MessageId message,
                                      std::string const& whole) {
    repository::continue_typed(tx, id, message, whole, clock_.now());
    note_repository::forget(tx, id);
    if (auto const transcript = repository::find_for_job(tx, id)) prepare(tx, *transcript);
}

void TranscriptService::set_made_title(Transaction& tx, TranscriptId id, std::string const& title) {
    repository::set_made_title(tx, id, title);
    if (auto const transcript = repository::find_for_job(tx, id); transcript && transcript->text)
        prepare(tx, *transcript);
}

void TranscriptService::prepare(Transaction& tx, Transcript const& transcript) {
    auto const& text = transcript.text.value_or("");
    history_repository::set_preview(tx, transcript.id, first_words(text, limits::preview_units));
    auto terms = search_terms(text);
    terms.merge(search_terms(transcript.title.value_or("")));
    terms.merge(search_terms(transcript.made_title.value_or("")));
    terms.merge(search_terms(transcript.file_name.value_or("")));
    history_repository::set_terms(tx, transcript.user_id, transcript.id, terms);
}

void TranscriptService::refuse(Transaction& tx, TranscriptId id, RefusalReason reason) {
    auto const transcript = repository::find_for_job(tx, id);
    bool const has_text = transcript && transcript->text;
    if (!repository::change_status(tx, id, working, queued, has_text ? completed : refused)) return;
    if (!has_text) repository::set_refusal(tx, id, reason, clock_.now());
    give_back(tx, id);
}

void TranscriptService::fail(Transaction& tx, TranscriptId id) {
    auto const transcript = repository::find_for_job(tx, id);
    bool const has_text = transcript && transcript->text;
    if (repository::change_status(tx, id, working, queued, has_text ? completed : failed)) give_back(tx, id);
}

void TranscriptService::resume(Transaction& tx, TranscriptId id) {
    if (!repository::change_status(tx, id, failed, refused, queued)) return;
    quota_repository::take_again(tx, QuotaKind::audio, id.value);
    quota_repository::take_again(tx, QuotaKind::texts, id.value);
}

bool TranscriptService::retry(Transaction& tx, UserId user, TranscriptId id) {
    auto const transcript = repository::find(tx, user, id);
    if (!transcript) throw Refusal(RefusalReason::not_found);
    // One that has a text from before was asked for once more, in vain.
    if (transcript->text) return repository::ask_again(tx, user, id, transcript->asked_language);
    return repository::change_status(tx, id, failed, refused, queued);
}

bool TranscriptService::again(Transaction& tx, UserId user, TranscriptId id,
                              std::optional<std::string> const& language) {
    auto const transcript = repository::find(tx, user, id);
    if (!transcript || transcript->kind == MediaKind::text) throw Refusal(RefusalReason::not_found);
    return repository::ask_again(tx, user, id, language);
}

TranscriptPage TranscriptService::history(Transaction& tx, UserId user, std::int64_t page) {
    TranscriptPage result{.entries = {}, .total = history_repository::count(tx, user)};
    if (result.total > 0)
        result.entries = history_repository::list(
            tx, user, limits::history_page_rows, page_within(page, result.total) * limits::history_page_rows);
    return result;
}

TranscriptPage TranscriptService::search(Transaction& tx, UserId user, std::string_view typed,
                                         std::int64_t page) {
    auto terms = wanted_terms(typed);
    if (terms.empty()) return {};
    if (terms.size() > 1) terms = history_repository::rarest_first(tx, user, terms);
    TranscriptPage result{
        .entries = {}, .total = history_repository::count_found(tx, user, terms, limits::search_found_max)};
    if (result.total > 0)
        result.entries =
            history_repository::found(tx, user, terms, limits::history_page_rows,
                                      page_within(page, result.total) * limits::history_page_rows);
    return result;
}

Transcript TranscriptService::open(Transaction& tx, UserId user, TranscriptId id) {
    auto transcript = repository::find(tx, user, id);
    if (!transcript || !transcript->text) throw Refusal(RefusalReason::not_found);
    return *std::move(transcript);
}

TranscriptService::Opened TranscriptService::open_whole(Transaction& tx, UserId user, TranscriptId id) {
    auto transcript = open(tx, user, id);
    return {std::move(transcript), repository::segments(tx, id)};
}

void TranscriptService::rename(Transaction& tx, UserId user, TranscriptId id, std::string_view title) {
    auto const words = first_words(title, limits::title_units_max);
    if (!history_repository::set_title(tx, user, id, words.empty() ? std::nullopt : std::optional(words)))
        throw Refusal(RefusalReason::not_found);
    if (auto const transcript = repository::find(tx, user, id); transcript && transcript->text)
        prepare(tx, *transcript);
}

std::vector<std::string> TranscriptService::remove(Transaction& tx, UserId user, TranscriptId id) {
    auto const transcript = repository::find(tx, user, id);
    if (!transcript || !history_repository::remove(tx, user, id)) throw Refusal(RefusalReason::not_found);
    // Also where it is not written down yet: a job may be storing it.
    return {transcript->audio_key.value_or(audio_key(*transcript))};
}

std::size_t TranscriptService::prepare_old(Transaction& tx) {
    auto const old = history_repository::unprepared(tx, limits::housekeeping_rows);
    for (auto const& one : old)
        if (auto const transcript = repository::find(tx, one.user_id, one.id)) prepare(tx, *transcript);
    return old.size();
}

std::string TranscriptService::audio_key(Transcript const& transcript) {
    return fmt::format("transcripts/{}/{}/original", transcript.user_id, transcript.id);
}

std::string TranscriptService::name_of(Transcript const& transcript) {
    return name_from(transcript, first_words(transcript.text.value_or(""), limits::preview_units));
}

std::string TranscriptService::name_of(TranscriptEntry const& entry) {
    return name_from(entry, entry.preview);
}

}  // namespace aisha
