// A Transport without sockets.
#include "tests/support/fake_transport.hpp"

#include "core/errors.hpp"
#include "net/url_policy.hpp"

#include <fstream>
#include <stdexcept>

namespace aisha::tests {

namespace {

using net::TransportError;

[[noreturn]] void break_off(std::string const& host, TransportError::Sent sent) {
    throw TransportError(host + ": told to fail", sent);
}

std::string host_and_port(net::UrlParts const& url) {
    return url.port.empty() ? url.host : url.host + ":" + url.port;
}

/// What a client makes of a multipart body.
std::string encoded(net::Multipart const& multipart, std::string const& boundary) {
    std::string body;
    for (auto const& part : multipart) {
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.name + "\"";
        if (!part.filename.empty()) body += "; filename=\"" + part.filename + "\"";
        body += "\r\n";
        if (!part.content_type.empty()) body += "Content-Type: " + part.content_type + "\r\n";
        auto const* value = std::get_if<std::string>(&part.content);
        body += "\r\n" + (value ? *value : read_file(std::get<std::filesystem::path>(part.content))) + "\r\n";
    }
    return body + "--" + boundary + "--\r\n";
}

net::Response checked(std::string const& host, net::Request const& request, net::Response response) {
    bool const to_file = request.answer_to && response.ok();
    if (response.body.size() > request.answer_max)
        throw net::RequestRefused("the answer of " + host + " is longer than allowed");
    if (to_file) {
        std::ofstream out(*request.answer_to, std::ios::binary | std::ios::trunc);
        out << std::exchange(response.body, {});
        out.close();
        if (!out) throw std::runtime_error("cannot write " + request.answer_to->string());
    }
    return response;
}

}  // namespace

void FakeTransport::answer_once(std::string const& host, net::Response response) {
    scripts_[host].emplace_back(std::move(response));
}

void FakeTransport::fail(std::string const& host, TransportError::Sent sent, int times) {
    for (int time = 0; time < times; ++time) scripts_[host].emplace_back(sent);
}

awaitable<net::Response> FakeTransport::send(net::Request request) {
    auto const url = net::split_url(request.url);
    if (request.reach == net::Reach::public_only && !net::may_be_public(url.host))
        throw net::RequestRefused(url.host + " is not a public address");
    requests_.push_back(request);
    try {
        co_return co_await with_timeout(clock_, request.timeout, url.host,
                                        exchange(host_and_port(url), request));
    } catch (TransportError const&) {
        throw;
    } catch (Unavailable const& timed_out) {
        throw TransportError(timed_out.what(), TransportError::Sent::maybe);
    }
}

awaitable<net::Response> FakeTransport::exchange(std::string host, net::Request const& request) {
    auto const handler = handlers_.find(host);
    auto& script = scripts_[host];
    if (away_[host]) break_off(host, TransportError::Sent::no);
    if (!script.empty()) {
        auto const step = std::move(script.front());
        script.pop_front();
        if (auto const* response = std::get_if<net::Response>(&step))
            co_return checked(host, request, *response);
        auto const sent = std::get<TransportError::Sent>(step);
        if (sent == TransportError::Sent::maybe && handler != handlers_.end())
            (void)co_await ask(host, handler->second, request);
        break_off(host, sent);
    }
    if (handler == handlers_.end()) break_off(host, TransportError::Sent::no);
    co_return checked(host, request, co_await ask(host, handler->second, request));
}

awaitable<net::Response> FakeTransport::ask(std::string const& host, net::RequestHandler handler,
                                            net::Request const& request) {
    net::OutgoingResponse answer;
    std::exception_ptr error;
    try {
        answer = co_await handler(incoming(request));
    } catch (...) {
        error = std::current_exception();
    }
    if (error && is_cancelled(error)) std::rethrow_exception(error);
    if (error) answer = net::problem(500, "internal error", describe(error));
    net::Response response{answer.status, answer.headers, {}};
    bool delivered = false;
    try {
        if (!answer.drop) {
            response.body = co_await read_body(answer, request.answer_max);
            if (request.method == "HEAD") response.body.clear();
            delivered = !answer.truncate_after || *answer.truncate_after >= response.body.size();
        }
    } catch (...) {
        error = std::current_exception();
    }
    if (answer.on_sent) answer.on_sent(delivered);
    if (error && is_cancelled(error)) std::rethrow_exception(error);
    if (!delivered) break_off(host, TransportError::Sent::maybe);
    co_return response;
}

/// Of a longer body than `longest` only so much that it is seen to be too long.
awaitable<std::string> FakeTransport::read_body(net::OutgoingResponse& response, limits::Bytes longest) {
    if (auto* text = std::get_if<std::string>(&response.body)) co_return std::move(*text);
    if (auto const* file = std::get_if<net::FileBody>(&response.body)) {
        auto const bytes = read_file(file->path);
        auto const offset = std::min<std::size_t>(file->offset, bytes.size());
        co_return bytes.substr(offset,
                               file->length ? static_cast<std::size_t>(*file->length) : std::string::npos);
    }
    std::string whole;
    auto const& stream = std::get<net::StreamBody>(response.body);
    while (auto const piece = co_await stream()) {
        whole += *piece;
        if (whole.size() > longest) break;
    }
    co_return whole;
}

net::IncomingRequest FakeTransport::incoming(net::Request const& request) {
    auto const url = net::split_url(request.url);
    net::IncomingRequest result;
    result.method = request.method;
    result.headers = request.headers;
    result.peer = "127.0.0.1";
    auto const mark = url.path.find('?');
    result.path = net::percent_decode(url.path.substr(0, mark)).value_or("");
    std::string text = mark == std::string::npos ? std::string() : url.path.substr(mark + 1);
    std::replace(text.begin(), text.end(), '+', ' ');
    std::string_view query = text;
    while (!query.empty()) {
        auto const pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        auto const equals = std::min(pair.find('='), pair.size());
        result.query.emplace_back(
            net::percent_decode(pair.substr(0, equals)).value_or(""),
            net::percent_decode(pair.substr(std::min(equals + 1, pair.size()))).value_or(""));
    }
    if (auto const* plain = std::get_if<std::string>(&request.body)) result.body = *plain;
    if (auto const* slice = std::get_if<net::FileSlice>(&request.body))
        result.body =
            read_file(slice->path)
                .substr(static_cast<std::size_t>(slice->offset), static_cast<std::size_t>(slice->length));
    if (auto const* multipart = std::get_if<net::Multipart>(&request.body)) {
        auto const boundary = "fake" + clock_.token(24);
        result.headers.add("Content-Type", "multipart/form-data; boundary=" + boundary);
        result.body = encoded(*multipart, boundary);
    }
    return result;
}

}  // namespace aisha::tests
