// bot_api_load: plays the Bot API for one bot, which it starts, and measures what updates cost.
//
// bot_api_load [--NAME VALUE]... -- COMMAND...     one line of JSON on standard output
//   updates N (20000)   to be answered; 0 measures the start only
//   rate R (0)          updates/s by a Poisson process; 0: as fast as the bot takes them
//   window N (400)      most unanswered updates where there is no rate
//   chats N (500)       private chats that they come from
//   say "A;B;C"         what people say
//   presses P (0.2)     share of presses; of all buttons that the bot shows
//   unpressed "A;B"     beginnings of button data that nobody presses
//   recordings 0|1      everybody sends a recording first, so that there are transcripts to look at
//   database PID (0)    the database server, whose CPU is told too
//   seed N, label TEXT
//
// The command gets TELEGRAM_API_URL and SPEECH_BASE_URL. Exits with 1 where an answer is missing, wrong, out
// of order or there twice.
#include "bot_api.hpp"
#include "crowd.hpp"
#include "process_figures.hpp"

#include <fmt/format.h>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace aisha::bench {
namespace {

using namespace std::chrono_literals;

SteadyTime now() { return std::chrono::steady_clock::now(); }
double seconds_since(SteadyTime begin) { return std::chrono::duration<double>(now() - begin).count(); }

struct Arguments {
    std::map<std::string, std::string> options{{"updates", "20000"},
                                               {"rate", "0"},
                                               {"window", "400"},
                                               {"chats", "500"},
                                               {"presses", "0.2"},
                                               {"recordings", "0"},
                                               {"unpressed", ""},
                                               {"database", "0"},
                                               {"seed", "1"},
                                               {"label", ""},
                                               {"say", "/start;/help;/language;good morning"}};
    std::vector<std::string> command;

    double number(std::string const& name) const { return std::stod(options.at(name)); }
    std::size_t count(std::string const& name) const { return std::stoul(options.at(name)); }
};

Arguments parse(int argc, char** argv) {
    Arguments arguments;
    int place = 1;
    for (; place + 1 < argc && std::string(argv[place]) != "--"; place += 2) {
        std::string const name = argv[place];
        if (!name.starts_with("--") || !arguments.options.contains(name.substr(2)))
            throw std::runtime_error("there is no option " + name);
        arguments.options[name.substr(2)] = argv[place + 1];
    }
    arguments.command.assign(argv + std::min(place + 1, argc), argv + argc);
    if (arguments.command.empty()) throw std::runtime_error("the command is missing: -- COMMAND...");
    return arguments;
}

std::vector<std::string> pieces(std::string const& text) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find(';', at), text.size());
        all.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

