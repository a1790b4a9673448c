// Puts answers on the wire.
#include "net/response_writer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace aisha::net {

namespace {

constexpr std::size_t block = 64 * 1024;

std::string_view reason(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        case 507: return "Insufficient Storage";
        default: return "";
    }
}

/// The answers that never have a body (RFC 9110, 6.4.1).
bool bodiless(int status) { return status < 200 || status == 204 || status == 304; }

std::string head_of(OutgoingResponse const& response, AnswerForm form, std::string_view date) {
    auto const forbidden = std::string_view("\r\n\0", 3);
    std::string head;
    head.reserve(256);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
    for (auto const& [name, value] : response.headers) {
        if (name.empty() || name.find_first_of(forbidden) != std::string::npos ||
            value.find_first_of(forbidden) != std::string::npos)
            throw std::invalid_argument("a header field of an answer is malformed");
        head.append(name).append(": ").append(value).append("\r\n");
    }
    head.append("Date: ").append(date).append("\r\n");
    if (!form.keep_alive) head += "Connection: close\r\n";
    else if (form.old_version) head += "Connection: keep-alive\r\n";
    return head;
}

void add_length(std::string& head, OutgoingResponse const& response, std::uint64_t length) {
    if (bodiless(response.status)) head += "\r\n";
    else fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n\r\n", length);
}

/// A file that is open while it is sent.
class OpenFile {
public:
    explicit OpenFile(std::filesystem::path const& path)
        : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "the file of an answer");
    }
    ~OpenFile() { ::close(descriptor_); }
    OpenFile(OpenFile const&) = delete;
    OpenFile& operator=(OpenFile const&) = delete;
    int descriptor() const { return descriptor_; }
    std::uint64_t size() const {
        struct stat status{};
        if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode))
            throw std::runtime_error("the file of an answer is no plain file");
        return static_cast<std::uint64_t>(status.st_size);
    }

private:
    int descriptor_;
};

}  // namespace

std::string http_date(Time time) {
    using namespace std::chrono;
    constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const midnight = floor<std::chrono::days>(time);
    year_month_day const date(midnight);
    hh_mm_ss const clock(floor<seconds>(time - midnight));
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[weekday(midnight).c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

ResponseWriter::ResponseWriter(asio::ip::tcp::socket& socket, std::function<void()> before_write)
    : socket_(socket), before_write_(std::move(before_write)) {}

awaitable<bool> ResponseWriter::write(OutgoingResponse const& response, AnswerForm form,
                                      std::string_view date) {
    auto head = head_of(response, form, date);
    bool const no_body = form.head_only || bodiless(response.status);
    auto const cut = [&](std::uint64_t length) {
        return std::min<std::uint64_t>(length, response.truncate_after.value_or(length));
    };
    if (auto const* text = std::get_if<std::string>(&response.body)) {
        add_length(head, response, text->size());
        auto const sent = no_body ? 0 : static_cast<std::size_t>(cut(text->size()));
        bool const whole = no_body || sent == text->size();
        bool const written =
            co_await write_all({asio::buffer(head), asio::buffer(text->data(), sent), asio::const_buffer()});
        co_return written&& whole;
    }
    auto const& body = std::get<FileBody>(response.body);
    OpenFile const file(body.path);
    auto const size = file.size();
    auto const rest = size - std::min(body.offset, size);
    auto const length = std::min(body.length.value_or(rest), rest);
    add_length(head, response, length);
    bool written = co_await write_all({asio::buffer(head), asio::const_buffer(), asio::const_buffer()});
    if (no_body) co_return written;
    written = written && co_await write_file(file.descriptor(), body.offset, cut(length));
    co_return written&& cut(length) == length;
}

awaitable<bool> ResponseWriter::write_stream_head(OutgoingResponse const& response, AnswerForm form,
                                                  std::string_view date) {
    auto head = head_of(response, form, date);
    head += form.old_version || bodiless(response.status) ? "\r\n" : "Transfer-Encoding: chunked\r\n\r\n";
    co_return co_await write_all({asio::buffer(head), asio::const_buffer(), asio::const_buffer()});
}

awaitable<bool> ResponseWriter::write_piece(std::string_view piece, bool old_version) {
    if (piece.empty()) co_return true;  // an empty chunk would mean the end
    if (old_version) co_return co_await write_raw(piece);
    auto const length = fmt::format("{:x}\r\n", piece.size());
    co_return co_await write_all({asio::buffer(length), asio::buffer(piece), asio::buffer("\r\n", 2)});
}

awaitable<bool> ResponseWriter::write_raw(std::string_view bytes) {
    co_return co_await write_all({asio::buffer(bytes), asio::const_buffer(), asio::const_buffer()});
}

awaitable<bool> ResponseWriter::write_all(std::array<asio::const_buffer, 3> buffers) {
    // Most answers fit into the socket's buffer: no need to wait then.
    boost::system::error_code error;
    auto sent = socket_.write_some(buffers, error);
    if (error && error != asio::error::would_block) co_return false;
    for (auto& buffer : buffers) {
        auto const part = std::min(sent, buffer.size());
        buffer += part;
        sent -= part;
        while (buffer.size() != 0) {
            before_write_();
            auto const [failed, count] =
                co_await socket_.async_write_some(buffer, asio::as_tuple(asio::use_awaitable));
            if (failed) co_return false;
            buffer += count;
        }
    }
    co_return true;
}

awaitable<bool> ResponseWriter::write_file(int file, std::uint64_t offset, std::uint64_t length) {
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(block, length)), '\0');
    while (length != 0) {
        auto const wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), length));
        auto const got = ::pread(file, bytes.data(), wanted, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) co_return false;  // it became shorter than its announced length
        auto const count = static_cast<std::size_t>(got);
        if (!co_await write_raw(std::string_view(bytes).substr(0, count))) co_return false;
        offset += count;
        length -= count;
    }
    co_return true;
}

}  // namespace aisha::net
