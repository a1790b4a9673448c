// What a person sees while recordings are in work: a draft in a private chat, an edited placeholder
// elsewhere. All of it may be lost; the result never depends on it.
#pragma once

#include "bot/bot.hpp"
#include "core/async.hpp"
#include "database/database.hpp"
#include "database/models/transcript.hpp"
#include "database/models/user.hpp"
#include "services/transcript/audio_processing_service.hpp"

#include <map>
#include <memory>

namespace aisha::handlers {

/// One board a private chat (all its recordings share the draft) or a placeholder. Lives on the loop.
class Progress {
public:
    Progress(asio::any_io_executor executor, Database& database, Clock& clock, Log log, bot::Bot& bot);

    /// A recording arrived in a private chat: shows so at once, until its work begins.
    void received(ChatId chat, Language language);
    /// `transcript` waits for its turn as `job`: its place is shown until its work begins. Outside private
    /// chats in the message that outbox row `placeholder` brings.
    void in_line(JobId job, TranscriptId transcript, ChatId chat, OutboxId placeholder, Language language);

private:
    struct Item;
    struct Board;

public:
    /// A recording in work; its destruction ends what is shown of it.
    class Work {
    public:
        Work(Progress& progress, std::shared_ptr<Board> board, std::shared_ptr<Item> item);
        ~Work();
        Work(Work const&) = delete;
        Work& operator=(Work const&) = delete;

        /// The speech service has it, and it is heard so far.
        void heard(AudioProcessingService::State const& state);
        /// Something is away; said until the next try.
        void waiting();
        /// Ends what is shown and waits until no call about it is under way, so that none arrives after the
        /// result.
        awaitable<void> finish();

    private:
        Progress& progress_;
        std::shared_ptr<Board> board_;
        std::shared_ptr<Item> item_;
    };

    /// Shows that work on `transcript` begins.
    std::unique_ptr<Work> begin(Transcript const& transcript, Language language);

    /// Ends everything that is shown.
    awaitable<void> stop();

private:
    /// The chat, and the placeholder's row where it is not a private one.
    using Key = std::pair<ChatId, OutboxId>;

    std::shared_ptr<Board> board(Key key, Language language);
    /// Wakes who shows `board`, or begins to show it. Called once its state says what there is to show.
    void changed(std::shared_ptr<Board> const& board);
    /// Shows `board` as long as there is something to show.
    awaitable<void> show(std::shared_ptr<Board> board);
    awaitable<void> show_once(Board& board, std::string text);
    awaitable<void> pause_between_edits(Board& board);
    std::string text_of(Board const& board) const;
    std::string text_of(Board const& board, Item const& item) const;
    awaitable<void> look_at_line();
    void show_places(std::vector<JobId> const& line);

    /// Who waits in line, and where that is shown.
    struct Waiting {
        Key key;
        TranscriptId transcript;
        Language language = Language::en;
    };
    void note_place(Waiting const& waiting, std::string text);

    Database& database_;
    Clock& clock_;
    Log log_;
    bot::Bot& bot_;
    asio::any_io_executor executor_;
    std::map<Key, std::shared_ptr<Board>> boards_;
    std::map<JobId, Waiting> in_line_;
    Wakeup line_grew_;
    bool looks_at_line_ = false;
    TaskGroup tasks_;
};

}  // namespace aisha::handlers
