// A client that writes and reads bare bytes, for requests that no decent client would make.
#pragma once

#include "tests/net/loopback.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace aisha::net::tests {

class RawClient {
public:
    explicit RawClient(Loopback& world);

    /// Where the other side has closed before all was written, what it said can still be read.
    void write(std::string bytes);
    /// Everything until the other side closes.
    std::string read_to_end();
    /// One answer with Content-Length: head and body.
    std::string read_answer();
    /// Until `text` has come; everything up to its end.
    std::string read_past(std::string const& text);
    /// Closes for good.
    void close();
    /// True where the other side has closed without a byte.
    bool closed_silently() { return read_to_end().empty(); }

    /// Writes, and reads until the other side closes.
    std::string talk(std::string bytes) {
        write(std::move(bytes));
        return read_to_end();
    }

private:
    Loopback& world_;
    asio::ip::tcp::socket socket_;
    std::string buffer_;
    bool writable_ = true;
};

}  // namespace aisha::net::tests
