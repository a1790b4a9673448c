// Places in line, shown to those who wait.
#include "core/limits/queue.hpp"
#include "database/repositories/job_repository.hpp"
#include "handlers/transcript/progress_board.hpp"
#include "handlers/transcript/transcribe.hpp"
#include "texts/queue.hpp"

#include <algorithm>

namespace aisha::handlers {

namespace {

/// Places that are told; retries may make the line longer than what is admitted.
constexpr std::int64_t places_max = 2 * limits::recordings_waiting_max;

}  // namespace

void Progress::in_line(JobId job, TranscriptId transcript, ChatId chat, OutboxId placeholder,
                       Language language) {
    in_line_.emplace(job, Waiting{{chat, placeholder}, transcript, language});
    line_grew_.notify();
    if (std::exchange(looks_at_line_, true)) return;
    tasks_.spawn("places", look_at_line());
}

awaitable<void> Progress::look_at_line() {
    while (!in_line_.empty()) {
        // Free places are taken at once: who waits longer than that really waits.
        if (co_await line_grew_.wait(clock_, limits::places_look_every))
            co_await clock_.sleep(limits::places_look_first);
        std::exception_ptr error;
        std::vector<JobId> line;
        try {
            line = co_await database_.read([](Transaction& tx) {
                return job_repository::in_line(tx, transcript::TranscribeRecording::kind, places_max);
            });
        } catch (...) {
            error = std::current_exception();
        }
        if (error && is_cancelled(error)) std::rethrow_exception(error);
        // A read is not cut short, and what it gives must not begin anything that `stop` does not know of.
        auto const state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return;
        if (error) log_.debug("places_unknown", "error", describe(error));
        else show_places(line);
    }
    looks_at_line_ = false;
}

void Progress::show_places(std::vector<JobId> const& line) {
    struct Nearest {
        Language language = Language::en;
        TranscriptId transcript;
        std::size_t recordings = 0;
        std::size_t place = 0;
    };
    std::map<Key, Nearest> chats;
    for (std::size_t place = 1; auto const job : line) {
        if (auto const waiting = in_line_.find(job); waiting != in_line_.end()) {
            auto& chat = chats[waiting->second.key];
            if (chat.recordings++ == 0) chat.place = place;
            chat.transcript = waiting->second.transcript;
            chat.language = waiting->second.language;
        }
        ++place;
    }
    // Who is not in line any more is in work, here or elsewhere.
    std::erase_if(in_line_,
                  [&](auto const& entry) { return std::ranges::find(line, entry.first) == line.end(); });
    for (auto const& [key, nearest] : chats)
        note_place({key, nearest.transcript, nearest.language},
                   texts::in_line(nearest.language, nearest.recordings, nearest.place));
}

/// What is in work in the same chat is shown instead; and what is shown already is renewed only now and then.
void Progress::note_place(Waiting const& waiting, std::string text) {
    auto const place = board(waiting.key, waiting.language);
    place->transcript = waiting.transcript;
    auto const renew_at = place->note_until - limits::received_shown_for + limits::place_renewed_every;
    bool const same = place->in_line && place->note == text;
    if (!place->items.empty() || (same && clock_.now() < renew_at)) return;
    place->note = std::move(text);
    place->note_until = clock_.now() + limits::received_shown_for;
    place->in_line = true;
    changed(place);
}

}  // namespace aisha::handlers
