// Ports that tests reserve for servers.
#include "tests/support/reserved_port.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <gtest/gtest.h>

namespace aisha::tests {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

TEST(ReservedPort, is_not_given_to_anybody_else_but_a_server_can_listen_on_it) {
    ReservedPort const port;
    asio::io_context loop;
    tcp::endpoint const place(asio::ip::address_v4::loopback(), port.number());
    tcp::acceptor stranger(loop, tcp::v4());
    EXPECT_THROW(stranger.bind(place), boost::system::system_error);

    tcp::socket client(loop);
    EXPECT_THROW(client.connect(place), boost::system::system_error) << "nobody listens yet";
    for (int life = 0; life < 2; ++life) {
        tcp::acceptor server(loop, place);  // with SO_REUSEADDR
        tcp::socket visitor(loop);
        EXPECT_NO_THROW(visitor.connect(place));
    }
}

}  // namespace
}  // namespace aisha::tests
