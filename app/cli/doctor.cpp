// `aisha doctor`: one line for each thing the service needs, what is wrong with it and how to mend it.
#include "bot/bot.hpp"
#include "cli/doctor_jobs.hpp"
#include "cli/findings.hpp"
#include "core/config.hpp"
#include "core/process.hpp"
#include "database/file_lock.hpp"
#include "database/migrator.hpp"
#include "database/open_database.hpp"
#include "media/confined_runner.hpp"
#include "net/http_client.hpp"
#include "services/openai/chat_client.hpp"
#include "services/openai/transcription_client.hpp"
#include "services/storage/open_store.hpp"

#include <boost/asio/thread_pool.hpp>

#include <cstdio>

namespace aisha::cli {

namespace {

/// Looks at one thing after the other; an exception is a finding too.
class Doctor {
public:
    Doctor(Session& session, Config config)
        : session_(session), config_(std::move(config)), http_(session.loop().get_executor()) {}

    awaitable<void> examine(DoctorDepth depth) {
        settings();
        data_folder();
        co_await database();
        if (std::filesystem::exists(config_.database_file) || !config_.database_url.empty()) co_await jobs();
        co_await look("storage",
                      config_.s3 ? "see the MINIO_… settings, and the network"
                                 : "check the rights of the folder and the free space",
                      storage());
        co_await look("ffmpeg", "apt-get install ffmpeg", ffmpeg());
        co_await look("bubblewrap", "apt-get install bubblewrap, and allow user namespaces", confinement());
        co_await speech();
        co_await chat();
        co_await telegram();
        if (depth == DoctorDepth::live) co_await try_live(session_, config_, http_, findings_);
    }

    std::vector<Finding> const& findings() const { return findings_; }

private:
    void settings() {
        std::string given;
        for (auto const& name : setting_names())
            if (session_.settings().given(name.name))
                given += (given.empty() ? "" : ", ") + std::string(name.name);
        findings_.push_back(
            {"settings", Verdict::ok, given.empty() ? "all at their defaults" : "given: " + given, ""});
    }

    void data_folder() {
        std::error_code error;
        std::filesystem::create_directories(config_.data, error);
        auto const free = error ? std::filesystem::space_info{} : std::filesystem::space(config_.data, error);
        auto const detail = config_.data.string();
        if (error || ::access(config_.data.c_str(), W_OK | X_OK) != 0)
            findings_.push_back({"data folder", Verdict::problem, detail + " cannot be written",
                                 "give this user the rights, or name another folder with --data"});
        else if (free.available < limits::free_space_min)
            findings_.push_back({"data folder", Verdict::warning,
                                 fmt::format("{}: {} MiB free", detail, free.available / limits::mib),
                                 "make room: recordings are kept here"});
        else
            findings_.push_back({"data folder", Verdict::ok,
                                 fmt::format("{}, {} MiB free", detail, free.available / limits::mib), ""});
    }

    awaitable<void> database() {
        bool const file = config_.database_url.empty();
        if (file && !std::filesystem::exists(config_.database_file)) {
            findings_.push_back({"database", Verdict::ok, "none yet; the first start makes it", ""});
            co_return;
        }
        std::vector<MigrationStatus> migrations;
        try {
            auto const database = open_database(session_.loop().get_executor(), session_.log(), config_);
            findings_.push_back(
                {"database", Verdict::ok, file ? config_.database_file.string() : "PostgreSQL", ""});
            Migrator migrator(*database, session_.clock(), session_.log(),
                              migrations_for(database->dialect()));
            migrations = co_await migrator.status();
        } catch (FileInUse const&) {
            findings_.push_back({"database", Verdict::ok, "in use by a running aisha", ""});
            co_return;
        } catch (std::exception const& e) {
            findings_.push_back(
                {"database", Verdict::problem, e.what(), "see DATABASE_URL and the file's rights"});
            co_return;
        }
        auto const pending = std::ranges::count_if(migrations, [](auto const& m) { return !m.applied_at; });
        auto const changed = std::ranges::count_if(migrations, [](auto const& m) { return m.changed; });
        if (changed > 0)
            findings_.push_back({"migrations", Verdict::problem,
                                 fmt::format("{} changed since applied", changed),
                                 "this database belongs to another build of the program; use that one"});
        else if (pending > 0)
            findings_.push_back({"migrations", config_.auto_migrate ? Verdict::ok : Verdict::problem,
                                 fmt::format("{} pending{}", pending,
                                             config_.auto_migrate ? ", applied at the next start" : ""),
                                 config_.auto_migrate ? "" : "aisha db upgrade"});
        else findings_.push_back({"migrations", Verdict::ok, "all applied", ""});
    }

