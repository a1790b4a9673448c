// The contract of MediaRunner, on ffmpeg and on the fake.
#include "media/confined_runner.hpp"
#include "tests/contract/media_runner_contract.hpp"
#include "tests/support/fake_media_runner.hpp"

namespace aisha::tests {

INSTANTIATE_TEST_SUITE_P(Media, MediaRunnerContract,
                         ::testing::Values(MediaRunnerCase{"ffmpeg",
                                                           [] {
                                                               static SystemClock clock;
                                                               return std::make_unique<ConfinedRunner>(
                                                                   clock, silent_log(), AISHA_MEDIA_PROGRAM);
                                                           }},
                                           MediaRunnerCase{
                                               "fake", [] { return std::make_unique<FakeMediaRunner>(); }}),
                         [](auto const& info) { return info.param.name; });

}  // namespace aisha::tests
