// How right a transcript is: recordings of two minutes with known words, heard as the bot hears them (cut at
// silences, by the local model behind the sandbox's interface), beside each of their prompts heard alone.
// bench_speech_accuracy FOLDER (bench/speech_prompts makes it); with WHISPER_SERVER and WHISPER_MODEL.
#include "core/log.hpp"
#include "core/utf.hpp"
#include "database/migrator.hpp"
#include "database/sqlite.hpp"
#include "media/confined_runner.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "sandbox/openai/open_ai.hpp"
#include "sandbox/openai/whisper_server.hpp"
#include "services/transcript/audio_processing_service.hpp"

#include <boost/asio/io_context.hpp>

#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace aisha {
namespace {

namespace fs = std::filesystem;

/// The words, lower case, without punctuation, "ё" as "е".
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> result(1);
    auto const small = utf::lower_case(text);
    for (std::size_t at = 0; at < small.size();) {
        auto const letter = small.substr(at, utf::code_point_size(small[at]));
        at += letter.size();
        bool const cyrillic = letter.starts_with("\xD0") || letter.starts_with("\xD1");
        bool const latin = letter.size() == 1 && std::isalnum(static_cast<unsigned char>(letter[0])) != 0;
        if (cyrillic || latin) result.back() += letter == "ё" ? "е" : letter;
        else if (letter != "'" && letter != "’" && !result.back().empty()) result.emplace_back();
    }
    if (result.back().empty()) result.pop_back();
    return result;
}

/// Insertions, deletions and substitutions.
std::size_t errors(std::vector<std::string> const& said, std::vector<std::string> const& heard) {
    std::vector<std::size_t> row(heard.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= said.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j < row.size(); ++j) {
            auto const best =
                std::min({row[j] + 1, row[j - 1] + 1, diagonal + (said[i - 1] == heard[j - 1] ? 0 : 1)});
            diagonal = std::exchange(row[j], best);
        }
    }
    return row.back();
}

