// A client that writes and reads bare bytes.
#include "tests/net/raw_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace aisha::net::tests {

namespace {

using asio::ip::tcp;

awaitable<void> connect(tcp::socket& socket, std::uint16_t port) {
    co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
}

awaitable<bool> write_all(tcp::socket& socket, std::string bytes) {
    auto const [error, count] =
        co_await asio::async_write(socket, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    co_return !error;
}

awaitable<void> read_all(tcp::socket& socket, std::string& buffer) {
    co_await asio::async_read(socket, asio::dynamic_buffer(buffer), asio::as_tuple(asio::use_awaitable));
}

awaitable<std::size_t> read_until(tcp::socket& socket, std::string& buffer, std::string text) {
    co_return co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), text,
                                              asio::use_awaitable);
}

awaitable<void> read_exactly(tcp::socket& socket, std::string& buffer, std::size_t size) {
    if (buffer.size() < size)
        co_await asio::async_read(socket, asio::dynamic_buffer(buffer),
                                  asio::transfer_exactly(size - buffer.size()), asio::use_awaitable);
}

}  // namespace

RawClient::RawClient(Loopback& world) : world_(world), socket_(world.loop) {
    run(world.loop, connect(socket_, world.server->port()));
}

void RawClient::write(std::string bytes) {
    // Asio 1.24 never completes a write that follows a failed one.
    if (writable_) writable_ = run(world_.loop, write_all(socket_, std::move(bytes)));
}

std::string RawClient::read_to_end() {
    run(world_.loop, read_all(socket_, buffer_));
    return std::exchange(buffer_, {});
}

std::string RawClient::read_past(std::string const& text) {
    auto const size = run(world_.loop, read_until(socket_, buffer_, text));
    auto const result = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return result;
}

std::string RawClient::read_answer() {
    auto head = read_past("\r\n\r\n");
    auto const field = head.find("Content-Length: ");
    if (field == std::string::npos) return head;
    auto const length = std::stoul(head.substr(field + std::string_view("Content-Length: ").size()));
    run(world_.loop, read_exactly(socket_, buffer_, length));
    head += buffer_.substr(0, length);
    buffer_.erase(0, length);
    return head;
}

void RawClient::close() { socket_.close(); }

}  // namespace aisha::net::tests
