// Child processes by fork and exec. Between the two only async-signal-safe calls are made, because other threads
// of ours may hold any lock at that moment: everything is prepared before.
#include "core/process.hpp"

#include "core/errors.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace aisha {

namespace {

constexpr int first_free_descriptor = 3;
constexpr int signal_exit_base = 128;
constexpr std::size_t read_block = 1 << 16;
/// What a pipe can still hold when its writer is gone: the largest an unprivileged process may make it.
constexpr std::size_t drain_max = 1 << 20;

std::string message(int error) { return std::generic_category().message(error); }

/// Owns a descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    int get() const { return value_; }
    int release() { return std::exchange(value_, -1); }

private:
    int value_ = -1;
};

/// `value` itself, or a copy over 0-2: those three are about to be replaced in the child.
Descriptor above_standard(int value, std::string_view what) {
    if (value < 0) throw Unavailable(fmt::format("cannot open {}: {}", what, message(errno)));
    Descriptor descriptor(value);
    if (value >= first_free_descriptor) return descriptor;
    Descriptor copy(::fcntl(value, F_DUPFD_CLOEXEC, first_free_descriptor));
    if (copy.get() < 0) throw Unavailable(fmt::format("cannot open {}: {}", what, message(errno)));
    return copy;
}

struct Pipe {
    Descriptor read;
    Descriptor write;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw Unavailable("cannot make a pipe: " + message(errno));
    Descriptor second(ends[1]);
    Pipe pipe{.read = above_standard(ends[0], "a pipe"), .write = {}};
    pipe.write = above_standard(second.release(), "a pipe");
    return pipe;
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
    Descriptor input, output, errors, failure;
    pid_t parent;
};

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
    struct sigaction standard {};
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
    if (::dup2(launch.input.get(), 0) < 0 || ::dup2(launch.output.get(), 1) < 0 ||
        ::dup2(launch.errors.get(), 2) < 0)
        fail(launch, Failure::descriptors);
    // Only marked: the failure pipe must live until exec.
    if (::close_range(first_free_descriptor, ~0U, CLOSE_RANGE_CLOEXEC) != 0) fail(launch, Failure::descriptors);
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
    struct sigaction now {};
    if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) ::signal(SIGCHLD, SIG_DFL);
}

pid_t start(Launch& launch, Pipe failure) {
    keep_exit_codes();
    launch.failure = std::move(failure.write);
    auto const pid = fork_with_signals_blocked(launch);
    if (pid < 0) throw Unavailable("cannot start a process: " + message(errno));
    launch.failure = Descriptor();
    Failure reported{};
    ssize_t size = 0;
    do size = ::read(failure.read.get(), &reported, sizeof reported);
    while (size < 0 && errno == EINTR);
    if (size == 0) return pid;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    throw Unavailable(fmt::format("cannot start {}: {}: {}", launch.program, name_of(reported.step),
                                  message(size == sizeof reported ? reported.error : EIO)));
}

}  // namespace

/// Lives as long as the Process or a handler of it.
class Process::State : public std::enable_shared_from_this<Process::State> {
public:
    State(asio::any_io_executor executor, ProcessOptions const& options)
        : output_(executor, options.output_max, Output::Keep::first),
          errors_(executor, options.output_max, Output::Keep::last),
          exit_(executor),
          ended_(executor, asio::steady_timer::time_point::max()),
          group_(options.own_session) {
        if (options.arguments.empty()) throw std::logic_error("a process without a program");
        Launch launch{.program = find_program(options.arguments[0]),
                      .limits = resource_limits(options.limits),
                      .own_session = options.own_session,
                      .parent = ::getpid()};
        for (auto const& argument : options.arguments)
            launch.arguments.push_back(const_cast<char*>(argument.c_str()));  // execve's type; it writes nothing
        launch.arguments.push_back(nullptr);
        for (auto const& [name, value] : options.environment)
            launch.environment_text.push_back(name + "=" + value);
        for (auto& line : launch.environment_text) launch.environment.push_back(line.data());
        launch.environment.push_back(nullptr);
        launch.input = above_standard(::open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null");
        if (options.log_file) {
            auto const open = [&] {
                constexpr int owner_only = 0600;
                auto const flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
                return above_standard(::open(options.log_file->c_str(), flags, owner_only),
                                      options.log_file->string());
            };
            launch.output = open();
            launch.errors = open();
        } else {
            launch.output = output_.open();
            launch.errors = errors_.open();
        }
        pid_ = start(launch, make_pipe());
        watch_exit();
    }

    ~State() { end(); }

    /// Begins to read and to wait; needs shared_from_this.
    void run() {
        output_.read(shared_from_this());
        errors_.read(shared_from_this());
        exit_.async_wait(asio::posix::stream_descriptor::wait_read,
                         [self = shared_from_this()](boost::system::error_code const& error) {
                             if (!error) self->reap();
                         });
    }

    /// Kills it and returns when it is gone.
    void end() {
        if (exit_code_) return;
        signal(SIGKILL);
        reap();
    }

    void signal(int number) const {
        if (!exit_code_) ::kill(group_ ? -pid_ : pid_, number);
    }

    awaitable<ProcessResult> wait() {
        auto const self = shared_from_this();
        while (!exit_code_) {
            boost::system::error_code error;
            co_await ended_.async_wait(asio::redirect_error(asio::use_awaitable, error));
            auto const state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none)
                throw boost::system::system_error(asio::error::operation_aborted);
        }
        co_return ProcessResult{*exit_code_, output_.text, errors_.text};
    }

