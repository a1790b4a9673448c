// One request on one curl easy handle: what is set before, what happens meanwhile, what it means after.
#pragma once

#include "net/curl_loop.hpp"
#include "net/http.hpp"

#include <curl/curl.h>

#include <memory>
#include <string>

namespace aisha::net {

/// Options that never change. Called once for a handle.
void prepare_for_life(CURL* easy);

/// Construct, let the loop perform the handle, then `finish`. The handle may serve the next transfer
/// afterwards.
class Transfer {
public:
    /// `proxy` is empty for a direct connection. `request` and `proxy` outlive this.
    Transfer(CurlLoop& loop, CURL* easy, Request const& request, std::string const& proxy);
    ~Transfer();
    Transfer(Transfer const&) = delete;
    Transfer& operator=(Transfer const&) = delete;

    /// The answer, or throws as Transport::send does.
    Response finish(CURLcode result);

private:
    /// Closed also where the constructor throws.
    struct Descriptor {
        Descriptor() = default;
        ~Descriptor();
        Descriptor(Descriptor const&) = delete;
        Descriptor& operator=(Descriptor const&) = delete;
        int number = -1;
    };
    struct FreeList {
        void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
    };
    struct FreeMime {
        void operator()(curl_mime* mime) const { ::curl_mime_free(mime); }
    };

    static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int on_connected(void* self, char* peer, char* local, int peer_port, int local_port);
    static std::size_t on_read(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

    void set_method_and_body();
    void set_headers();
    void send_slice(FileSlice const& slice);
    void add_part(Part const& part);
    bool take_header(std::string_view line);
    bool take_body(std::string_view bytes);
    void open_file();
    void close_file(bool keep);

    CurlLoop& loop_;
    CURL* easy_;
    Request const& request_;
    bool check_addresses_;
    bool repeatable_;
    std::unique_ptr<curl_slist, FreeList> headers_;
    std::unique_ptr<curl_mime, FreeMime> mime_;
    Response response_;
    limits::Bytes received_ = 0;
    limits::Bytes header_bytes_ = 0;
    std::filesystem::path part_file_;
    int file_ = -1;
    Descriptor source_;          ///< the file of a FileSlice
    std::uint64_t sent_at_ = 0;  ///< its next byte to send
    bool began_ = false;         ///< a connection stood, so bytes of the request may have left
    bool refused_ = false;       ///< by the address
    bool too_long_ = false;
    bool file_failed_ = false;
    bool source_failed_ = false;
};

}  // namespace aisha::net
