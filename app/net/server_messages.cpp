// Requests and answers of the server as values, and the files that large bodies lie in.
#include "core/json.hpp"
#include "net/http_server.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace aisha::net {

TemporaryFile::TemporaryFile(std::filesystem::path const& folder) {
    auto pattern = (folder / "aisha-XXXXXX").string();
    int const file = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (file < 0)
        throw std::system_error(errno, std::generic_category(), "a temporary file in " + folder.string());
    ::close(file);
    path_ = pattern;
}

TemporaryFile::~TemporaryFile() {
    std::error_code gone_already;
    std::filesystem::remove(path_, gone_already);
}

std::optional<std::string_view> IncomingRequest::query_value(std::string_view name) const {
    for (auto const& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

std::string_view IncomingRequest::content_type() const { return headers.find("Content-Type").value_or(""); }

OutgoingResponse json_response(int status, std::string body) {
    OutgoingResponse response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

OutgoingResponse problem(int status, std::string_view title, std::string_view detail) {
    json::Object document;
    document["title"] = json::write(title);
    document["status"] = status;
    if (!detail.empty()) document["detail"] = json::write(detail);
    OutgoingResponse response;
    response.status = status;
    response.headers.add("Content-Type", "application/problem+json");
    response.body = json::dump(document);
    return response;
}

}  // namespace aisha::net
