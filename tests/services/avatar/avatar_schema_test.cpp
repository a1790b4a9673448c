// What the schema keeps of avatars: every field of the planning document with its type, every enum with its
// values.
#include "database/repositories/avatar_repository.hpp"
#include "tests/services/avatar/avatar_world.hpp"

namespace aisha {
namespace {

using namespace tests;

class AvatarSchema : public AvatarWorld {
protected:
    AvatarId id = portrait();

    void set(std::string const& column, SqlValue const& value) {
        transaction([&](Transaction& tx) {
            tx.execute("UPDATE avatars SET " + column + " = $2 WHERE id = $1", id, value);
        });
    }

    /// Every value of the enum is taken, no other is.
    template <class Enum>
    void expect_values(std::string const& column) {
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
            [&](auto one) { EXPECT_NO_THROW(set(column, std::string(one.name))) << column << one.name; });
        EXPECT_THROW(set(column, std::string("unheard_of")), ConstraintError) << column;
    }
};

TEST_F(AvatarSchema, every_field_of_training_comes_back_as_it_was) {
    AvatarTraining const training{.fal_request_id = "7c2c8a52-0000-4000-8000-000000000001",
                                  .learning_rate = 0.0002,
                                  .trigger_phrase = "TOK_12ab",
                                  .steps = 1000,
                                  .multiresolution_training = true,
                                  .subject_crop = true,
                                  .create_masks = false,
                                  .captioning = true,
                                  .finetune_type = FALFinetuneType::lora,
                                  .finetune_comment = "Anna",
                                  .fal_priority = FALPriority::high_res_only,
                                  .diffusers_lora_file_url = "https://v3.fal.media/a.safetensors",
                                  .config_file_url = "https://v3.fal.media/a.json",
                                  .training_logs = "100%",
                                  .training_error = "none",
                                  .webhook_url = "https://bot.test/fal",
                                  .last_status_check = Time(Duration(5)),
                                  .fal_response_data = json::Object{{"seed", 7}}};
    auto const kept = transaction([&](Transaction& tx) {
        avatar_repository::set_training(tx, id, training, clock.now());
        return avatar_repository::training(tx, alice, id).value();
    });
    EXPECT_EQ(json::dump(json::write(kept)), json::dump(json::write(training)));
    EXPECT_FALSE(transaction([&](Transaction& tx) { return avatar_repository::training(tx, bob, id); }));
}

TEST_F(AvatarSchema, enums_are_those_of_the_program) {
    expect_values<AvatarStatus>("status");
    expect_values<AvatarTrainingType>("training_type");
    expect_values<AvatarGender>("gender");
    expect_values<FALFinetuneType>("finetune_type");
    expect_values<FALPriority>("fal_priority");
}

TEST_F(AvatarSchema, a_request_of_fal_belongs_to_one_avatar) {
    auto const other = portrait();
    set("fal_request_id", std::string("r"));
    EXPECT_THROW(transaction([&](Transaction& tx) {
                     tx.execute("UPDATE avatars SET fal_request_id = 'r' WHERE id = $1", other);
                 }),
                 ConstraintError);
    EXPECT_NO_THROW(set("fal_request_id", SqlValue()));
}

TEST_F(AvatarSchema, a_valid_photo_has_its_objects) {
    auto const insert = [&](Transaction& tx) {
        tx.execute(
            "INSERT INTO avatar_photos (avatar_id, user_id, chat_id, message_id, source, file_id, "
            "file_unique_id, created_at, verdict) VALUES ($1, $2, 1, 1, 'photo', 'f', 'u', 1, 'valid')",
            id, alice);
    };
    EXPECT_THROW(transaction(insert), ConstraintError);
}

}  // namespace
}  // namespace aisha
