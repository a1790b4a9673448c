// Paths of the people's side; people, groups and files.
#include "sandbox/telegram/people_side.hpp"

#include "core/utf.hpp"

#include <fstream>

namespace aisha::sandbox::telegram {

namespace {

constexpr std::size_t name_characters_max = 64;
constexpr std::size_t title_characters_max = 128;

struct NewPerson {
    std::string first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    std::optional<std::string> language_code;
};
BOOST_DESCRIBE_STRUCT(NewPerson, (), (first_name, last_name, username, language_code))

struct NewGroup {
    std::string title;
    std::vector<std::int64_t> members;
};
BOOST_DESCRIBE_STRUCT(NewGroup, (), (title, members))

void require_method(net::IncomingRequest const& request, std::string_view method) {
    if (request.method != method) throw Problem(405, fmt::format("This address takes {} only.", method));
}

void check_name(std::string_view name, std::string_view field, std::size_t max) {
    auto const length = utf::length(name);
    if (length < 1 || length > max)
        throw Problem(400, fmt::format("{} must have 1 to {} characters.", field, max));
}

/// "bytes=FROM-TO" for a file of that size: offset and length; nothing where the header is none we serve.
std::optional<std::pair<std::uint64_t, std::uint64_t>> read_range(std::string_view header,
                                                                  std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit) || header.find(',') != std::string_view::npos) return std::nullopt;
    header.remove_prefix(unit.size());
    auto const dash = header.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    auto const number = [](std::string_view text) -> std::optional<std::uint64_t> {
        std::uint64_t value = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
        return value;
    };
    auto const from = number(header.substr(0, dash));
    auto const to = number(header.substr(dash + 1));
    if (!from && !to) return std::nullopt;
    if (!from) return std::pair(size - std::min(size, *to), std::min(size, *to));
    auto const last = std::min(to.value_or(size), size == 0 ? 0 : size - 1);
    if (*from > last || *from >= size) return std::pair(size, std::uint64_t{0});
    return std::pair(*from, last - *from + 1);
}

}  // namespace

awaitable<net::OutgoingResponse> PeopleSide::handle(net::IncomingRequest const& request, Segments path) {
    if (path.empty()) {
        require_method(request, "GET");
        co_return net::json_response(200, json::dump(world_json()));
    }
    if (path.size() == 1 && path[0] == "people") {
        require_method(request, "POST");
        co_return co_await add_person(request);
    }
    if (path.size() == 1 && path[0] == "groups") {
        require_method(request, "POST");
        co_return co_await add_group(request);
    }
    if (path.size() == 4 && path[0] == "bots" && path[2] == "files") {
        require_method(request, "GET");
        co_return file(request, path);
    }
    if (path.size() >= 4 && path[0] == "bots" && path[2] == "chats") {
        auto const where = place(path);
        if (path.size() == 4) {
            require_method(request, "GET");
            co_return co_await view(request, where);
        }
        if (path.size() == 5 && path[4] == "messages") {
            require_method(request, "POST");
            co_return co_await say(request, where);
        }
        if (path.size() == 5 && path[4] == "actions") {
            require_method(request, "POST");
            co_return co_await act(request, where);
        }
        if (path.size() == 7 && path[4] == "messages" && path[6] == "press") {
            require_method(request, "POST");
            co_return co_await press(request, where, read_number(path[5], "The message id", 404));
        }
    }
    throw Problem(404, "The sandbox has nothing at this address.");
}

Bot& PeopleSide::bot(std::string const& id) {
    auto* const bot = parts_.world.find_bot(read_number(id, "The bot id", 404));
    if (!bot) throw Problem(404, "There is no bot with this id. A bot is there from its first call on.");
    return *bot;
}

PeopleSide::Place PeopleSide::place(Segments const& path) {
    auto& in = bot(path[1]);
    auto const id = read_number(path[3], "The chat id", 404);
    if (id > 0) {
        if (!parts_.world.find_person(id)) throw Problem(404, "There is no person with this id.");
        return {in, {in.record.id, id}};
    }
    auto const* const group = parts_.world.find_group(id);
    if (!group || std::ranges::find(group->bots, in.record.id) == group->bots.end())
        throw Problem(404, "There is no group with this id that the bot is in.");
    return {in, {0, id}};
}

