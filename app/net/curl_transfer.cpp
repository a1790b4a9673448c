// One request on one curl easy handle.
#include "net/curl_transfer.hpp"

#include "net/url_policy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <new>

namespace aisha::net {

namespace {

constexpr long receive_buffer = 64 * 1024;

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    if (auto const code = ::curl_easy_setopt(easy, option, value); code != CURLE_OK)
        throw std::runtime_error(std::string("curl: ") + ::curl_easy_strerror(code));
}

template <class Duration>
long milliseconds(Duration duration) {
    return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

/// What may be named of a URL in an error.
std::string host_of(std::string const& url) {
    try {
        return split_url(url).host;
    } catch (RequestRefused const&) {
        return "(malformed address)";
    }
}

void check_header(std::string_view name, std::string_view value) {
    auto const forbidden = std::string_view("\r\n\0", 3);
    if (name.empty() || name.find_first_of(forbidden) != std::string_view::npos ||
        name.find_first_of(": ") != std::string_view::npos ||
        value.find_first_of(forbidden) != std::string_view::npos)
        throw std::invalid_argument("a header field of a request is malformed");
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    });
}

}  // namespace

void prepare_for_life(CURL* easy) {
    set(easy, CURLOPT_NOSIGNAL, 1L);
    // Without it, giving up on a name blocks until the resolver's thread has ended.
    set(easy, CURLOPT_QUICK_EXIT, 1L);
    set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_ACCEPT_ENCODING, "");
    set(easy, CURLOPT_USERAGENT, "aisha/" AISHA_VERSION);
    set(easy, CURLOPT_BUFFERSIZE, receive_buffer);
    set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(limits::connect_timeout));
    // The proxy is chosen per request; curl is not to look at the environment again.
    set(easy, CURLOPT_NOPROXY, "");
}

Transfer::Transfer(CurlLoop& loop, CURL* easy, Request const& request, std::string const& proxy)
    : loop_(loop),
      easy_(easy),
      request_(request),
      check_addresses_(request.reach == Reach::public_only && proxy.empty()),
      repeatable_(request.method == "GET" || request.method == "HEAD") {
    auto const scheme = std::string_view(request.url).substr(0, request.url.find(':'));
    if (!same_word(scheme, "http") && !same_word(scheme, "https"))
        throw RequestRefused("not an absolute http or https address");
    if (request.url.find('\0') != std::string::npos)
        throw RequestRefused("an address with a zero byte in it");
    if (!is_token(request.method)) throw std::invalid_argument("a method is letters");
    if (request.timeout <= Duration::zero())
        throw TransportError(host_of(request.url) + ": no time is left to ask", TransportError::Sent::no);
    set(easy, CURLOPT_URL, request.url.c_str());
    set(easy, CURLOPT_PROXY, proxy.c_str());
    set(easy, CURLOPT_TIMEOUT_MS, milliseconds(request.timeout));
    set(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open);
    set(easy, CURLOPT_OPENSOCKETDATA, this);
    set(easy, CURLOPT_PREREQFUNCTION, &Transfer::on_connected);
    set(easy, CURLOPT_PREREQDATA, this);
    set(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    set(easy, CURLOPT_HEADERDATA, this);
    set(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set(easy, CURLOPT_WRITEDATA, this);
    set_method_and_body();
    set_headers();
}

Transfer::Descriptor::~Descriptor() {
    if (number >= 0) ::close(number);
}

Transfer::~Transfer() {
    close_file(false);
    if (mime_) ::curl_easy_setopt(easy_, CURLOPT_MIMEPOST, nullptr);
    ::curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, nullptr);
}

void Transfer::set_method_and_body() {
    set(easy_, CURLOPT_CUSTOMREQUEST, nullptr);
    set(easy_, CURLOPT_HTTPGET, 1L);  // also takes back what the transfer before set
    auto const& method = request_.method;
    if (auto const* multipart = std::get_if<Multipart>(&request_.body)) {
        mime_.reset(::curl_mime_init(easy_));
        if (!mime_) throw std::bad_alloc();
        for (auto const& part : *multipart) add_part(part);
        set(easy_, CURLOPT_MIMEPOST, mime_.get());
    } else if (auto const* slice = std::get_if<FileSlice>(&request_.body)) {
        send_slice(*slice);
    } else if (auto const* text = std::get_if<std::string>(&request_.body); text || method == "POST") {
        set(easy_, CURLOPT_POST, 1L);
        set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(text ? text->size() : 0));
        set(easy_, CURLOPT_POSTFIELDS, text ? text->data() : "");
    } else if (method == "HEAD") {
        set(easy_, CURLOPT_NOBODY, 1L);
        return;
    } else if (method == "GET") {
        return;
    }
    if (method != "POST") set(easy_, CURLOPT_CUSTOMREQUEST, method.c_str());
}

