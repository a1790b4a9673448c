// The whole bot on one screen: which handler answers what.
#include "handlers/routes.hpp"

#include "handlers/access/limits.hpp"
#include "handlers/admin/screens.hpp"
#include "handlers/avatar/gallery.hpp"
#include "handlers/avatar/receive_photo.hpp"
#include "handlers/avatar/wizard.hpp"
#include "handlers/dialogue.hpp"
#include "handlers/group/group.hpp"
#include "handlers/menu.hpp"
#include "handlers/privacy/privacy.hpp"
#include "handlers/settings/settings.hpp"
#include "handlers/transcript/card.hpp"
#include "handlers/transcript/history.hpp"
#include "handlers/transcript/notes.hpp"
#include "handlers/transcript/recording.hpp"
#include "handlers/transcript/stop.hpp"
#include "handlers/transcript/text.hpp"

namespace aisha::handlers {

namespace {

bool is_press(bot::Incoming const& incoming) { return incoming.update.callback_query.has_value(); }
bool is_membership(bot::Incoming const& incoming) { return incoming.update.my_chat_member.has_value(); }
bool is_stop(bot::Incoming const& incoming) { return incoming.update.stopped_message_generation.has_value(); }

/// `with` makes a route of a handler.
void add_notes(bot::Router& router, auto const& with) {
    router.on<keyboards::MakeNote>(with(transcript::press_note));
    router.on<keyboards::Translate>(with(transcript::press_translate));
    router.on<keyboards::RemakeNote>(with(transcript::remake_note));
    router.on<keyboards::RetryNote>(with(transcript::retry_note));
    router.on<keyboards::StopNote>(with(transcript::stop_note));
}

}  // namespace

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

    bot::Router router([&context] { return context.bot.username(); });
    router.command("start", with(menu::start));
    router.command("help", with(menu::help));
    router.command("language", with(menu::language));
    router.command("history", with(transcript::history));
    router.command("limits", with(access::limits));
    router.command("search", with(transcript::search));
    router.command("transcribe", with(group::transcribe));
    router.command("avatars", with(avatar::list));
    router.command("settings", with(settings::open));
    router.command("privacy", with(privacy::open));

    router.on<keyboards::ChooseLanguage>(with(menu::choose_language));
    router.on<keyboards::HistoryPage>(with(transcript::turn_page));
    router.on<keyboards::AskSearch>(with(transcript::ask_search));
    router.on<keyboards::TextButton>(with(transcript::use_text));
    router.on<keyboards::SaveAs>(with(transcript::save_as));
    router.on<keyboards::AgainAs>(with(transcript::again_as));
    router.on<keyboards::CancelQuestion>(with(dialogue::cancel));
    router.on<keyboards::RetryTranscript>(with(transcript::retry));
    router.on<keyboards::StopTranscript>(with(transcript::stop));
    router.on<keyboards::OpenSettings>(with(settings::show));
    router.on<keyboards::TypeSetting>(with(settings::ask));
    router.on<keyboards::SetInterface>(with(settings::set_interface));
    router.on<keyboards::SetSpeech>(with(settings::set_speech));
    router.on<keyboards::ClearVocabulary>(with(settings::clear_vocabulary));
    router.on<keyboards::SetZone>(with(settings::set_zone));
    router.on<keyboards::SetKeep>(with(settings::set_keep));
    router.on<keyboards::SetAutomatic>(with(group::set_automatic));
    router.on<keyboards::PrivacyButton>(with(privacy::use));
    add_notes(router, with);

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

    router.when(group::has_moved, with(group::move));
    router.when(transcript::has_recording, with(transcript::receive));
    router.when(transcript::has_text_file, with(transcript::receive_text_file));
    router.when(transcript::has_other_file, with(avatar::receive_photo));
    router.when(is_stop, with(transcript::stop_all));
    router.when(is_membership, with(menu::membership));
    router.otherwise(with(dialogue::answer));
    return router;
}

}  // namespace aisha::handlers
