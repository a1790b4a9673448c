// The four kinds of error.
#include "core/errors.hpp"

#include <boost/asio/error.hpp>
#include <boost/describe/enum_to_string.hpp>

namespace aisha {

Refusal::Refusal(RefusalReason reason)
    : std::runtime_error(boost::describe::enum_to_string(reason, "refused")), reason_(reason) {}

Unavailable::Unavailable(std::string const& what, std::optional<std::chrono::seconds> retry_after)
    : std::runtime_error(what), retry_after_(retry_after) {}

bool is_cancelled(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (boost::system::system_error const& e) {
        return e.code() == boost::asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

std::string describe(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (std::exception const& e) {
        return e.what();
    } catch (...) {
        return "unknown exception";
    }
}

}  // namespace aisha