/// Opens the file and has curl read from it. Curl calls this PUT; another method takes only its name.
void Transfer::send_slice(FileSlice const& slice) {
    source_.number = ::open(slice.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (source_.number < 0) throw std::runtime_error("cannot read " + slice.path.string());
    sent_at_ = slice.offset;
    set(easy_, CURLOPT_UPLOAD, 1L);
    set(easy_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(slice.length));
    set(easy_, CURLOPT_READFUNCTION, &Transfer::on_read);
    set(easy_, CURLOPT_READDATA, this);
}

/// The next bytes of the slice. A file that has become shorter ends the request.
std::size_t Transfer::on_read(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    auto const& slice = std::get<FileSlice>(transfer.request_.body);
    auto const wanted =
        std::min<std::uint64_t>(size * count, slice.offset + slice.length - transfer.sent_at_);
    if (wanted == 0) return 0;
    ssize_t got = 0;
    do got = ::pread(transfer.source_.number, bytes, wanted, static_cast<off_t>(transfer.sent_at_));
    while (got < 0 && errno == EINTR);
    if (got <= 0) {
        transfer.source_failed_ = true;
        return CURL_READFUNC_ABORT;
    }
    transfer.sent_at_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
}

void Transfer::add_part(Part const& part) {
    curl_mimepart* const made = ::curl_mime_addpart(mime_.get());
    auto const check = [](CURLcode code) {
        if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
        if (code != CURLE_OK)
            throw std::runtime_error(std::string("multipart: ") + ::curl_easy_strerror(code));
    };
    check(made ? CURLE_OK : CURLE_OUT_OF_MEMORY);
    check(::curl_mime_name(made, part.name.c_str()));
    if (auto const* value = std::get_if<std::string>(&part.content)) {
        check(::curl_mime_data(made, value->data(), value->size()));
    } else {
        check(::curl_mime_filedata(made, std::get<std::filesystem::path>(part.content).c_str()));
        check(::curl_mime_filename(made, nullptr));
    }
    if (!part.filename.empty()) check(::curl_mime_filename(made, part.filename.c_str()));
    if (!part.content_type.empty()) check(::curl_mime_type(made, part.content_type.c_str()));
}

void Transfer::set_headers() {
    auto const add = [this](std::string const& line) {
        curl_slist* const longer = ::curl_slist_append(headers_.get(), line.c_str());
        if (!longer) throw std::bad_alloc();
        (void)headers_.release();
        headers_.reset(longer);
    };
    // No waiting for "100 Continue", and no form type that nobody asked for.
    add("Expect:");
    if (!mime_ && !request_.headers.find("Content-Type")) add("Content-Type:");
    for (auto const& [name, value] : request_.headers) {
        check_header(name, value);
        add(value.empty() ? name + ";" : name + ": " + value);
    }
    set(easy_, CURLOPT_HTTPHEADER, headers_.get());
}

curl_socket_t Transfer::on_open(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.check_addresses_ && !is_public(address->addr)) {
        transfer.refused_ = true;
        return CURL_SOCKET_BAD;
    }
    return transfer.loop_.open_socket(*address);
}

