// Making an avatar step by step.
#include "handlers/avatar/wizard.hpp"

#include "database/repositories/avatar_photo_repository.hpp"
#include "handlers/avatar/gallery.hpp"
#include "handlers/avatar/judge_photos.hpp"
#include "handlers/avatar/remove_photos.hpp"
#include "handlers/avatar/screens.hpp"
#include "handlers/dialogue.hpp"
#include "handlers/menu.hpp"
#include "texts/avatar.hpp"
#include "texts/avatar_photo.hpp"
#include "texts/filled.hpp"

namespace aisha::handlers::avatar {

namespace {

using keyboards::AvatarAction;

/// A press on a button of one avatar.
struct Press {
    Context& context;
    Transaction& tx;
    bot::Incoming const& incoming;
    Person const& person;
    AvatarId id;

    AvatarService& service() const { return context.avatars.service; }
    Avatar avatar() const { return service().open(tx, person.id, id); }
    texts::AvatarTexts const& words() const { return texts::avatar(person.language); }

    void show_it() const { show_avatar(context, tx, incoming, person, avatar()); }
    void show_text(std::string html, bot::InlineKeyboardMarkup keyboard) const {
        show(context, tx, incoming, std::move(html), std::move(keyboard));
    }
    void no_question() const { dialogue::end(tx, person.id); }

