// What a person sees while recordings are in work.
#include "handlers/transcript/progress.hpp"

#include "bot/html.hpp"
#include "core/limits/audio.hpp"
#include "core/utf.hpp"
#include "database/repositories/outbox_repository.hpp"
#include "handlers/transcript/progress_board.hpp"
#include "keyboards/listening.hpp"
#include "texts/listening.hpp"
#include "texts/texts.hpp"

namespace aisha::handlers {

namespace {

/// The end of a text, from the beginning of a word.
std::string last_words(std::string const& text) {
    auto const units = utf::utf16_length(text);
    if (units <= limits::latest_words_units) return text;
    auto const skipped = utf::utf16_prefix(text, units - limits::latest_words_units).size();
    auto const word = text.find(' ', skipped);
    return "…" + text.substr(word == std::string::npos ? skipped : word);
}

}  // namespace

Progress::Progress(asio::any_io_executor executor, Database& database, Clock& clock, Log log, bot::Bot& bot)
    : database_(database),
      clock_(clock),
      log_(std::move(log)),
      bot_(bot),
      executor_(executor),
      line_grew_(executor),
      tasks_(executor, log_) {}

std::shared_ptr<Progress::Board> Progress::board(Key key, Language language) {
    auto& place = boards_[key];
    if (!place) {
        place = std::make_shared<Board>(key, language, TranscriptId{}, std::list<std::shared_ptr<Item>>{},
                                        std::string(), Time{}, false, false, false, Wakeup(executor_),
                                        Wakeup(executor_));
    }
    place->language = language;
    return place;
}

void Progress::received(ChatId chat, Language language) {
    auto const place = board({chat, OutboxId{}}, language);
    place->note = texts::in(language).received;
    place->in_line = false;
    place->note_until = clock_.now() + limits::received_shown_for;
    changed(place);
}

void Progress::changed(std::shared_ptr<Board> const& board) {
    board->changed.notify();
    if (board->shown) return;
    board->shown = true;
    tasks_.spawn("progress", show(board));
}

std::unique_ptr<Progress::Work> Progress::begin(Transcript const& transcript, Language language) {
    std::erase_if(in_line_, [&](auto const& entry) { return entry.second.transcript == transcript.id; });
    auto const place = board({transcript.chat_id, transcript.placeholder_id.value_or(OutboxId{})}, language);
    place->transcript = transcript.id;
    return std::make_unique<Work>(*this, place, std::make_shared<Item>(Item{.since = clock_.now()}));
}

awaitable<void> Progress::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

awaitable<void> Progress::show(std::shared_ptr<Board> board) {
    std::string shown;
    while (!board->items.empty() || clock_.now() < board->note_until) {
        auto const text = text_of(*board);
        // A draft lives 30 s and is renewed in any case; an edit that changes nothing is refused.
        if (board->is_private() || text != shown) {
            board->calling = true;
            co_await show_once(*board, text);
            board->calling = false;
            board->called.notify();
            shown = text;
        }
        // Who waits in line is told when the place changes, and so that the draft does not vanish.
        if (board->waits()) co_await board->changed.wait(clock_, limits::received_shown_for);
        else if (board->is_private()) co_await board->changed.wait(clock_, limits::draft_every);
        else co_await pause_between_edits(*board);
    }
    board->shown = false;
    boards_.erase(board->key);
}

/// Edits count against the chat's limit, so news waits for its time; only the end does not.
awaitable<void> Progress::pause_between_edits(Board& board) {
    auto const next = clock_.monotonic() + limits::progress_edit_every;
    for (auto now = clock_.monotonic(); now < next; now = clock_.monotonic()) {
        co_await board.changed.wait(clock_, next - now);
        if (board.items.empty()) co_return;
    }
}

awaitable<void> Progress::show_once(Board& board, std::string text) {
    auto const chat = board.key.first;
    if (!board.waits()) bot_.fire(bot::SendChatAction{chat, "typing"});
    std::exception_ptr error;
    try {
        if (board.is_private()) {
            co_await bot_.call(bot::SendMessageDraft{.chat_id = chat,
                                                     .draft_id = limits::progress_draft_id,
                                                     .text = text,
                                                     .can_stop = true,
                                                     .keep_on_stop = true},
                               limits::progress_timeout);
        } else {
            auto const row = board.key.second;
            auto const message = co_await database_.read(
                [row](Transaction& tx) { return outbox_repository::message_of(tx, row); });
            if (message)
                co_await bot_.call(
                    bot::EditMessageText{.chat_id = chat,
                                         .message_id = *message,
                                         .text = bot::html::escape(text),
                                         .parse_mode = "HTML",
                                         .reply_markup = keyboards::stop(board.language, board.transcript)},
                    limits::progress_timeout);
        }
    } catch (...) {
        error = std::current_exception();
    }
    if (error && is_cancelled(error)) std::rethrow_exception(error);
    if (error) log_.debug("progress_not_shown", "chat", chat, "error", describe(error));
}

std::string Progress::text_of(Board const& board) const {
    if (board.items.empty()) return board.note;
    auto const& item = *board.items.front();
    auto const spent = clock_.now() - item.since;
    if (board.items.size() > 1) return texts::working_on_several(board.language, board.items.size(), spent);
    return text_of(board, item);
}

std::string Progress::text_of(Board const& board, Item const& item) const {
    if (!item.state) return texts::in(board.language).fetching;
    auto const& [length, speech, heard, latest] = *item.state;
    if (heard == Duration(0)) return texts::recognising(board.language, length, clock_.now() - item.since);
    auto const share = static_cast<double>(heard.count()) / static_cast<double>(speech.count());
    auto const position = std::chrono::duration_cast<Duration>(length * share);
    auto text = texts::heard(board.language, position, length, item.left(clock_.now()));
    if (!latest.empty()) text += "\n\n" + last_words(latest);
    return text;
}

Progress::Work::Work(Progress& progress, std::shared_ptr<Board> board, std::shared_ptr<Item> item)
    : progress_(progress), board_(std::move(board)), item_(std::move(item)) {
    board_->items.push_back(item_);
    board_->note_until = {};
    progress_.changed(board_);
}

Progress::Work::~Work() {
    board_->items.remove(item_);
    board_->changed.notify();
}

void Progress::Work::heard(AudioProcessingService::State const& state) {
    if (!item_->state) {
        item_->hearing_since = progress_.clock_.now();
        item_->heard_before = state.heard;
    }
    item_->state = state;
    board_->changed.notify();
}

void Progress::Work::waiting() {
    board_->note = texts::in(board_->language).waiting;
    board_->note_until = progress_.clock_.now() + limits::waiting_shown_for;
    board_->in_line = false;
}

awaitable<void> Progress::Work::finish() {
    board_->items.remove(item_);
    board_->note_until = {};
    while (board_->calling) {
        bool const called = co_await board_->called.wait(progress_.clock_, limits::progress_timeout);
        if (!called) break;
    }
}

}  // namespace aisha::handlers
