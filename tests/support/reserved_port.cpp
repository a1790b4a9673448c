// Reserving a port.
#include "tests/support/reserved_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace aisha::tests {

ReservedPort::ReservedPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    int const yes = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    bool const reserved = ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
                          ::setsockopt(socket_, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) == 0 &&
                          ::bind(socket_, plain, size) == 0 && ::getsockname(socket_, plain, &size) == 0;
    if (!reserved) {
        ::close(socket_);
        throw std::runtime_error("no free port");
    }
    number_ = ntohs(address.sin_port);
}

ReservedPort::~ReservedPort() { ::close(socket_); }

}  // namespace aisha::tests