    /// The queue, also of a program that is at work; nothing where the schema is older than the queue's.
    awaitable<void> jobs() {
        try {
            auto const database =
                open_database_to_look(session_.loop().get_executor(), session_.log(), config_);
            auto const now = session_.clock().now();
            auto const view = co_await look_at_jobs(*database, now);
            auto const put_aside = quarantine_in_words(view);
            findings_.push_back({"jobs", Verdict::ok, counts_in_words(view, now), "", json::write(view)});
            if (!put_aside.empty())
                findings_.push_back(
                    {"quarantine", Verdict::warning, put_aside, "the log tells more under the job's number"});
        } catch (std::exception const& e) {
            findings_.push_back({"jobs", Verdict::warning, e.what(), "see the findings on the database"});
        }
    }

    /// Adds a finding: what `check` says, or its error and how to mend it.
    awaitable<void> look(std::string name, std::string mend, awaitable<std::string> check) {
        try {
            findings_.push_back({name, Verdict::ok, co_await std::move(check), ""});
        } catch (std::exception const& e) {
            findings_.push_back({name, Verdict::problem, e.what(), mend});
        }
    }

    awaitable<std::string> storage() {
        asio::thread_pool pool(1);
        auto const store = open_store(config_, http_, pool, session_.clock(), session_.log());
        co_await store->check();
        auto const avatars = open_avatar_store(config_, http_, pool, session_.clock(), session_.log());
        co_await avatars->check();
        co_return place_of_store(config_);
    }

    awaitable<std::string> ffmpeg() {
        auto const result = co_await run_process(session_.clock(), {.arguments = {"ffmpeg", "-version"}},
                                                 limits::connect_timeout);
        if (result.exit_code != 0) throw std::runtime_error("ffmpeg does not start");
        co_return result.output.substr(0, result.output.find(" Copyright"));
    }

    awaitable<std::string> confinement() {
        ConfinedRunner runner(session_.clock(), session_.log());
        co_await runner.check();
        co_return "media programs can be confined";
    }

    awaitable<void> speech() {
        if (config_.speech.base_url.empty()) {
            findings_.push_back({"speech service", Verdict::warning, "none: people are told so",
                                 "set SPEECH_BASE_URL, or OPENAI_API_KEY"});
            co_return;
        }
        co_await look("speech service", "see SPEECH_BASE_URL, SPEECH_API_KEY and SPEECH_MODEL",
                      speech_answers());
    }

    awaitable<std::string> speech_answers() {
        TranscriptionClient client(http_, session_.clock(),
                                   {config_.speech.base_url, config_.speech.api_key, config_.speech.model});
        co_await client.check();
        co_return config_.speech.base_url;
    }

    awaitable<void> chat() {
        if (config_.chat.model.empty()) {
            findings_.push_back({"chat model", Verdict::warning,
                                 "none: there are no notes, and people are told so",
                                 "set OPENAI_TEXT_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY"});
            co_return;
        }
        co_await look("chat model", "see OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_TEXT_MODEL",
                      chat_answers());
    }

    awaitable<std::string> chat_answers() {
        ChatClient client(http_, {config_.chat.base_url, config_.chat.api_key, config_.chat.model});
        co_await client.check();
        co_return config_.chat.model + " at " + config_.chat.base_url;
    }

    awaitable<void> telegram() {
        if (config_.telegram.bot_token.empty()) {
            findings_.push_back({"telegram", Verdict::problem, "TELEGRAM_BOT_TOKEN is not set",
                                 "get a token from @BotFather; `aisha demo` needs none"});
            co_return;
        }
        co_await look("telegram", "see TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL, and the network",
                      introduction());
    }

    awaitable<std::string> introduction() {
        bot::Bot bot(http_, session_.loop().get_executor(), session_.clock(), session_.log(),
                     {config_.telegram.bot_token, config_.telegram.api_url});
        auto const me = co_await bot.call(bot::GetMe{});
        co_return "the token belongs to @" + me.username.value_or(me.first_name);
    }

    Session& session_;
    Config config_;
    net::HttpClient http_;
    std::vector<Finding> findings_;
};

void print(std::vector<Finding> const& findings, DoctorOutput output) {
    if (output == DoctorOutput::json) {
        fmt::print("{}\n", json::dump(json::write(findings)));
        return;
    }
    for (auto const& finding : findings)
        fmt::print("{:<8} {:<15} {}{}\n", json::name_of(finding.verdict), finding.name, finding.detail,
                   finding.mend.empty() ? "" : " → " + finding.mend);
}

}  // namespace

int run_doctor(CommonOptions const& options, DoctorOutput output, DoctorDepth depth) {
    Session session(options);
    Doctor doctor(session, read_config(session.settings(), session.data()));
    session.run(doctor.examine(depth), [&session] { session.loop().stop(); });
    print(doctor.findings(), output);
    bool const well = std::ranges::none_of(
        doctor.findings(), [](auto const& finding) { return finding.verdict == Verdict::problem; });
    return well ? exit_success : exit_failure;
}

}  // namespace aisha::cli
