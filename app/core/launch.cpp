// Starting a child process by fork and exec. Between the two only async-signal-safe calls are made: other
// threads of ours may hold any lock at that moment. Everything is prepared before.
#include "core/launch.hpp"

#include "core/errors.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace aisha {

namespace {

constexpr int first_free_descriptor = 3;

std::string message(int error) { return std::generic_category().message(error); }

/// `value` itself, or a copy over 0-2: those three are about to be replaced in the child.
Descriptor above_standard(int value, std::string_view what) {
    if (value < 0) throw Unavailable(fmt::format("cannot open {}: {}", what, message(errno)));
    Descriptor descriptor(value);
    if (value >= first_free_descriptor) return descriptor;
    Descriptor copy(::fcntl(value, F_DUPFD_CLOEXEC, first_free_descriptor));
    if (copy.get() < 0) throw Unavailable(fmt::format("cannot open {}: {}", what, message(errno)));
    return copy;
}

/// The program's file, as execvp(3) would find it.
std::string find_program(std::string const& name) {
    if (name.contains('/')) return name;
    char const* const path = ::getenv("PATH");
    std::string_view folders = path ? path : "/usr/local/bin:/usr/bin:/bin";
    while (true) {
        auto const end = folders.find(':');
        auto file = fmt::format("{}/{}", folders.substr(0, end), name);
        std::error_code ignored;
        if (std::filesystem::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0) return file;
        if (end == std::string_view::npos) break;
        folders.remove_prefix(end + 1);
    }
    throw Unavailable(fmt::format("the program {} is not installed", name));
}

struct Limit {
    int resource;
    rlimit value;
};

std::vector<Limit> resource_limits(ProcessLimits const& limits) {
    std::vector<Limit> result{{RLIMIT_CORE, {0, 0}}};
    auto const add = [&](int resource, std::optional<std::uint64_t> const& value) {
        rlimit now{};
        if (!value || ::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0) return;
        auto const most = std::min<rlim_t>(*value, now.rlim_max);  // an ordinary user cannot raise it
        result.push_back({resource, {most, most}});
    };
    add(RLIMIT_AS, limits.memory_bytes);
    add(RLIMIT_CPU, limits.cpu_seconds);
    add(RLIMIT_FSIZE, limits.file_bytes);
    add(RLIMIT_NOFILE, limits.open_files);
    add(RLIMIT_NPROC, limits.processes);
    return result;
}

/// All that the child needs between fork and exec, ready made.
struct Launch {
    std::string program;
    std::vector<char*> arguments;
    std::vector<std::string> environment_text;
    std::vector<char*> environment;
    std::vector<Limit> limits;
    bool own_session;
    LaunchStreams streams;
    Descriptor failure;
    pid_t parent;
};

Launch prepared(ProcessOptions const& options, LaunchStreams streams) {
    if (options.arguments.empty()) throw std::logic_error("a process without a program");
    Launch launch{.program = find_program(options.arguments[0]),
                  .limits = resource_limits(options.limits),
                  .own_session = options.own_session,
                  .streams = std::move(streams),
                  .parent = ::getpid()};
    for (auto const& argument : options.arguments)
        launch.arguments.push_back(const_cast<char*>(argument.c_str()));  // execve's type; it writes nothing
    launch.arguments.push_back(nullptr);
    for (auto const& [name, value] : options.environment)
        launch.environment_text.push_back(name + "=" + value);
    for (auto& line : launch.environment_text) launch.environment.push_back(line.data());
    launch.environment.push_back(nullptr);
    return launch;
}

/// What went wrong in the child before exec: where, and errno.
struct Failure {
    enum Step : int { session, death_signal, descriptors, limit, exec } step;
    int error;
};

std::string_view name_of(Failure::Step step) {
    constexpr std::array<std::string_view, 5> names{"setsid", "prctl", "descriptors", "setrlimit", "exec"};
    return names[static_cast<std::size_t>(step)];
}

[[noreturn]] void fail(Launch const& launch, Failure::Step step) {
    Failure const failure{step, errno};
    [[maybe_unused]] auto const written = ::write(launch.failure.get(), &failure, sizeof failure);
    ::_exit(127);
}

/// Ours may ignore some, and an ignored signal stays ignored over exec. All are blocked until here.
void reset_signals() {
    struct sigaction standard{};
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// In the child: only async-signal-safe calls from here on.
[[noreturn]] void become(Launch const& launch) {
    if (launch.own_session && ::setsid() < 0) fail(launch, Failure::session);
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail(launch, Failure::death_signal);
    // The parent may have died before the line above.
    if (::getppid() != launch.parent) ::_exit(127);
    if (::dup2(launch.streams.input.get(), 0) < 0 || ::dup2(launch.streams.output.get(), 1) < 0 ||
        ::dup2(launch.streams.errors.get(), 2) < 0)
        fail(launch, Failure::descriptors);
    // Only marked: the failure pipe must live until exec.
    if (::close_range(first_free_descriptor, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        fail(launch, Failure::descriptors);
    for (auto const& limit : launch.limits)
        if (::setrlimit(static_cast<__rlimit_resource>(limit.resource), &limit.value) != 0)
            fail(launch, Failure::limit);
    reset_signals();
    ::execve(launch.program.c_str(), launch.arguments.data(), launch.environment.data());
    fail(launch, Failure::exec);
}

pid_t fork_with_signals_blocked(Launch const& launch) {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    auto const pid = ::fork();
    if (pid == 0) become(launch);
    auto const error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return pid;
}

/// Where SIGCHLD is ignored (inherited so), the kernel reaps and the exit code is lost.
void keep_exit_codes() {
    struct sigaction now{};
    if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) ::signal(SIGCHLD, SIG_DFL);
}

}  // namespace

Descriptor::~Descriptor() {
    if (value_ >= 0) ::close(value_);
}

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw Unavailable("cannot make a pipe: " + message(errno));
    Descriptor second(ends[1]);
    Pipe pipe{.read = above_standard(ends[0], "a pipe"), .write = {}};
    pipe.write = above_standard(second.release(), "a pipe");
    return pipe;
}

Descriptor open_file(std::filesystem::path const& file, int flags) {
    constexpr int owner_only = 0600;
    return above_standard(::open(file.c_str(), flags | O_CLOEXEC, owner_only), file.string());
}

pid_t launch(ProcessOptions const& options, LaunchStreams streams) {
    auto child = prepared(options, std::move(streams));
    auto failure = make_pipe();
    child.failure = std::move(failure.write);
    keep_exit_codes();
    auto const pid = fork_with_signals_blocked(child);
    if (pid < 0) throw Unavailable("cannot start a process: " + message(errno));
    child.failure = Descriptor();  // so that exec, which closes the child's, ends the pipe
    Failure reported{};
    ssize_t size = 0;
    do size = ::read(failure.read.get(), &reported, sizeof reported);
    while (size < 0 && errno == EINTR);
    if (size == 0) return pid;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    throw Unavailable(fmt::format("cannot start {}: {}: {}", child.program, name_of(reported.step),
                                  message(size == sizeof reported ? reported.error : EIO)));
}

}  // namespace aisha