    pid_t pid() const { return pid_; }

private:
    /// One of stdout and stderr. Bytes are taken by read(2) when the pipe is ready, so that none is on its way in a
    /// handler when the exit is noticed.
    struct Output {
        enum class Keep { first, last };
        Output(asio::any_io_executor executor, std::size_t size_max, Keep part)
            : descriptor(executor), max(size_max), keep(part) {}

        Descriptor open() {
            auto pipe = make_pipe();
            descriptor.assign(pipe.read.release());
            descriptor.non_blocking(true);
            return std::move(pipe.write);
        }

        void read(std::shared_ptr<State> const& state) {
            if (!descriptor.is_open()) return;
            descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                  [this, state](boost::system::error_code const& error) {
                                      if (!error && take() >= 0) read(state);
                                  });
        }

        /// Reads once; the number of bytes, 0 where there is nothing yet, -1 at the end.
        ssize_t take() {
            if (!descriptor.is_open()) return -1;
            thread_local std::array<char, read_block> block;
            auto const size = ::read(descriptor.native_handle(), block.data(), block.size());
            if (size > 0) add({block.data(), static_cast<std::size_t>(size)});
            else if (size == 0) descriptor.close();
            else if (errno != EAGAIN && errno != EINTR) descriptor.close();
            if (size > 0) return size;
            return descriptor.is_open() ? 0 : -1;
        }

        void add(std::string_view bytes) {
            if (keep == Keep::first) bytes = bytes.substr(0, max - text.size());
            text += bytes;
            if (text.size() > 2 * max) cut();
        }

        /// Leaves the last `max` bytes.
        void cut() {
            if (text.size() > max) text.erase(0, text.size() - max);
        }

        /// What is still in the pipe. Does not wait for its end: a descendant that left the group may hold it open.
        void drain() {
            std::size_t drained = 0;
            for (auto size = take(); size > 0 && drained < drain_max; size = take())
                drained += static_cast<std::size_t>(size);
            boost::system::error_code ignored;
            descriptor.close(ignored);
            cut();
        }

        asio::posix::stream_descriptor descriptor;
        std::string text;
        std::size_t max;
        Keep keep;
    };

    void watch_exit() {
        auto const descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
        if (descriptor >= 0) {
            exit_.assign(descriptor);
            return;
        }
        auto const error = errno;
        signal(SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        exit_code_ = signal_exit_base + SIGKILL;
        throw Unavailable("cannot watch a process: " + message(error));
    }

    void reap() {
        if (exit_code_) return;
        siginfo_t info{};
        // Its id stays taken until the second call, so that the signal can reach no other group.
        while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {}
        if (group_) ::kill(-pid_, SIGKILL);
        while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {}
        exit_code_ = info.si_code == CLD_EXITED ? info.si_status : signal_exit_base + info.si_status;
        output_.drain();
        errors_.drain();
        boost::system::error_code ignored;
        exit_.close(ignored);
        ended_.cancel();
    }

    Output output_;
    Output errors_;
    asio::posix::stream_descriptor exit_;
    asio::steady_timer ended_;
    bool group_;
    pid_t pid_ = -1;
    std::optional<int> exit_code_;
};

Process::Process(asio::any_io_executor executor, ProcessOptions options)
    : state_(std::make_shared<State>(std::move(executor), options)) {
    state_->run();
}

Process::~Process() {
    if (state_) state_->end();
}

Process::Process(Process&&) noexcept = default;

pid_t Process::pid() const { return state_->pid(); }
awaitable<ProcessResult> Process::wait() { return state_->wait(); }
void Process::terminate() { state_->signal(SIGTERM); }
void Process::kill() { state_->signal(SIGKILL); }

awaitable<ProcessResult> run_process(Clock& clock, ProcessOptions options, Duration limit) {
    auto const name = options.arguments.empty() ? std::string() : options.arguments.front();
    Process process(co_await asio::this_coro::executor, std::move(options));
    co_return co_await with_timeout(clock, limit, name, process.wait());
}

}  // namespace aisha
