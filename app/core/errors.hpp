// The four kinds of error, told apart by who must act: the user (Refusal), nobody but time (Unavailable),
// nobody at all (cancelled), a developer (everything else). Caught in the dispatcher, the job worker and the
// HTTP session; elsewhere only to clean up and rethrow.
#pragma once

#include <boost/describe/enum.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

namespace aisha {

/// Why something a user asked for is not done. The words for each are in texts/.
enum class RefusalReason {
    file_empty,         ///< 0 bytes
    file_too_big,       ///< more than the Bot API lets a bot download
    file_gone,          ///< Telegram no longer has the file
    not_audio,          ///< no audio stream in it, or no media at all
    file_damaged,       ///< looks like audio, cannot be decoded
    no_speech,          ///< decoded, and nobody speaks
    no_speech_service,  ///< no speech model is installed or configured
    not_found           ///< deleted, or not the user's own
};
BOOST_DESCRIBE_ENUM(RefusalReason, file_empty, file_too_big, file_gone, not_audio, file_damaged, no_speech,
                    no_speech_service, not_found)

/// The user must act. Logged as information, told in words, never tried again by itself.
class Refusal : public std::runtime_error {
public:
    explicit Refusal(RefusalReason reason);
    RefusalReason reason() const { return reason_; }

private:
    RefusalReason reason_;
};

/// Nobody can act: a network, a service or a lock is away. Tried again later.
class Unavailable : public std::runtime_error {
public:
    /// `retry_after` is what the other side asked us to wait, where it did.
    explicit Unavailable(std::string const& what, std::optional<std::chrono::seconds> retry_after = {});
    std::optional<std::chrono::seconds> retry_after() const { return retry_after_; }

private:
    std::optional<std::chrono::seconds> retry_after_;
};

/// A wrong setting or command line: one line for the operator; the program ends with 2.
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// True for the error of an operation that was cancelled because we are stopping.
bool is_cancelled(std::exception_ptr const& error);

/// The message of any exception, for the log.
std::string describe(std::exception_ptr const& error);

}  // namespace aisha