void PeopleSide::check_speaker(Place const& where, std::int64_t from) {
    if (!parts_.world.find_person(from)) throw Problem(400, "from: there is no person with this id.");
    if (where.key.is_private()) {
        if (from != where.key.chat) throw Problem(400, "from: this is the private chat of another person.");
        if (parts_.world.chat(where.key).blocked)
            throw Problem(409, "The person has blocked the bot; unblock it first.");
        return;
    }
    auto const& people = parts_.world.find_group(where.key.chat)->people;
    if (std::ranges::find(people, from) == people.end())
        throw Problem(400, "from: the person is not in this group.");
}

awaitable<net::OutgoingResponse> PeopleSide::saved(int status, json::Value answer) {
    co_await parts_.store.flush();
    co_return net::json_response(status, json::dump(answer));
}

json::Value PeopleSide::world_json() {
    json::Array bots, people, groups;
    for (auto const& [id, bot] : parts_.world.bots()) {
        auto entry = user_json(*bot);
        auto const* const commands = bot->record.commands.as_object().if_contains(R"({"type":"default"}/)");
        entry["commands"] = commands ? *commands : json::Value(json::Array{});
        bots.push_back(std::move(entry));
    }
    for (auto const& [id, person] : parts_.world.people()) people.push_back(json::write(person));
    for (auto const& [id, group] : parts_.world.groups()) {
        auto members = json::write(group.people).as_array();
        for (auto const bot : group.bots) members.push_back(bot);
        groups.push_back(json::Object{{"id", id}, {"title", group.title}, {"members", std::move(members)}});
    }
    return json::Object{
        {"bots", std::move(bots)}, {"people", std::move(people)}, {"groups", std::move(groups)}};
}

awaitable<net::OutgoingResponse> PeopleSide::add_person(net::IncomingRequest const& request) {
    auto const wanted = read_body_as<NewPerson>(request);
    check_name(wanted.first_name, "first_name", name_characters_max);
    auto const& person = parts_.world.add_person({.first_name = wanted.first_name,
                                                  .last_name = wanted.last_name,
                                                  .username = wanted.username,
                                                  .language_code = wanted.language_code});
    co_return co_await saved(200, json::Object{{"id", person.id}});
}

awaitable<net::OutgoingResponse> PeopleSide::add_group(net::IncomingRequest const& request) {
    auto const wanted = read_body_as<NewGroup>(request);
    check_name(wanted.title, "title", title_characters_max);
    Group group{.title = wanted.title};
    for (auto const id : wanted.members) {
        if (parts_.world.find_person(id)) group.people.push_back(id);
        else if (parts_.world.find_bot(id)) group.bots.push_back(id);
        else
            throw Problem(400,
                          fmt::format("members: there is neither a person nor a bot with the id {}.", id));
    }
    if (group.people.empty()) throw Problem(400, "members: a group needs at least one person.");
    auto const& added = parts_.world.add_group(std::move(group));
    auto& chat = parts_.world.chat({0, added.id});
    for (auto const id : added.bots)
        announce_membership(parts_.world, *parts_.world.find_bot(id), chat, added.people.front(), "left",
                            "member");
    add_service_message(parts_.world, chat, added.people.front(), {{"group_chat_created", true}});
    co_return co_await saved(200, json::Object{{"id", added.id}});
}

net::OutgoingResponse PeopleSide::file(net::IncomingRequest const& request, Segments const& path) {
    auto const* const found = parts_.world.find_file(bot(path[1]).record.id, path[3]);
    if (!found) throw Problem(404, "There is no file with this id.");
    auto const size = static_cast<std::uint64_t>(found->size);
    net::FileBody body{.path = parts_.files.path_of(found->sha256)};
    net::OutgoingResponse response;
    bool const plain =
        utf::valid(found->mime_type) && found->mime_type.find_first_of("\r\n") == std::string::npos;
    response.headers.add("Content-Type",
                         found->mime_type.empty() || !plain ? "application/octet-stream" : found->mime_type);
    // What strangers uploaded must never run as a page of this site.
    response.headers.add("Content-Security-Policy", "sandbox; default-src 'none'");
    response.headers.add("Accept-Ranges", "bytes");
    response.headers.add("Cache-Control", "private, max-age=86400");
    if (auto const header = request.headers.find("Range")) {
        if (auto const range = read_range(*header, size)) {
            auto const [offset, length] = *range;
            if (length == 0) {
                response.status = 416;
                response.headers.add("Content-Range", fmt::format("bytes */{}", size));
                response.body = std::string();
                return response;
            }
            response.status = 206;
            response.headers.add("Content-Range",
                                 fmt::format("bytes {}-{}/{}", offset, offset + length - 1, size));
            body.offset = offset;
            body.length = length;
        }
    }
    response.body = std::move(body);
    return response;
}

}  // namespace aisha::sandbox::telegram
