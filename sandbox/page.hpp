// The chat page: files that are part of the program.
#pragma once

#include "core/embedded.hpp"
#include "net/http_server.hpp"

#include <map>
#include <span>
#include <string>

namespace aisha::embedded {
/// Everything in sandbox/web.
std::span<File const> page();
}  // namespace aisha::embedded

namespace aisha::sandbox {

/// Serves / and /web/NAME with headers that keep foreign code and frames out.
class Page {
public:
    explicit Page(std::span<embedded::File const> files);

    /// Nothing where the path is none of the page's.
    std::optional<net::OutgoingResponse> find(net::IncomingRequest const& request) const;

private:
    struct Entry {
        embedded::File file;
        std::string etag;
    };
    std::map<std::string, Entry, std::less<>> entries_;  ///< by path
};

}  // namespace aisha::sandbox
