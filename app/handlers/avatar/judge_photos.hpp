// The job that looks at the photos of an avatar.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"
#include "texts/avatar_photo.hpp"

namespace aisha::handlers::avatar {

/// Fetches the photos that wait, in the order of their messages, a few at a time; looks at them, keeps what
/// is valid, tells what is not. Ends when none wait. There is one for an avatar at a time.
struct JudgePhotos {
    static constexpr std::string_view kind = "judge_photos";
    AvatarId avatar;
};
BOOST_DESCRIBE_STRUCT(JudgePhotos, (), (avatar))

/// Sees to it that the photos of `avatar` are looked at.
void judge_soon(Context& context, Transaction& tx, Avatar const& avatar);

JobPolicy judge_photos_policy();
/// Throws Unavailable while Telegram, the store or the media program is away; no photo is lost by that.
awaitable<Outcome> judge_photos(Context& context, JudgePhotos job, JobRun run);
/// Tells the person that it failed for good, with a button to try again.
void judge_photos_failed(Context& context, Transaction& tx, JudgePhotos const& job,
                         JobFailure const& failure);

/// How many photos an avatar needs and may have, for texts.
texts::PhotoLimits photo_limits(Context const& context);

}  // namespace aisha::handlers::avatar
