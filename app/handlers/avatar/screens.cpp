// What the handlers of avatars share.
#include "handlers/avatar/screens.hpp"

#include "database/repositories/avatar_photo_repository.hpp"
#include "handlers/dialogue.hpp"
#include "keyboards/avatar.hpp"
#include "texts/avatar.hpp"

namespace aisha::handlers::avatar {

std::optional<Person> in_private(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const* message = incoming.message();
    if (!message || !message->chat.is_private()) return std::nullopt;
    return meet(context, tx, incoming);
}

void show_avatar(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
                 Avatar const& avatar) {
    auto const language = person.language;
    auto const photos = avatar_photo_repository::count(tx, avatar.id);
    dialogue::end(tx, person.id);
    if (!avatar.is_draft())
        return show(context, tx, incoming, texts::avatar_card(language, avatar, photos.valid),
                    keyboards::avatar_card(language, avatar, photos.valid > 0));
    switch (context.avatars.service.step(tx, avatar)) {
        case AvatarStep::gender:
            return show(context, tx, incoming, texts::avatar(language).ask_gender,
                        keyboards::avatar_gender(language, avatar.id));
        case AvatarStep::name:
            dialogue::expect(context, tx, person.id, dialogue::NamingAvatar{avatar.id});
            return show(context, tx, incoming, texts::avatar_ask_name(language),
                        keyboards::avatar_name(language, avatar));
        case AvatarStep::consent:
            return show(context, tx, incoming, texts::avatar_consent(language, avatar.training_type),
                        keyboards::avatar_consent(language, avatar.id));
        case AvatarStep::photos: {
            dialogue::expect(context, tx, person.id, dialogue::UploadingPhotos{avatar.id, {}});
            auto const& rules = context.avatars.service.rules();
            auto text = texts::avatar_ask_photos(language, avatar, rules.photos_min, rules.photos_max);
            if (photos.valid > 0) text += "\n\n" + texts::photos_counted(language, photos.valid);
            bool const enough = photos.valid >= rules.photos_min && photos.waiting == 0;
            return show(context, tx, incoming, std::move(text),
                        keyboards::avatar_photos(language, avatar, {enough, photos.valid > 0}));
        }
    }
}

void show_list(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person) {
    auto const counters = context.avatars.service.counters(tx, person.id);
    show(context, tx, incoming,
         texts::avatar_list(person.language, counters.all, counters.completed, counters.drafts),
         keyboards::avatar_list(person.language, context.avatars.service.list(tx, person.id)));
}

}  // namespace aisha::handlers::avatar
