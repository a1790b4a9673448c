// A small world for handlers.
#include "tests/handlers/bench.hpp"

namespace aisha::tests {

namespace {

struct OutboxRow {
    std::string method;
    json::Value payload;
    ChatId chat_id;
};
BOOST_DESCRIBE_STRUCT(OutboxRow, (), (method, payload, chat_id))

std::vector<Written> written_after(Transaction& tx, std::int64_t id) {
    std::vector<Written> written;
    for (auto& row :
         tx.query<OutboxRow>("SELECT method, payload, chat_id FROM outbox WHERE id > $1 ORDER BY id", id))
        written.push_back({std::move(row.method), std::move(row.payload), row.chat_id});
    return written;
}

json::Object person_object(std::int64_t id, std::string const& language) {
    return {{"id", id},
            {"is_bot", false},
            {"first_name", "Person " + std::to_string(id)},
            {"language_code", language}};
}

}  // namespace

json::Object voice_message(std::int64_t size) {
    static std::int64_t number = 0;
    auto const unique = "u" + std::to_string(++number);
    return {
        {"voice",
         json::Object{{"file_id", "f"}, {"file_unique_id", unique}, {"duration", 3}, {"file_size", size}}}};
}

std::vector<std::string> Written::buttons() const {
    std::vector<std::string> result;
    auto const* markup = payload.as_object().if_contains("reply_markup");
    if (!markup) return result;
    for (auto const& row : markup->at("inline_keyboard").as_array())
        for (auto const& button : row.as_array())
            result.emplace_back(button.at("callback_data").as_string().c_str());
    return result;
}

std::string Written::button(std::string const& prefix) const {
    for (auto const& data : buttons())
        if (data.starts_with(prefix)) return data;
    throw std::runtime_error("no button " + prefix);
}

std::optional<std::int64_t> Written::replies_to() const {
    auto const* reply = payload.as_object().if_contains("reply_parameters");
    return reply ? std::optional(reply->at("message_id").as_int64()) : std::nullopt;
}

HandlerBench::HandlerBench(AccessRules const& rules)
    : bot(transport, loop.get_executor(), clock, silent_log(), {Secret("1:token"), "http://telegram.test"}),
      outbox(loop.get_executor(), *database, clock, silent_log(), bot, {.epoch = 1},
             [](Transaction&, ChatId) {}),
      jobs(clock, [] {}),
      transcripts(clock),
      avatars(clock, {.photos_min = 2, .photos_max = 4}),
      uploads(clock, avatars, media, store, files),
      speech(transport, clock, {"http://speech.test/v1", Secret(), ""}),
      audio(*database, clock, media, speech, files),
      chat_model(transport, {"http://chat.test/v1", Secret(), "model"}),
      notes(chat_model),
      progress(loop.get_executor(), *database, clock, silent_log(), bot),
      access(clock, rules),
      quotas(clock, rules),
      context{clock,
              *database,
              bot,
              outbox,
              jobs,
              transcripts,
              audio,
              notes,
              store,
              progress,
              access,
              quotas,
              Language::en,
              folder.path(),
              files,
              {},
              {avatars, uploads, media, store}},
      router(handlers::make_routes(context)) {}

HandlerBench::~HandlerBench() {
    run(loop, progress.stop());
    files.join();
    run(loop, bot.drain());
}

std::vector<Written> HandlerBench::handle(json::Value const& update) {
    bot::Incoming incoming{json::read<bot::Update>(update), silent_log()};
    auto written = transaction([&](Transaction& tx) {
        auto const last = tx.find<std::int64_t>("SELECT coalesce(max(id), 0) FROM outbox").value_or(0);
        router.handle(tx, incoming);
        return written_after(tx, last);
    });
    notice_ = incoming.callback_answer ? incoming.callback_answer->text : "";
    return written;
}

std::vector<Written> HandlerBench::outbox_rows() {
    return transaction([](Transaction& tx) { return written_after(tx, 0); });
}

std::vector<Written> HandlerBench::message(json::Object fields, std::int64_t person, std::string language) {
    auto const id = next_id_++;
    fields["message_id"] = id;
    fields["from"] = person_object(person, language);
    fields["chat"] = json::Object{{"id", person}, {"type", "private"}};
    fields["date"] = 1;
    return handle(json::Object{{"update_id", id}, {"message", fields}});
}

TranscriptId HandlerBench::completed(std::int64_t person, std::string const& text,
                                     std::vector<TranscriptSegment> segments) {
    message(voice_message(), person);
    return transaction([&](Transaction& tx) {
        auto const id = tx.one<TranscriptId>("SELECT max(id) FROM transcripts WHERE user_id = $1", person);
        transcripts.complete(
            tx, id,
            {.text = text, .language = "en", .duration = std::chrono::seconds(3), .segments = segments});
        tx.execute("UPDATE jobs SET state = 'done', finished_at = created_at WHERE owner = $1", person);
        return id;
    });
}

std::vector<Written> HandlerBench::says(std::string const& text, std::int64_t person, std::string language) {
    return message({{"text", text}}, person, std::move(language));
}

std::vector<Written> HandlerBench::presses(std::string const& data, std::int64_t person,
                                           std::optional<std::int64_t> group) {
    auto const id = next_id_++;
    json::Object const chat{{"id", group.value_or(person)}, {"type", group ? "group" : "private"}};
    json::Object const message{{"message_id", 1}, {"chat", chat}, {"date", 1}};
    json::Object const query{{"id", std::to_string(id)},
                             {"from", person_object(person, "en")},
                             {"message", message},
                             {"data", data}};
    return handle(json::Object{{"update_id", id}, {"callback_query", query}});
}

}  // namespace aisha::tests