    void set_gender(AvatarGender gender) const;
    void back() const;
    void agree() const;
    void finish() const;
    void save() const;
    void ask_to_cancel() const;
    void ask_to_remove() const;
    void remove(bool draft_only) const;
    void add_photos() const;
    void ask_name() const;
    void make_main() const;
    void retry() const;
};

void Press::set_gender(AvatarGender gender) const {
    service().set_gender(tx, person.id, id, gender);
    show_it();
}

void Press::back() const {
    if (service().step_back(tx, person.id, id)) return show_it();
    // Nothing is answered yet: the type is asked again.
    remove_photos(context, tx, person.id, service().remove(tx, person.id, id));
    no_question();
    show_text(words().ask_type, keyboards::avatar_types(person.language));
}

void Press::agree() const {
    service().agree(tx, person.id, id, texts::avatar_consent_wording, person.language);
    show_it();
}

void Press::finish() const {
    auto const valid = avatar_photo_repository::count(tx, avatar().id).valid;
    try {
        service().finish_photos(tx, person.id, id);
    } catch (AvatarRefused const& refused) {
        if (refused.reason() != AvatarRefusal::too_few_photos) throw;
        return incoming.alert(
            texts::avatar_photos_first(person.language, service().rules().photos_min - valid));
    }
    no_question();
    auto const ready = avatar();
    auto text = texts::avatar_card(person.language, ready, valid) + "\n\n" + words().summary;
    if (context.avatars.uploads.progress(tx, ready).all_alike) text += "\n\n" + words().advice_alike;
    show_text(std::move(text), keyboards::avatar_card(person.language, ready, true));
}

void Press::save() const {
    avatar();
    no_question();
    show_text(words().saved, keyboards::avatars_only(person.language));
}

void Press::ask_to_cancel() const {
    if (!avatar().is_draft()) throw AvatarRefused(AvatarRefusal::wrong_status);
    show_text(words().confirm_cancel, keyboards::avatar_cancel(person.language, id));
}

void Press::ask_to_remove() const {
    show_text(texts::filled(words().confirm_remove, texts::avatar_name(person.language, avatar())),
              keyboards::avatar_remove(person.language, id));
}

void Press::remove(bool draft_only) const {
    auto const gone = avatar();
    if (draft_only && !gone.is_draft()) throw AvatarRefused(AvatarRefusal::wrong_status);
    remove_photos(context, tx, person.id, service().remove(tx, person.id, id));
    no_question();
    show_text(words().removed, keyboards::avatars_only(person.language));
    // The counter counts nothing any more.
    bool const counts = gone.progress_id && context.outbox.message_of(tx, *gone.progress_id) !=
                                                std::optional(incoming.message()->message_id);
    if (counts) context.outbox.remove_sent(tx, ChatId{person.id.value}, *gone.progress_id);
}

void Press::add_photos() const {
    service().reopen_photos(tx, person.id, id);
    show_it();
}

void Press::ask_name() const {
    auto const named = avatar();
    dialogue::expect(context, tx, person.id, dialogue::NamingAvatar{id});
    show_text(texts::avatar_ask_new_name(person.language, named),
              keyboards::avatar_name(person.language, named));
}

void Press::make_main() const {
    service().set_main(tx, person.id, id);
    incoming.answer(texts::filled(words().main_set, avatar().name));
    show_it();
}

void Press::retry() const {
    judge_soon(context, tx, avatar());
    incoming.answer(texts::avatar_photo(person.language).retrying);
}

void act(Press const& press, AvatarAction action) {
    switch (action) {
        case AvatarAction::open:
        case AvatarAction::keep_name: return press.show_it();
        case AvatarAction::male: return press.set_gender(AvatarGender::male);
        case AvatarAction::female: return press.set_gender(AvatarGender::female);
        case AvatarAction::back: return press.back();
        case AvatarAction::agree: return press.agree();
        case AvatarAction::finish: return press.finish();
        case AvatarAction::save: return press.save();
        case AvatarAction::cancel: return press.ask_to_cancel();
        case AvatarAction::cancel_sure: return press.remove(true);
        case AvatarAction::add_photos: return press.add_photos();
        case AvatarAction::rename: return press.ask_name();
        case AvatarAction::main: return press.make_main();
        case AvatarAction::remove: return press.ask_to_remove();
        case AvatarAction::remove_sure: return press.remove(false);
        case AvatarAction::retry: return press.retry();
        case AvatarAction::sheet: return show_sheet(press.context, press.tx, press.incoming, press.avatar());
    }
}

}  // namespace

void list(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    if (message->chat.is_private()) return show_list(context, tx, incoming, *person);
    context.outbox.send(
        tx, reply_to(message->chat.id, message->message_id, texts::avatar(person->language).private_only),
        person->id);
}

void open(Context& context, Transaction& tx, bot::Incoming const& incoming,
          keyboards::OpenAvatars const& button) {
    auto const person = in_private(context, tx, incoming);
    if (!person) return;
    switch (button.screen) {
        case keyboards::AvatarScreen::list: return show_list(context, tx, incoming, *person);
        case keyboards::AvatarScreen::types:
            return show(context, tx, incoming, texts::avatar(person->language).ask_type,
                        keyboards::avatar_types(person->language));
    }
}

void choose_type(Context& context, Transaction& tx, bot::Incoming const& incoming,
                 keyboards::ChooseAvatarType const& button) {
    auto const person = in_private(context, tx, incoming);
    if (!person) return;
    try {
        show_avatar(context, tx, incoming, *person,
                    context.avatars.service.create(tx, person->id, button.type));
    } catch (AvatarRefused const& refused) {
        incoming.alert(texts::avatar_refusal(person->language, refused.reason()));
    }
}

void press(Context& context, Transaction& tx, bot::Incoming const& incoming,
           keyboards::AvatarButton const& button) {
    auto const person = in_private(context, tx, incoming);
    if (!person) return;
    try {
        act({context, tx, incoming, *person, button.avatar}, button.action);
    } catch (AvatarRefused const& refused) {
        incoming.log.info("avatar_refused", "reason", refused.what());
        incoming.alert(texts::avatar_refusal(person->language, refused.reason()));
    }
}

void name_it(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
             AvatarId id, std::string const& name) {
    try {
        context.avatars.service.rename(tx, person.id, id, name);
    } catch (AvatarRefused const& refused) {
        if (refused.reason() != AvatarRefusal::not_found)
            dialogue::expect(context, tx, person.id, dialogue::NamingAvatar{id});
        context.outbox.send(
            tx, message_to(incoming.chat(), texts::avatar_refusal(person.language, refused.reason())));
        return;
    }
    show_avatar(context, tx, incoming, person, context.avatars.service.open(tx, person.id, id));
}

void ask_again_for_photos(Context& context, Transaction& tx, bot::Incoming const& incoming,
                          Person const& person, AvatarId id) {
    try {
        show_avatar(context, tx, incoming, person, context.avatars.service.open(tx, person.id, id));
    } catch (AvatarRefused const&) {
        menu::hint(context, tx, incoming);
    }
}

}  // namespace aisha::handlers::avatar
