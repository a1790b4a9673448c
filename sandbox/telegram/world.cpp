// Inhabitants, files and presses of the world, and how it is kept.
#include "sandbox/telegram/world.hpp"

#include "core/hash.hpp"

#include <utility>

namespace aisha::sandbox::telegram {

namespace {

using namespace std::chrono_literals;

/// A press can be answered for this long.
constexpr auto callback_kept_for = 150s;
/// Revisions that drafts and actions may have made since a chat was last saved.
constexpr std::int64_t unsaved_revisions = 1000;
constexpr std::size_t unique_id_characters = 20;

std::string key_of(std::string_view kind, std::int64_t id) { return fmt::format("{}/{}", kind, id); }
std::string key_of(std::string_view kind, std::int64_t first, std::int64_t second) {
    return fmt::format("{}/{}/{}", kind, first, second);
}
std::string key_of(Chat const& chat, Message const& message) {
    return fmt::format("message/{}/{}/{}", chat.key.bot, chat.key.chat, message.id);
}

}  // namespace

json::Object user_json(Person const& person) {
    auto user = json::write(person).as_object();
    user["is_bot"] = false;
    return user;
}

json::Object user_json(Bot const& bot) {
    return {{"id", bot.record.id},
            {"is_bot", true},
            {"first_name", bot.record.first_name},
            {"username", bot.record.username}};
}

World::World(Clock& clock, Store& store, EventHub& events)
    : clock_(clock),
      store_(store),
      events_(events),
      message_ids_(small_ids_from(clock.now())),
      update_ids_(small_ids_from(clock.now())),
      large_ids_(large_ids_from(clock.now())) {}

// How it is kept ----------------------------------------------------------------------------------

void World::restore(std::vector<Store::Record> const& records) {
    for (auto const& record : records) restore(record);
}

void World::restore(Store::Record const& record) {
    auto const kind = record.key.substr(0, record.key.find('/'));
    if (kind == "bot") {
        auto bot = std::make_unique<Bot>();
        bot->record = json::read<BotRecord>(record.value);
        auto const id = bot->record.id;
        bots_[id] = std::move(bot);
    } else if (kind == "person") {
        auto person = json::read<Person>(record.value);
        large_ids_.seen(person.id);
        people_[person.id] = std::move(person);
    } else if (kind == "group") {
        auto group = json::read<Group>(record.value);
        large_ids_.seen(-group.id);
        groups_[group.id] = std::move(group);
    } else if (kind == "chat") {
        auto const saved = json::read<ChatRecord>(record.value);
        auto& restored = chat({saved.bot, saved.chat});
        restored.revision = saved.revision + unsaved_revisions;
        restored.deleted = saved.deleted;
        restored.blocked = saved.blocked;
        for (auto const id : saved.deleted) message_ids_.seen(id);
    } else if (kind == "message") {
        // "message/BOT/CHAT/ID"
        auto const first = record.key.find('/') + 1;
        auto const second = record.key.find('/', first) + 1;
        ChatKey const key{std::stoll(record.key.substr(first)), std::stoll(record.key.substr(second))};
        auto message = json::read<Message>(record.value);
        message_ids_.seen(message.id);
        chat(key).messages[message.id] = std::move(message);
    } else if (kind == "update") {
        auto update = json::read<PendingUpdate>(record.value);
        auto const bot = std::stoll(record.key.substr(record.key.find('/') + 1));
        update_ids_.seen(update.id);
        if (auto* const known = find_bot(bot)) known->updates.add(std::move(update));
    } else if (kind == "file") {
        auto file = json::read<StoredFile>(record.value);
        paths_[{file.bot, file.path}] = file.id;
        files_[file.id] = std::move(file);
    } else if (kind == "ids") {
        auto const& ids = record.value.as_object();
        message_ids_.seen(ids.at("message").as_int64());
        update_ids_.seen(ids.at("update").as_int64());
        large_ids_.seen(ids.at("large").as_int64());
    }
}

void World::reset() {
    for (auto const& [id, person] : people_) store_.erase(key_of("person", id));
    for (auto const& [id, group] : groups_) store_.erase(key_of("group", id));
    for (auto const& [id, file] : files_) store_.erase("file/" + id);
    people_.clear();
    groups_.clear();
    files_.clear();
    paths_.clear();
    callbacks_.clear();
    for (auto const& [id, bot] : bots_) forget_updates(*bot, bot->updates.clear());
    for (auto const& [key, chat] : chats_) {
        for (auto const& [id, message] : chat->messages) store_.erase(key_of(*chat, message));
        chat->messages.clear();
        chat->deleted.clear();
        chat->drafts.clear();
        chat->actions.clear();
        chat->blocked = false;
        touch(*chat);
    }
    // What gave these numbers is gone, so they are remembered by themselves.
    store_.put("ids/last", json::Object{{"message", message_ids_.next()},
                                        {"update", update_ids_.next()},
                                        {"large", large_ids_.next()}});
}

void World::stop() {
    stopping_ = true;
    for (auto const& [id, bot] : bots_) bot->updates.changed.notify_all();
    for (auto const& [key, chat] : chats_) chat->changed.notify_all();
    for (auto const& [id, callback] : callbacks_) callback->changed.notify_all();
}

// Inhabitants -------------------------------------------------------------------------------------

Bot* World::bot_of(std::int64_t id, std::string const& token_hash) {
    if (auto* const known = find_bot(id)) return known->record.token_hash == token_hash ? known : nullptr;
    return &establish_bot({.id = id,
                           .token_hash = token_hash,
                           .first_name = fmt::format("Bot {}", id),
                           .username = fmt::format("sandbox_{}_bot", id)});
}

Bot& World::establish_bot(BotRecord record) {
    auto& bot = bots_[record.id];
    if (!bot) {
        bot = std::make_unique<Bot>();
        bot->record = std::move(record);
    } else {
        bot->record.token_hash = std::move(record.token_hash);
        bot->record.first_name = std::move(record.first_name);
        bot->record.username = std::move(record.username);
    }
    save(*bot);
    return *bot;
}

Bot* World::find_bot(std::int64_t id) {
    auto const found = bots_.find(id);
    return found == bots_.end() ? nullptr : found->second.get();
}

void World::save(Bot const& bot) { store_.put(key_of("bot", bot.record.id), json::write(bot.record)); }

Person const& World::add_person(Person person) {
    person.id = large_ids_.take();
    store_.put(key_of("person", person.id), json::write(person));
    return people_[person.id] = std::move(person);
}

Person const* World::find_person(std::int64_t id) const {
    auto const found = people_.find(id);
    return found == people_.end() ? nullptr : &found->second;
}

Group& World::add_group(Group group) {
    group.id = -large_ids_.take();
    save(group);
    return groups_[group.id] = std::move(group);
}

Group* World::find_group(std::int64_t id) {
    auto const found = groups_.find(id);
    return found == groups_.end() ? nullptr : &found->second;
}

void World::save(Group const& group) { store_.put(key_of("group", group.id), json::write(group)); }

json::Object World::user(std::int64_t id) const {
    if (auto const found = bots_.find(id); found != bots_.end()) return user_json(*found->second);
    if (auto const* const person = find_person(id)) return user_json(*person);
    return {{"id", id}, {"is_bot", false}, {"first_name", "Deleted Account"}};
}

// Updates -----------------------------------------------------------------------------------------

void World::enqueue(Bot& bot, std::string const& kind, json::Value payload) {
    if (!UpdateQueue::wanted(kind, bot.record.allowed_updates)) return;
    PendingUpdate update{.id = update_ids_.take(), .kind = kind, .created = clock_.now(), .body = {}};
    update.body = json::Object{{"update_id", update.id}, {kind, std::move(payload)}};
    store_.put(key_of("update", bot.record.id, update.id), json::write(update));
    bot.updates.add(std::move(update));
}

void World::forget_updates(Bot const& bot, std::vector<std::int64_t> const& ids) {
    for (auto const id : ids) store_.erase(key_of("update", bot.record.id, id));
}

// Files -------------------------------------------------------------------------------------------

StoredFile const& World::add_file(StoredFile file) {
    auto const number = large_ids_.take();
    file.unique_id =
        "AQAD" + sha256_hex(fmt::format("{}/{}", file.kind, file.sha256)).substr(0, unique_id_characters);
    file.id = fmt::format("AwACAg{}{}", clock_.token(32), number);
    file.path = fmt::format("{}/file_{}{}", file.kind, number, ending_of(file));
    store_.put("file/" + file.id, json::write(file));
    paths_[{file.bot, file.path}] = file.id;
    return files_[file.id] = std::move(file);
}

StoredFile const& World::add_photo(std::vector<StoredFile> sizes) {
    json::Array all;
    std::vector<std::string> ids;
    for (auto& size : sizes) {
        auto const& added = add_file(std::move(size));
        ids.push_back(added.id);
        all.push_back(media_field(added).get_array().front());
    }
    for (auto const& id : ids) {
        auto& file = files_[id];
        file.sizes = all;
        store_.put("file/" + id, json::write(file));
    }
    return files_[ids.back()];
}

StoredFile const* World::find_file(std::int64_t bot, std::string const& id) const {
    auto const found = files_.find(id);
    if (found == files_.end() || (found->second.bot != 0 && found->second.bot != bot)) return nullptr;
    return &found->second;
}

StoredFile const* World::find_file_by_path(std::int64_t bot, std::string const& path) const {
    for (auto const owner : {bot, std::int64_t{0}})
        if (auto const found = paths_.find({owner, path}); found != paths_.end())
            return find_file(bot, found->second);
    return nullptr;
}

// Presses -----------------------------------------------------------------------------------------

std::shared_ptr<Callback> World::add_callback(std::int64_t bot, std::int64_t from) {
    std::erase_if(callbacks_, [&](auto const& entry) {
        return clock_.now() - entry.second->created > callback_kept_for;
    });
    auto callback = std::make_shared<Callback>();
    callback->id = std::to_string(clock_.random() >> 1U);
    callback->bot = bot;
    callback->from = from;
    callback->created = clock_.now();
    return callbacks_[callback->id] = callback;
}

std::shared_ptr<Callback> World::find_callback(std::int64_t bot, std::string const& id) {
    auto const found = callbacks_.find(id);
    if (found == callbacks_.end() || found->second->bot != bot) return nullptr;
    if (clock_.now() - found->second->created > callback_kept_for) return nullptr;
    return found->second;
}

void World::save(Chat const& chat, Message const& message) {
    store_.put(key_of(chat, message), json::write(message));
}

}  // namespace aisha::sandbox::telegram
