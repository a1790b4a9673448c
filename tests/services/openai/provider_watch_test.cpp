// What a service's answers say about our account there.
#include "services/openai/provider_watch.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/run.hpp"

namespace aisha {
namespace {

std::optional<AccountState> state(int status, std::string body = "") {
    return account_state({.status = status, .headers = {}, .body = std::move(body)});
}

TEST(ProviderWatch, tells_a_bad_key_and_an_empty_account_from_a_busy_service) {
    EXPECT_EQ(state(200), AccountState::good);
    EXPECT_EQ(state(401), AccountState::bad_key);
    EXPECT_EQ(state(403), AccountState::bad_key);
    EXPECT_EQ(state(402), AccountState::no_balance);
    EXPECT_EQ(state(429, R"({"error":{"type":"insufficient_quota","code":"insufficient_quota"}})"),
              AccountState::no_balance);
    EXPECT_EQ(state(429, R"({"error":{"code":"rate_limit_exceeded"}})"), std::nullopt);
    for (int const status : {400, 404, 408, 500, 503}) EXPECT_EQ(state(status), std::nullopt) << status;
}

}  // namespace
}  // namespace aisha
