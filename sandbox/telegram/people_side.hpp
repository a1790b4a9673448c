// The people's side of the sandbox: what a person does with a bot, over HTTP below /sandbox.
#pragma once

#include "media/media_runner.hpp"
#include "net/form.hpp"
#include "net/http_server.hpp"
#include "sandbox/problem.hpp"
#include "sandbox/store.hpp"
#include "sandbox/telegram/world.hpp"

#include <string>
#include <vector>

namespace aisha::sandbox::telegram {

/// What the people's side works on. All of it outlives the requests.
struct PeopleSideParts {
    World& world;
    Store& store;
    FileStore& files;
    MediaRunner& media;
    Log log;
};

/// Parts of the path below /sandbox, percent-decoded.
using Segments = std::vector<std::string>;

class PeopleSide {
public:
    explicit PeopleSide(PeopleSideParts parts) : parts_(std::move(parts)) {}

    /// Answers what is about bots, people and groups. Throws Problem. What it changed is durable before the
    /// answer.
    awaitable<net::OutgoingResponse> handle(net::IncomingRequest const& request, Segments path);

private:
    /// The chat of a path, with everybody in it known to exist.
    struct Place {
        Bot& bot;
        ChatKey key;
    };
    Place place(Segments const& path);
    Bot& bot(std::string const& id);
    /// Checks that `from` may speak there.
    void check_speaker(Place const& place, std::int64_t from);
    awaitable<net::OutgoingResponse> saved(int status, json::Value answer);

    // people_side.cpp
    json::Value world_json();
    awaitable<net::OutgoingResponse> add_person(net::IncomingRequest const& request);
    awaitable<net::OutgoingResponse> add_group(net::IncomingRequest const& request);
    net::OutgoingResponse file(net::IncomingRequest const& request, Segments const& path);

    // people_view.cpp
    awaitable<net::OutgoingResponse> view(net::IncomingRequest const& request, Place place);
    json::Object view_json(Place place);

    // people_messages.cpp
    awaitable<net::OutgoingResponse> say(net::IncomingRequest const& request, Place place);
    json::Value say_text(Place place, json::Value const& body);
    awaitable<json::Value> say_media(Place place, net::Form const& form);
    awaitable<StoredFile> received(net::FormField const& field, net::Form const& form, Place place);
    awaitable<std::vector<StoredFile>> received_photo(net::FormField const& field, Place place);
    awaitable<void> become_ogg(StoredFile& file);
    awaitable<std::int64_t> probed_seconds(std::string sha256);
    json::Value post(Place place, std::int64_t from, std::int64_t reply_to, json::Object content);

    // people_press.cpp
    awaitable<net::OutgoingResponse> press(net::IncomingRequest const& request, Place place,
                                           std::int64_t message);

    // people_actions.cpp
    awaitable<net::OutgoingResponse> act(net::IncomingRequest const& request, Place place);

    PeopleSideParts parts_;
};

/// Tells a bot that what it is in a chat has changed ("member", "left", "kicked").
void announce_membership(World& world, Bot& bot, Chat const& chat, std::int64_t by, std::string_view before,
                         std::string_view after);
/// A message about the chat itself, said by nobody: who joined, who left.
void add_service_message(World& world, Chat& chat, std::int64_t from, json::Object content);

}  // namespace aisha::sandbox::telegram