std::string read_text(fs::path const& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Bench {
public:
    Bench(asio::io_context& loop, fs::path folder, fs::path work)
        : loop_(loop), folder_(std::move(folder)), work_(std::move(work)) {
        auto const variable = [](char const* name) {
            auto const* value = std::getenv(name);
            return fs::path(value ? value : "");
        };
        whisper_.emplace(http_, clock_, log_,
                         sandbox::WhisperServerOptions{.program = variable("WHISPER_SERVER"),
                                                       .model = variable("WHISPER_MODEL")});
        open_ai_.emplace(http_, clock_, media_, work_, [this] {
            return whisper_->ready() ? std::optional(whisper_->url()) : std::nullopt;
        });
        server_.emplace(
            loop.get_executor(), clock_, log_, net::ServerOptions{.temporary_folder = work_},
            [this](net::IncomingRequest request) { return open_ai_->handle(std::move(request)); });
    }

    awaitable<void> run() {
        Migrator migrator(database_, clock_, log_, migrations_for(Dialect::sqlite));
        co_await migrator.upgrade();
        TaskGroup tasks(loop_.get_executor(), log_);
        tasks.spawn("whisper", whisper_->run());
        tasks.spawn("server", server_->run());
        while (!whisper_->ready()) co_await clock_.sleep(std::chrono::milliseconds(100));
        fmt::print("{:<10} {:>6} {:>12} {:>12} {:>7} {:>10}\n", "recording", "words", "WER whole",
                   "WER prompts", "ratio", "wall time");
        std::vector<fs::path> recordings;
        for (auto const& entry : fs::directory_iterator(folder_)) recordings.push_back(entry.path());
        std::ranges::sort(recordings);
        for (auto const& recording : recordings) co_await compare(recording);
        whisper_->stop();
        server_->stop();
        co_await tasks.join();
    }

private:
    /// The words of a file, as the bot would answer.
    awaitable<std::string> hear(fs::path file) {
        TranscriptionClient client(http_, clock_,
                                   {.base_url = fmt::format("http://127.0.0.1:{}/v1", server_->port()),
                                    .api_key = {},
                                    .model = "whisper.cpp"});
        AudioProcessingService service(database_, clock_, media_, client, files_);
        auto const transcript = co_await database_.write([this](Transaction& tx) {
            tx.execute("INSERT INTO users (id, first_name, created_at, seen_at) VALUES (1, 'bench', 0, 0) "
                       "ON CONFLICT DO NOTHING");
            return tx.one<TranscriptId>(
                "INSERT INTO transcripts (user_id, chat_id, message_id, status, kind, file_id, "
                "file_unique_id, created_at) VALUES (1, 1, $1, 'working', 'voice', 'f', 'u', 0) "
                "RETURNING id",
                ++message_);
        });
        try {
            AudioProcessingService::Recording recording{.transcript = transcript,
                                                        .file = file,
                                                        .folder = work_,
                                                        .hearing = {},
                                                        .wanted = [](Transaction&) { return true; },
                                                        .log = log_};
            auto recognised = co_await service.recognise(std::move(recording), [](auto const&) {});
            co_return std::move(recognised.transcription.text);
        } catch (Refusal const&) {
            co_return "";
        }
    }

    awaitable<void> compare(fs::path folder) {
        std::vector<std::string> said;
        std::size_t errors_alone = 0;
        for (int number = 0;; ++number) {
            auto const prompt = folder / fmt::format("{:02}.wav", number);
            if (!fs::exists(prompt)) break;
            auto const of_prompt = words(read_text(fs::path(prompt).replace_extension(".txt")));
            errors_alone += errors(of_prompt, words(co_await hear(prompt)));
            said.insert(said.end(), of_prompt.begin(), of_prompt.end());
        }
        auto const began = clock_.monotonic();
        auto const text = co_await hear(folder / "whole.wav");
        auto const seconds = std::chrono::duration<double>(clock_.monotonic() - began).count();
        auto const count = static_cast<double>(said.size());
        auto const whole = static_cast<double>(errors(said, words(text))) / count;
        auto const alone = static_cast<double>(errors_alone) / count;
        auto const ratio = errors_alone > 0 ? fmt::format("{:.2f}", whole / alone) : "-";
        fmt::print("{:<10} {:>6} {:>12.3f} {:>12.3f} {:>7} {:>8.1f} s\n", folder.filename().string(),
                   said.size(), whole, alone, ratio, seconds);
        if (std::getenv("BENCH_TEXT")) fmt::print("{}\n", text);
    }

    asio::io_context& loop_;
    fs::path folder_;
    fs::path work_;
    SystemClock clock_;
    LogSink sink_{clock_, LogFormat::human, LogLevel::warning, STDERR_FILENO};
    Log log_{sink_};
    net::HttpClient http_{loop_.get_executor()};
    ConfinedRunner media_{clock_, log_};
    SqliteDatabase database_{loop_.get_executor(), log_, {.file = work_ / "bench.db"}};
    asio::thread_pool files_{1};
    std::optional<sandbox::WhisperServer> whisper_;
    std::optional<sandbox::OpenAi> open_ai_;
    std::optional<net::HttpServer> server_;
    std::int64_t message_ = 0;
};

}  // namespace
}  // namespace aisha

int main(int argc, char** argv) {
    using namespace aisha;
    if (argc != 2) {
        fmt::print(stderr, "usage: bench_speech_accuracy FOLDER\n");
        return 2;
    }
    auto const work = std::filesystem::temp_directory_path() / fmt::format("aisha-bench-{}", ::getpid());
    std::filesystem::create_directories(work);
    asio::io_context loop(1);
    {
        Bench bench(loop, argv[1], work);
        asio::co_spawn(loop, bench.run(), [](std::exception_ptr const& error) {
            if (error) std::rethrow_exception(error);
        });
        loop.run();
    }
    std::filesystem::remove_all(work);
    return 0;
}
