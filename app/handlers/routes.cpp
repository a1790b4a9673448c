// The whole bot on one screen: which handler answers what.
#include "handlers/routes.hpp"

#include "handlers/access/limits.hpp"
#include "handlers/admin/screens.hpp"
#include "handlers/avatar/gallery.hpp"
#include "handlers/avatar/receive_photo.hpp"
#include "handlers/avatar/wizard.hpp"
#include "handlers/menu.hpp"
#include "handlers/transcript/history.hpp"
#include "handlers/transcript/recording.hpp"

namespace aisha::handlers {

bot::Router make_routes(Context& context) {
    auto const with = [&context](auto handler) {
        return [&context, handler](Transaction& tx, bot::Incoming const& incoming, auto const&... button) {
            handler(context, tx, incoming, button...);
        };
    };
    auto const admins = [&context](auto handler) {
        return [&context, handler](Transaction& tx, bot::Incoming const& incoming, auto const&... button) {
            if (auto const admin = admin::only(context, tx, incoming))
                handler(context, tx, incoming, *admin, button...);
        };
    };
    auto const is_press = [](bot::Incoming const& incoming) {
        return incoming.update.callback_query.has_value();
    };
    auto const is_membership = [](bot::Incoming const& incoming) {
        return incoming.update.my_chat_member.has_value();
    };

    bot::Router router;
    router.command("start", with(menu::start));
    router.command("help", with(menu::help));
    router.command("language", with(menu::language));
    router.command("history", with(transcript::history));
    router.command("limits", with(access::limits));
    router.command("avatars", with(avatar::list));

    router.on<keyboards::ChooseLanguage>(with(menu::choose_language));
    router.on<keyboards::OpenTranscript>(with(transcript::open));
    router.on<keyboards::RetryTranscript>(with(transcript::retry));

    router.on<keyboards::OpenAvatars>(with(avatar::open));
    router.on<keyboards::ChooseAvatarType>(with(avatar::choose_type));
    router.on<keyboards::AvatarButton>(with(avatar::press));
    router.on<keyboards::PhotoButton>(with(avatar::press_photo));

    router.command("admin", admins(admin::overview));
    router.command("people", admins(admin::people));
    router.command("invite", admins(admin::invite));
    router.on<keyboards::OpenAdmin>(admins(admin::open));
    router.on<keyboards::AdminPerson>(admins(admin::person));
    router.on<keyboards::MakeInvite>(admins(admin::make_invite));
    router.on<keyboards::WithdrawInvite>(admins(admin::withdraw_invite));
    router.on<keyboards::AdminJob>(admins(admin::job));
    router.when(is_press, with(menu::old_button));

    router.when(transcript::has_recording, with(transcript::receive));
    router.when(transcript::has_other_file, with(avatar::receive_photo));
    router.when(is_membership, with(menu::membership));
    router.otherwise(with(avatar::typed));
    return router;
}

}  // namespace aisha::handlers
