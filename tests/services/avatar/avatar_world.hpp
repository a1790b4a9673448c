// What the tests of avatars share: a database with two people, and photos to send.
#pragma once

#include "database/repositories/user_repository.hpp"
#include "services/avatar/avatar_service.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/test_database.hpp"

namespace aisha::tests {

class AvatarWorld : public ::testing::Test {
protected:
    template <class F>
    auto transaction(F work) {
        return run(loop, database->write(work));
    }

    AvatarWorld() {
        for (auto const id : {alice, bob})
            transaction(
                [&](Transaction& tx) { user_repository::touch(tx, {id, "P", {}, {}, {}}, clock.now()); });
    }

    /// Why `work` is refused; nothing where it is not.
    template <class F>
    std::optional<AvatarRefusal> refusal(F work) {
        try {
            transaction([&](Transaction& tx) { (void)work(tx); });
        } catch (AvatarRefused const& refused) {
            return refused.reason();
        }
        return std::nullopt;
    }

    /// A portrait that waits for photos.
    AvatarId portrait(UserId user = alice) {
        return transaction([&](Transaction& tx) {
            auto const id = avatars.create(tx, user, AvatarTrainingType::portrait).id;
            avatars.set_gender(tx, user, id, AvatarGender::female);
            avatars.rename(tx, user, id, "Anna");
            avatars.agree(tx, user, id, 1, Language::en);
            return id;
        });
    }

    SentPhoto photo(std::optional<std::int64_t> size = 1000) {
        auto const number = next_message++;
        return {.chat_id = ChatId{1},
                .message_id = MessageId{number},
                .file_id = "file" + std::to_string(number),
                .file_unique_id = "unique" + std::to_string(number),
                .file_size = size};
    }

    static constexpr UserId alice{1};
    static constexpr UserId bob{2};
    std::int64_t next_message = 1;
    asio::io_context loop;
    FakeClock clock;
    TestDatabase database{loop, clock};
    AvatarService avatars{clock, {.photos_min = 2, .photos_max = 3, .photo_bytes_max = 1'000'000}};
};

}  // namespace aisha::tests