/// The bot, in a process group of its own that ends with this object.
class Child {
public:
    Child(std::vector<std::string> command, std::uint16_t port) {
        auto const address = fmt::format("http://127.0.0.1:{}", port);
        ::setenv("TELEGRAM_API_URL", address.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
        ::setenv("SPEECH_BASE_URL", (address + "/v1").c_str(),
                 1);  // NOLINT(concurrency-mt-unsafe): one thread
        std::vector<char*> words;
        for (auto& word : command) words.push_back(word.data());
        words.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("cannot fork");
        if (pid_ > 0) return;
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
        ::execvp(words.front(), words.data());
        ::_exit(127);
    }
    ~Child() {
        if (!ended()) ::kill(-pid_, SIGKILL);
        if (!ended_) ::waitpid(pid_, nullptr, 0);
    }
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;

    pid_t pid() const { return pid_; }
    bool ended() {
        ended_ = ended_ || ::waitpid(pid_, nullptr, WNOHANG) == pid_;
        return ended_;
    }
    void terminate() { ::kill(-pid_, SIGTERM); }

private:
    pid_t pid_ = 0;
    bool ended_ = false;
};

double percentile(std::vector<double> sorted, double share) {
    if (sorted.empty()) return 0;
    std::ranges::sort(sorted);
    return sorted[std::min(sorted.size() - 1,
                           static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

class Measurement {
public:
    explicit Measurement(Arguments arguments)
        : arguments_(std::move(arguments)),
          count_(arguments_.count("updates")),
          rate_(arguments_.number("rate")),
          window_(arguments_.count("window")),
          database_(static_cast<pid_t>(arguments_.number("database"))),
          crowd_({.chats = arguments_.count("chats"),
                  .texts = pieces(arguments_.options.at("say")),
                  .presses = arguments_.number("presses"),
                  .unpressed = pieces(arguments_.options.at("unpressed")),
                  .exact = arguments_.options.at("recordings") == "0",
                  .seed = arguments_.count("seed")}),
          api_({.called = [this](auto const& call) { crowd_.called(call); },
                .press_answered = [this](auto press) { crowd_.press_answered(press); },
                .wanted = [this](auto room) { fill(room); },
                .turn = [this] { return arrive(); }}),
          arrivals_(arguments_.count("seed") + 1) {}

    bool run() {
        began_ = now();
        Child child(arguments_.command, api_.loop().port());
        if (!wait([&] { return api_.polled() || child.ended(); }, 60s) || child.ended())
            throw std::runtime_error("the bot did not ask for updates");
        start_ms_ = 1000 * seconds_since(began_);
        wait([] { return false; }, 2s);
        idle_mib_ = usage_of_tree(child.pid()).resident_mib;
        if (count_ > 0) {
            if (arguments_.options.at("recordings") != "0") crowd_.record(api_.loop(), api_);
            crowd_.learn(api_.loop(), api_);
            measure(child);
            wait([] { return false; }, 500ms);  // what comes twice may come late
        }
        child.terminate();
        wait([&] { return child.ended(); }, 15s);
        print();
        auto const& verdict = crowd_.verdict();
        return verdict.answered == count_ && verdict.wrong == 0 && verdict.unexpected == 0 &&
               api_.refused() == 0;
    }

private:
    bool wait(std::function<bool()> const& done, std::chrono::nanoseconds limit) {
        // The end of a child wakes nobody.
        auto const until = now() + limit;
        while (now() < until)
            if (api_.loop().run_until(done, std::min<SteadyTime>(until, now() + 20ms))) return true;
        return done();
    }

    void measure(Child& child) {
        auto const before = usage_of_tree(child.pid());
        auto const database_before = usage_of_tree(database_);
        auto const own_before = own_cpu_seconds();
        peak_mib_ = before.resident_mib;
        began_ = next_arrival_ = now();
        measuring_ = true;
        while (crowd_.verdict().answered < count_ && !child.ended()) {
            constexpr auto stalled_after = 20.0;
            wait([&] { return crowd_.verdict().answered >= count_; }, 1s);
            peak_mib_ = std::max(peak_mib_, usage_of_tree(child.pid()).resident_mib);
            if (crowd_.open() > 0 && seconds_since(std::max(crowd_.last_answer(), began_)) > stalled_after)
                break;
        }
        measuring_ = false;
        seconds_ = std::chrono::duration<double>(crowd_.last_answer() - began_).count();
        cpu_ = usage_of_tree(child.pid()).cpu_seconds - before.cpu_seconds;
        database_cpu_ = usage_of_tree(database_).cpu_seconds - database_before.cpu_seconds;
        own_cpu_ = own_cpu_seconds() - own_before;
    }

    /// A full batch or nothing: a backlog that never ends.
    void fill(std::size_t room) {
        auto const left = count_ - crowd_.verdict().asked;
        auto const batch = std::min(room, left);
        if (!measuring_ || rate_ > 0 || batch == 0 || crowd_.open() + batch > window_) return;
        for (std::size_t number = 0; number < batch; ++number) crowd_.act(api_, false);
    }

    SteadyTime arrive() {
        if (!measuring_ || rate_ <= 0) return now() + 1h;
        while (crowd_.verdict().asked < count_ && next_arrival_ <= now()) {
            crowd_.act(api_, true);
            std::exponential_distribution<double> gap(rate_);
            next_arrival_ += std::chrono::nanoseconds(static_cast<std::int64_t>(gap(arrivals_) * 1e9));
        }
        return next_arrival_;
    }

    void print() const {
        auto const& verdict = crowd_.verdict();
        auto const each = [&](double seconds) {
            return 1e6 * seconds / static_cast<double>(std::max<std::size_t>(verdict.answered, 1));
        };
        std::vector<double> all;
        std::string by_action;
        for (auto const& [action, times] : crowd_.latencies()) {
            all.insert(all.end(), times.begin(), times.end());
            by_action += fmt::format(R"({}"{}":{{"count":{},"p50_ms":{:.2f},"p99_ms":{:.2f}}})",
                                     by_action.empty() ? "" : ",", action, times.size(),
                                     percentile(times, 0.5), percentile(times, 0.99));
        }
        std::string calls;
        for (auto const& [method, count] : api_.calls())
            calls += fmt::format(R"({}"{}":{})", calls.empty() ? "" : ",", method, count);
        fmt::print(R"({{"label":"{}","rate":{},"updates":{},"answered":{},"missing":{},"wrong":{},)"
                   R"("unexpected":{},"refused":{},"seconds":{:.3f},"updates_per_s":{:.1f},)"
                   R"("cpu_us":{:.1f},"database_cpu_us":{:.1f},"load_cpu_us":{:.1f},)"
                   R"("p50_ms":{:.2f},"p99_ms":{:.2f},"max_ms":{:.2f},)"
                   R"("rss_idle_mib":{:.1f},"rss_peak_mib":{:.1f},"start_ms":{:.1f},)"
                   R"("actions":{{{}}},"calls":{{{}}}}})"
                   "\n",
                   arguments_.options.at("label"), rate_, count_, verdict.answered, count_ - verdict.answered,
                   verdict.wrong, verdict.unexpected, api_.refused(), seconds_,
                   seconds_ > 0 ? static_cast<double>(verdict.answered) / seconds_ : 0, each(cpu_),
                   each(database_cpu_), each(own_cpu_), percentile(all, 0.5), percentile(all, 0.99),
                   percentile(all, 1), idle_mib_, peak_mib_, start_ms_, by_action, calls);
    }

    Arguments arguments_;
    std::size_t count_;
    double rate_;
    std::size_t window_;
    pid_t database_;
    Crowd crowd_;
    BotApi api_;
    std::mt19937_64 arrivals_;
    SteadyTime began_;
    SteadyTime next_arrival_;
    bool measuring_ = false;
    double start_ms_ = 0, idle_mib_ = 0, peak_mib_ = 0;
    double seconds_ = 0, cpu_ = 0, database_cpu_ = 0, own_cpu_ = 0;
};

}  // namespace
}  // namespace aisha::bench

int main(int argc, char** argv) {
    try {
        return aisha::bench::Measurement(aisha::bench::parse(argc, argv)).run() ? 0 : 1;
    } catch (std::exception const& e) {
        fmt::print(stderr, "bot_api_load: {}\n", e.what());
        return 2;
    }
}
