// Messages that must arrive: rows written in the caller's transaction, sent in order per chat, chats in
// parallel.
#pragma once

#include "bot/bot.hpp"
#include "database/database.hpp"
#include "database/repositories/outbox_repository.hpp"

#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace aisha::bot {

/// A file that is ready to be sent, as long as `owner` lives.
struct SendableFile {
    std::filesystem::path path;
    std::shared_ptr<void> owner;
};

/// Makes or fetches a file when it is sent, from what its row says; nothing where there is none any more.
/// Throws Unavailable where it has to be tried again.
using FileSource = std::function<awaitable<std::optional<SendableFile>>(json::Value source)>;

/// A file to send. Its row holds no bytes: `source` says where they come from when they leave.
struct OutgoingFile {
    ChatId chat_id;
    std::string kind = "document";  ///< or "voice", "audio", "video", "video_note"
    std::string name;               ///< what the person gets it as
    std::string mime_type;
    std::optional<std::string> file_id;  ///< tried first: Telegram may still have it
    json::Value source;                  ///< for the FileSource
    std::optional<std::string> caption;  ///< HTML
    std::optional<ReplyParameters> reply_parameters;
    std::optional<InlineKeyboardMarkup> reply_markup;
    std::string otherwise;  ///< HTML: what is said where there is no file, or Telegram does not take it
};

/// Rows go pending → sending → sent | failed | unknown. A refused connection or an error that Telegram
/// answered is tried again as long as it takes; a send whose answer was lost (connection dropped, timeout,
/// HTML from a gateway) is repeated once, as soon as the Bot API answers at all, and then left as unknown.
/// What a process had in hand when it died is sent again by the next (limits::send_deaths_max). Edits and
/// deletions may be repeated at will.
class Outbox {
public:
    struct Options {
        std::int64_t epoch = 0;  ///< instance_repository::begin_epoch, the same as the workers'
        FileSource files{};      ///< empty: no files are sent
    };
    /// `unreachable` is called in the transaction that finds that a chat cannot be written to any more.
    Outbox(asio::any_io_executor executor, Database& database, Clock& clock, Log log, Bot& bot,
           Options options, std::function<void(Transaction&, ChatId)> unreachable);

    /// Writes a message; it leaves after the commit, after all that was written for this chat before it.
    /// `about`: whose words it holds where that is not the person of a private chat; they are deleted with
    /// everything else of this person.
    OutboxId send(Transaction& tx, SendMessage const& message, std::optional<UserId> about = {});
    /// A long text; a server that does not know rich messages gets it as a series of messages.
    OutboxId send(Transaction& tx, SendRichMessage const& message, std::optional<UserId> about = {});
    OutboxId send(Transaction& tx, OutgoingFile const& file, std::optional<UserId> about = {});
    /// The same as `send`, and once it is sent nothing is known of it any more.
    OutboxId send_and_forget(Transaction& tx, SendMessage const& message);
    /// Edits or deletes likewise.
    OutboxId edit(Transaction& tx, EditMessageText const& edit);
    OutboxId edit(Transaction& tx, EditMessageReplyMarkup const& edit);
    OutboxId remove(Transaction& tx, DeleteMessage const& removal);
    /// Deletes the message that outbox row `sent` brought or will bring.
    OutboxId remove_sent(Transaction& tx, ChatId chat, OutboxId sent);
    /// What waits for `chat` is not sent any more; `why` is recorded.
    void drop(Transaction& tx, ChatId chat, std::string const& why);
    /// The message that a row brought, once it is known.
    std::optional<MessageId> message_of(Transaction& tx, OutboxId id);

    /// Sends until `stop`; first it takes up what was left in `sending` by a process that died.
    awaitable<void> run();
    /// An instance has been found dead: takes up what it was sending.
    void take_over();
    /// Sends what is pending now, then `run` returns; what cannot be sent stays for the next start.
    void stop();
    /// Breaks off what is being sent; the next start sends it once more.
    void cancel();

private:
    using Claimed = outbox_repository::Claimed;
    /// What is to be written about a row that was sent or not.
    struct Record {
        OutboxId id;
        std::function<void(Transaction&)> write;
    };

    OutboxId insert(Transaction& tx, ChatId chat, std::string_view method, json::Value payload,
                    std::optional<OutboxId> target = {}, std::optional<UserId> about = {});
    awaitable<void> turn();
    std::vector<Claimed> write_turn(Transaction& tx, std::vector<Record> const& records, std::size_t room,
                                    bool recovers);
    bool resolve_target(Transaction& tx, Claimed& row);
    awaitable<void> record_one_by_one(std::vector<Record> records);
    awaitable<void> deliver(Claimed row);
    awaitable<std::optional<json::Value>> call(Claimed const& row, bool& asked);
    Record after_answer(Claimed const& row, json::Value const& answer);
    Record after_error(Claimed const& row, Time began, std::exception_ptr const& error);
    Record after_lost_answer(Claimed const& row, std::string const& error);
    Record given_back(Claimed const& row);
    Record postponed(Claimed const& row, std::exception_ptr const& error);
    Record migrated(Claimed const& row, ChatId to, std::string const& error);
    Record failed(Claimed const& row, std::string const& error);
    Record changed(Claimed const& row, Remedy how, std::string const& error);
    Record without_file(Claimed const& row, std::string const& error);
    Duration delay_after(Claimed const& row, std::exception_ptr const& error);
    Duration until_next();
    awaitable<void> prune();

    asio::any_io_executor executor_;
    Database& database_;
    Clock& clock_;
    Log log_;
    Bot& bot_;
    Options options_;
    std::function<void(Transaction&, ChatId)> unreachable_;
    TaskGroup sending_;
    Wakeup wakeup_;
    std::vector<Record> records_;               ///< not written yet
    std::multiset<Time> due_;                   ///< when postponed rows are to be looked at
    std::map<ChatId, int> waits_;               ///< sends in a row that were not taken
    std::map<ChatId, Monotonic> slowed_until_;  ///< chats that Telegram told us to slow down in
    Monotonic paused_until_{};                  ///< the whole bot
    Monotonic prune_at_{};
    bool recover_due_ = true;
    bool answer_lost_ = false;  ///< and the Bot API has not answered since
    bool work_left_ = false;    ///< the last turn found something to do
    bool stopping_ = false;
    bool cancelled_ = false;
};

}  // namespace aisha::bot
