// A server and a client of ours on one loop.
#include "tests/net/loopback.hpp"

namespace aisha::net::tests {

namespace {

awaitable<void> run_server(HttpServer& server, bool& ended) {
    co_await server.run();
    ended = true;
}

}  // namespace

Loopback::Loopback(RequestHandler handler, ServerOptions options) {
    options.temporary_folder = folder.path();
    client = std::make_unique<HttpClient>(loop.get_executor());
    server = std::make_unique<HttpServer>(loop.get_executor(), clock, silent_log(), std::move(options),
                                          std::move(handler));
    tasks.spawn("server", run_server(*server, server_ended));
}

Loopback::~Loopback() {
    server->stop();
    server->cancel();
    tasks.cancel();
    run(loop, tasks.join());
}

Response Loopback::send(Request request) { return run(loop, client->send(std::move(request))); }

Response Loopback::get(std::string const& path) {
    Request request;
    request.url = url(path);
    return send(std::move(request));
}

OutgoingResponse text(std::string body, int status) {
    OutgoingResponse response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain");
    response.body = std::move(body);
    return response;
}

RequestHandler plain(std::function<OutgoingResponse(IncomingRequest const&)> answer) {
    return [answer = std::move(answer)](IncomingRequest request) -> awaitable<OutgoingResponse> {
        co_return answer(request);
    };
}

}  // namespace aisha::net::tests