/// Called when a connection stands, before the first byte of the request leaves. A second call means that
/// curl wants to repeat the request, because a kept connection broke without an answer.
int Transfer::on_connected(void* self, char* peer, char* /*local*/, int /*peer_port*/, int /*local_port*/) {
    auto& transfer = *static_cast<Transfer*>(self);
    // A kept connection was opened for another request, which was perhaps allowed more.
    if (transfer.check_addresses_ && !may_be_public(peer)) {
        transfer.refused_ = true;
        return CURL_PREREQFUNC_ABORT;
    }
    if (transfer.began_ && !transfer.repeatable_) return CURL_PREREQFUNC_ABORT;
    transfer.began_ = true;
    return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->take_header({bytes, size * count}) ? size * count : 0;
}

bool Transfer::take_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > limits::answer_header_max) {
        too_long_ = true;
        return false;
    }
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        response_ = Response();  // what came before was interim
        auto const code = line.substr(std::min(line.find(' ') + 1, line.size()));
        std::from_chars(code.data(), code.data() + code.size(), response_.status);
    } else if (auto const colon = line.find(':'); colon != std::string_view::npos) {
        response_.headers.add(std::string(line.substr(0, colon)),
                              std::string(trimmed(line.substr(colon + 1))));
    }
    return true;
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->take_body({bytes, size * count}) ? size * count : 0;
}

bool Transfer::take_body(std::string_view bytes) {
    received_ += bytes.size();
    bool const to_file = request_.answer_to && response_.ok();
    auto const longest = request_.answer_to && !to_file
                             ? std::min(request_.answer_max, limits::error_body_max)
                             : request_.answer_max;
    if (received_ > longest) {
        too_long_ = true;
        return false;
    }
    if (!to_file) {
        response_.body.append(bytes);
        return true;
    }
    if (file_ < 0 && !file_failed_) open_file();
    while (!file_failed_ && !bytes.empty()) {
        auto const written = ::write(file_, bytes.data(), bytes.size());
        if (written >= 0) bytes.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR) file_failed_ = true;
    }
    return !file_failed_;
}

/// A file that is not whole is never under its own name.
void Transfer::open_file() {
    constexpr mode_t only_ours = 0600;
    part_file_ = *request_.answer_to;
    part_file_ += ".part";
    file_ = ::open(part_file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, only_ours);
    file_failed_ = file_ < 0;
}

void Transfer::close_file(bool keep) {
    if (file_ < 0) return;
    if (::close(std::exchange(file_, -1)) != 0) file_failed_ = true;
    if (keep && !file_failed_ && ::rename(part_file_.c_str(), request_.answer_to->c_str()) != 0)
        file_failed_ = true;
    if (!keep || file_failed_) ::unlink(part_file_.c_str());
}

Response Transfer::finish(CURLcode result) {
    if (result == CURLE_OK) {
        if (request_.answer_to && response_.ok()) {
            if (file_ < 0 && !file_failed_) open_file();
            close_file(true);
        }
        if (!file_failed_) return std::move(response_);
    }
    auto const host = host_of(request_.url);
    if (refused_) throw RequestRefused(host + " is not a public address");
    if (too_long_) throw RequestRefused("the answer of " + host + " is longer than allowed");
    if (file_failed_) throw std::runtime_error("cannot write " + request_.answer_to->string());
    auto const what = host + ": " + ::curl_easy_strerror(result);
    if (result == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    if (source_failed_ || result == CURLE_READ_ERROR)
        throw std::runtime_error("cannot read a file to be sent to " + host);
    if (began_) throw TransportError(what, TransportError::Sent::maybe);
    // After the beginning the same codes mean an answer that is no HTTP.
    if (result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL || result == CURLE_LOGIN_DENIED)
        throw RequestRefused(what);
    throw TransportError(what, TransportError::Sent::no);
}

}  // namespace aisha::net
