// A port for a server that a test starts.
#pragma once

#include <cstdint>

namespace aisha::tests {

/// A port of the loopback that nobody else is given as long as this lives: it stays bound by a socket that
/// never listens. A server that sets SO_REUSEADDR or SO_REUSEPORT can listen on it all the same, and a client
/// is refused while none does.
class ReservedPort {
public:
    /// Throws std::runtime_error where there is none.
    ReservedPort();
    ~ReservedPort();
    ReservedPort(ReservedPort const&) = delete;
    ReservedPort& operator=(ReservedPort const&) = delete;

    std::uint16_t number() const { return number_; }

private:
    int socket_;
    std::uint16_t number_ = 0;
};

}  // namespace aisha::tests
