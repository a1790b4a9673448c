// Child processes: their output, their end, and what is done about both.
#include "core/process.hpp"

#include "core/errors.hpp"
#include "core/launch.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace aisha {

namespace {

constexpr int signal_exit_base = 128;
constexpr std::size_t read_block = 1 << 16;
/// What a pipe can still hold when its writer is gone: the largest an unprivileged process may make it.
constexpr std::size_t drain_max = 1 << 20;

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
        LaunchStreams streams{.input = open_file("/dev/null", O_RDONLY), .output = {}, .errors = {}};
        if (options.log_file) {
            streams.output = open_file(*options.log_file, O_WRONLY | O_CREAT | O_APPEND);
            streams.errors = open_file(*options.log_file, O_WRONLY | O_CREAT | O_APPEND);
        } else {
            streams.output = output_.open();
            streams.errors = errors_.open();
        }
        pid_ = launch(options, std::move(streams));
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
    /// One of stdout and stderr. Bytes are taken by read(2) when the pipe is ready, so that none is on its
    /// way in a handler when the exit is noticed.
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

        /// What is still in the pipe. Does not wait for its end: one that left the group may hold it.
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
        throw Unavailable("cannot watch a process: " + std::generic_category().message(error));
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
