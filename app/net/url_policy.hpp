// Which addresses the program may connect to when a URL comes from outside.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>
#include <string_view>

namespace aisha::net {

/// True for an address on the public internet: not loopback, private, link-local, shared, multicast, reserved
/// or documentation, and no IPv6 form that carries such an IPv4 address.
/// https://www.iana.org/assignments/iana-ipv4-special-registry
/// https://www.iana.org/assignments/iana-ipv6-special-registry
bool is_public(sockaddr const& address);

/// False for a literal address that is not public (in any spelling of split_url's host) and for the names of
/// the machine itself. True for every other name: what it resolves to is checked when connecting.
bool may_be_public(std::string const& host);

/// The parts of an absolute http or https URL. Throws RequestRefused for anything else (user names in it
/// too).
struct UrlParts {
    std::string scheme;
    std::string host;  ///< lower case, without brackets; numbers as dotted decimals
    std::string port;  ///< empty: the scheme's own
    std::string path;  ///< with the query
};
UrlParts split_url(std::string_view url);

/// The absolute URL that `reference` (a Location header) means in a document at `base`. Throws as split_url
/// does.
std::string join_url(std::string_view base, std::string_view reference);

/// Percent-encodes everything but unreserved characters.
std::string percent_encode(std::string_view text);
/// Decodes %XX; nothing where it is malformed.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace aisha::net
