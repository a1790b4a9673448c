// Files that people sent: downloaded, or read where a local Bot API server keeps them.
#include "bot/bot.hpp"
#include "core/limits/audio.hpp"

namespace aisha::bot {

limits::Bytes Bot::download_max() const {
    return config_.local_files ? limits::telegram_local_download_max : limits::telegram_download_max;
}

awaitable<std::filesystem::path> Bot::fetch(std::string file_id, std::filesystem::path to) {
    for (int tries = 1;; ++tries) {
        if (auto const file = co_await fetch_once(file_id, to)) co_return *file;
        if (tries == limits::file_tries_max) throw Refusal(RefusalReason::file_gone);
        co_await clock_.sleep(limits::file_retry_delay);
    }
}

awaitable<void> Bot::download(std::string file_id, std::filesystem::path to) {
    auto const file = co_await fetch(std::move(file_id), to);
    if (file != to) std::filesystem::copy_file(file, to, std::filesystem::copy_options::overwrite_existing);
}

awaitable<std::optional<std::filesystem::path>> Bot::fetch_once(std::string file_id,
                                                                std::filesystem::path to) {
    GetFile get_file;
    get_file.file_id = file_id;
    File file;
    try {
        file = co_await call(std::move(get_file));
    } catch (ApiError const& e) {
        auto const says = [&](std::string_view words) {
            return e.description().find(words) != std::string::npos;
        };
        if (says("file is too big")) throw Refusal(RefusalReason::file_too_big);
        if (says("temporarily unavailable")) co_return std::nullopt;
        if (says("file_id") || says("file identifier")) throw Refusal(RefusalReason::file_gone);
        if (remedy(GetFile::name, std::current_exception()) == Remedy::wait)
            throw Unavailable(e.what(), e.retry_after());
        throw;
    }
    if (!file.file_path) co_return std::nullopt;
    if (file.file_size.value_or(0) > static_cast<std::int64_t>(download_max()))
        throw Refusal(RefusalReason::file_too_big);
    if (config_.local_files) {
        std::filesystem::path const local(*file.file_path);
        if (!local.is_absolute())
            throw std::runtime_error(
                "TELEGRAM_API_LOCAL is true, but the Bot API server does not run with --local: it "
                "names no path of this machine");
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(local, ignored)) co_return std::nullopt;
        co_return local;
    }
    if (!co_await download_path(*file.file_path, to)) co_return std::nullopt;
    co_return to;
}

/// False where Telegram does not have the file now.
awaitable<bool> Bot::download_path(std::string const& file_path, std::filesystem::path const& to) {
    net::Request request;
    request.url = fmt::format("{}/file/bot{}/{}", config_.api_url, config_.token.reveal(), file_path);
    request.timeout = limits::download_timeout;
    request.answer_max = limits::telegram_download_max;
    request.answer_to = to;
    net::Response response;
    try {
        response = co_await transport_.send(std::move(request));
    } catch (net::RequestRefused const&) {
        throw Refusal(RefusalReason::file_too_big);
    }
    if (response.ok()) co_return true;
    constexpr int bad_request = 400, not_found = 404, gone = 410;
    if (response.status == bad_request || response.status == not_found || response.status == gone)
        co_return false;
    throw Unavailable(fmt::format("download of a file: status {}", response.status), response.retry_after());
}

}  // namespace aisha::bot
