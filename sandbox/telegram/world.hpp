// The world: bots, people, groups, chats, files and updates. It lives in memory on the loop; every change
// goes to the store as well, and nothing here waits.
#pragma once

#include "sandbox/events.hpp"
#include "sandbox/store.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/files.hpp"
#include "sandbox/telegram/ids.hpp"
#include "sandbox/telegram/inhabitants.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace aisha::sandbox::telegram {

class World {
public:
    World(Clock& clock, Store& store, EventHub& events);

    /// Takes what the store has; once, before anything else.
    void restore(std::vector<Store::Record> const& records);
    /// Empties it: people, groups, messages, files and waiting updates go; bots stay, and ids go on.
    void reset();
    /// Wakes everybody who waits for anything, for the last time.
    void stop();

    /// Where the bytes of a file are, by their SHA-256. Set where this plays a Bot API server of one's own,
    /// which names paths and has no limit of size.
    /// https://core.telegram.org/bots/api#using-a-local-bot-api-server
    std::function<std::filesystem::path(std::string const&)> local_path;

    // Inhabitants.
    /// The bot of that token, made where it is new. Nothing where another token has the same id.
    Bot* bot_of(std::int64_t id, std::string const& token_hash);
    /// Makes the bot, or gives the old one its token and names.
    Bot& establish_bot(BotRecord record);
    Bot* find_bot(std::int64_t id);
    Person const& add_person(Person person);
    Person const* find_person(std::int64_t id) const;
    Group& add_group(Group group);
    Group* find_group(std::int64_t id);
    void save(Bot const& bot);
    void save(Group const& group);
    std::map<std::int64_t, std::unique_ptr<Bot>> const& bots() const { return bots_; }
    std::map<std::int64_t, Person> const& people() const { return people_; }
    std::map<std::int64_t, Group> const& groups() const { return groups_; }
    /// The User of a person or a bot.
    json::Object user(std::int64_t id) const;

    // Chats.
    Chat& chat(ChatKey key);
    Chat* find_chat(ChatKey key);
    /// https://core.telegram.org/bots/api#chat as it stands in messages
    json::Object chat_json(ChatKey key) const;
    /// The bots that take part in a chat.
    std::vector<std::int64_t> bots_of(ChatKey key) const;
    /// A new revision: saved, waiters woken, pages told.
    void touch(Chat& chat);
    void touch_unsaved(Chat& chat);

    // Messages.
    std::int64_t next_message_id() { return message_ids_.take(); }
    /// {"message_id","from","chat","date"} for a new message.
    json::Object new_body(Chat const& chat, std::int64_t id, std::int64_t from) const;
    /// Puts it into the chat; a bot's message ends its draft and action there.
    Message const& add_message(Chat& chat, Message message);
    void save(Chat const& chat, Message const& message);
    /// False where there is none.
    bool delete_message(Chat& chat, std::int64_t id);
    /// The Message with reply_to_message, as bots get it.
    json::Object rendered(Chat const& chat, Message const& message) const;
    void set_draft(Chat& chat, std::int64_t bot, std::optional<Draft> draft);
    void set_action(Chat& chat, std::int64_t bot, std::string action);
    /// Ends the draft or action if nothing renewed it meanwhile.
    void end_draft(Chat& chat, std::int64_t bot, std::uint64_t renewal);
    void end_action(Chat& chat, std::int64_t bot, std::uint64_t renewal);

    // Updates.
    /// Queues {"update_id", kind: payload} where the bot wants such.
    void enqueue(Bot& bot, std::string const& kind, json::Value payload);
    /// A message that a person sent, or edited, for the bots that may see it.
    void announce(Chat const& chat, Message const& message, std::string const& kind);
    void forget_updates(Bot const& bot, std::vector<std::int64_t> const& ids);

    // Files.
    StoredFile const& add_file(StoredFile file);
    /// Adds the sizes of one photo, of which there is at least one; gives the last, the largest.
    StoredFile const& add_photo(std::vector<StoredFile> sizes);
    StoredFile const* find_file(std::int64_t bot, std::string const& id) const;
    StoredFile const* find_file_by_path(std::int64_t bot, std::string const& path) const;

    // Presses.
    std::shared_ptr<Callback> add_callback(std::int64_t bot, std::int64_t from);
    /// Nothing where it is unknown, another bot's, or too old.
    std::shared_ptr<Callback> find_callback(std::int64_t bot, std::string const& id);

    /// Called when a bot's webhook was set, changed or deleted; empty where nothing can be delivered.
    std::function<void(Bot&)> on_webhook;

    Clock& clock() { return clock_; }
    bool stopping() const { return stopping_; }

private:
    void restore(Store::Record const& record);
    bool sees(Bot const& bot, Chat const& chat, Message const& message) const;

    Clock& clock_;
    Store& store_;
    EventHub& events_;
    Counter message_ids_;
    Counter update_ids_;
    Counter large_ids_;
    bool stopping_ = false;
    std::map<std::int64_t, std::unique_ptr<Bot>> bots_;
    std::map<std::int64_t, Person> people_;
    std::map<std::int64_t, Group> groups_;
    std::map<ChatKey, std::unique_ptr<Chat>> chats_;
    std::map<std::string, StoredFile> files_;
    std::map<std::pair<std::int64_t, std::string>, std::string> paths_;  ///< (bot, file_path) → file_id
    std::map<std::string, std::shared_ptr<Callback>> callbacks_;
};

}  // namespace aisha::sandbox::telegram
