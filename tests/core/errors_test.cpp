// The four kinds of error, told apart.
#include "core/errors.hpp"

#include <boost/asio/error.hpp>

#include <gtest/gtest.h>

namespace aisha::tests {
namespace {

template <class Error>
std::exception_ptr thrown(Error error) {
    return std::make_exception_ptr(std::move(error));
}

TEST(Errors, a_refusal_knows_its_reason_and_is_called_by_it) {
    Refusal const refusal(RefusalReason::file_too_big);
    EXPECT_EQ(refusal.reason(), RefusalReason::file_too_big);
    EXPECT_STREQ(refusal.what(), "file_too_big");
}

TEST(Errors, unavailable_may_say_when_to_come_back) {
    EXPECT_EQ(Unavailable("away").retry_after(), std::nullopt);
    EXPECT_EQ(Unavailable("away", std::chrono::seconds(7)).retry_after(), std::chrono::seconds(7));
}

TEST(Errors, only_an_aborted_operation_is_cancelled) {
    using boost::system::system_error;
    EXPECT_TRUE(is_cancelled(thrown(system_error(boost::asio::error::operation_aborted))));
    EXPECT_FALSE(is_cancelled(thrown(system_error(boost::asio::error::connection_reset))));
    EXPECT_FALSE(is_cancelled(thrown(Unavailable("operation aborted"))));
    EXPECT_FALSE(is_cancelled(thrown(5)));
}

TEST(Errors, every_exception_can_be_described) {
    EXPECT_EQ(describe(thrown(std::logic_error("broken"))), "broken");
    EXPECT_EQ(describe(thrown(5)), "unknown exception");
}

}  // namespace
}  // namespace aisha::tests
